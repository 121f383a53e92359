package io.securerpc.jetty;

import io.securerpc.event.ClientActivity;
import io.securerpc.event.ClientActivity.Client;
import io.securerpc.trust.TrustRemoval;
import io.securerpc.trust.Vouchers;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The clients behind the open connections of all listeners. */
final class ConnectedClients {
    private static final Comparator<ClientActivity> ORDER = Comparator.comparing(
                    (ClientActivity activity) -> activity.client().callerId())
            .thenComparing(activity -> activity.client().fingerprint().hex());

    private ConnectedClients() {}

    /** All of them; whom different trust vouches for on different listeners is listed for each. */
    static List<ClientActivity> of(List<BoundListener> listeners) {
        return merged(
                listeners.stream().flatMap(listener -> listener.connections().clients()));
    }

    /** Those that would be cut, with what they would lose, by a removal from a trust directory. */
    static List<ClientActivity> cutBy(TrustRemoval removal, List<BoundListener> listeners) {
        return merged(listeners.stream()
                .flatMap(listener -> listener.trust().stream()
                        .flatMap(trust -> listener.connections().clientsCutUnder(trust.after(removal)))));
    }

    private static List<ClientActivity> merged(Stream<ClientActivity> parts) {
        Map<Key, ClientActivity> clients = new LinkedHashMap<>();
        parts.forEach(part -> clients.merge(new Key(part.client(), part.vouchers()), part, ClientActivity::and));
        return clients.values().stream().sorted(ORDER).toList();
    }

    private record Key(Client client, Vouchers vouchers) {}
}

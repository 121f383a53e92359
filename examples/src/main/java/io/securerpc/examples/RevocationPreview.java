package io.securerpc.examples;

import io.securerpc.event.ActivityReport;
import io.securerpc.event.ClientActivity;
import io.securerpc.examples.ActivityOption.Seen;
import io.securerpc.trust.InstalledClient;
import io.securerpc.trust.TrustRemoval;
import io.securerpc.trust.TrustRemoval.Effect;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** What revoking a client would do, as lines for people. */
final class RevocationPreview {
    private final TrustRemoval removal;
    private final PrintWriter out;

    RevocationPreview(TrustRemoval removal, PrintWriter out) {
        this.removal = removal;
        this.out = out;
    }

    void print(InstalledClient client, Optional<Seen> seen) {
        out.println("would be revoked: " + Printable.of(client.callerId()) + " (SHA-256 " + client.fingerprint() + ")");
        if (seen.isEmpty()) {
            out.println(
                    "would be cut: unknown, no activity file is named (expected: activity_file in the configuration,"
                            + " or --activity-file)");
        } else if (!seen.get().present()) {
            out.println("would be cut: unknown, " + seen.get().text());
        } else {
            print(seen.get().report().orElseThrow());
            out.println(seen.get().text());
        }
    }

    private void print(ActivityReport report) {
        List<ClientActivity> connected =
                report.clients().stream().filter(ClientActivity::connected).toList();
        if (connected.stream().noneMatch(activity -> effect(activity) == Effect.CUT)) {
            out.println("would be cut: nobody");
        }
        connected.forEach(this::print);
        if (report.unlisted() > 0) {
            out.println("not judged: " + report.unlisted() + " more connected clients, which the file has no room for");
        }
    }

    private void print(ClientActivity activity) {
        String line = Printable.of(activity.client().callerId()) + " (SHA-256 "
                + activity.client().fingerprint() + "): " + activity.connections() + ", last seen "
                + activity.lastSeen();
        switch (effect(activity)) {
            case CUT -> out.println("would be cut: " + line);
            case KEPT_BY_AUTHORITY ->
                out.println("would stay, vouched for by authority "
                        + Printable.of(String.join(", ", activity.vouchers().authorities())) + ": " + line
                        + (activity.connections().webSocket() > 0
                                ? "; a WebSocket ends with its next message, because the caller is another then"
                                : ""));
            case OTHER_DIRECTORY ->
                out.println("not judged, let in by another folder, '"
                        + Printable.of(
                                activity.vouchers().directory().orElseThrow().toString()) + "': " + line);
            case NONE -> {}
        }
    }

    private Effect effect(ClientActivity activity) {
        return removal.effectOn(activity.client().fingerprint(), activity.vouchers());
    }
}

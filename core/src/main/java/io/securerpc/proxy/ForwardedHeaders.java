package io.securerpc.proxy;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the headers of one request say of the addresses it came through: {@code Forwarded} (RFC 7239), {@code X-Forwarded-For} and {@code X-Real-IP}.
 *
 * <h2>Security</h2>
 *
 * <p>Each proxy adds the address it was reached from on the right, so the list is read from the right and only as far as trusted proxies wrote it:
 * the first address that is no trusted proxy is the client, and what stands left of it, which the client may have sent itself, is not looked at.
 * If several of the headers are there they must agree, since a proxy that writes one of them lets a client's own pass in the others.
 * What trusted proxies wrote must be well formed. {@code proto}, {@code host} and {@code by} are never used.
 *
 * @param forwarded every line of {@code Forwarded}, in order, as sent
 * @param xForwardedFor every line of {@code X-Forwarded-For}
 * @param xRealIp every line of {@code X-Real-IP}
 */
public record ForwardedHeaders(List<String> forwarded, List<String> xForwardedFor, List<String> xRealIp) {
    /** What one kind of header says. */
    private record Said(String header, InetAddress address) {}

    /**
     * Copies the lines.
     *
     * @param forwarded every line of {@code Forwarded}
     * @param xForwardedFor every line of {@code X-Forwarded-For}
     * @param xRealIp every line of {@code X-Real-IP}
     */
    public ForwardedHeaders {
        forwarded = List.copyOf(forwarded);
        xForwardedFor = List.copyOf(xForwardedFor);
        xRealIp = List.copyOf(xRealIp);
    }

    /**
     * The client's address, for a connection.
     *
     * @param peer who connected
     * @param trusted who is believed
     * @return the address, and how it is known
     */
    public ClientAddress client(InetSocketAddress peer, TrustedProxies trusted) {
        requireNonNull(peer, "peer");
        requireNonNull(trusted, "trusted");
        List<String> present = names();
        InetAddress connected = peer.getAddress();
        if (present.isEmpty()) {
            return new ClientAddress.Connected(peer);
        }
        if (connected == null || !trusted.trusts(connected)) {
            return new ClientAddress.Ignored(peer, present);
        }
        try {
            return agreed(peer, said(connected, trusted));
        } catch (ForwardedSyntaxException e) {
            return new ClientAddress.Doubtful(peer, e.reason());
        }
    }

    private List<String> names() {
        List<String> present = new ArrayList<>();
        if (!forwarded.isEmpty()) {
            present.add("Forwarded");
        }
        if (!xForwardedFor.isEmpty()) {
            present.add("X-Forwarded-For");
        }
        if (!xRealIp.isEmpty()) {
            present.add("X-Real-IP");
        }
        return present;
    }

    private List<Said> said(InetAddress peer, TrustedProxies trusted) throws ForwardedSyntaxException {
        List<Said> said = new ArrayList<>();
        if (!forwarded.isEmpty()) {
            said.add(new Said("Forwarded", walk(forwarded, ForwardedElements::forwarded, peer, trusted)));
        }
        if (!xForwardedFor.isEmpty()) {
            said.add(new Said("X-Forwarded-For", walk(xForwardedFor, ForwardedElements::xForwardedFor, peer, trusted)));
        }
        if (!xRealIp.isEmpty()) {
            InetAddress last = ForwardedElements.xRealIp(xRealIp);
            // It knows one hop only: a proxy behind another names that one, and is not contradicted by whoever sees
            // further.
            if (said.isEmpty() || !trusted.trusts(last)) {
                said.add(new Said("X-Real-IP", last));
            }
        }
        return said;
    }

    private static ClientAddress agreed(InetSocketAddress peer, List<Said> said) {
        if (said.stream().map(Said::address).distinct().count() > 1) {
            return new ClientAddress.Doubtful(
                    peer,
                    said.stream()
                            .map(each ->
                                    each.header() + " says " + each.address().getHostAddress())
                            .collect(Collectors.joining(", ")));
        }
        return new ClientAddress.Forwarded(new InetSocketAddress(said.get(0).address(), 0), peer);
    }

    /** From the right; elements are read one by one, so that nothing is asked of what stands left of the client. */
    private static InetAddress walk(
            List<String> lines, ForwardedElements.Reader reader, InetAddress peer, TrustedProxies trusted)
            throws ForwardedSyntaxException {
        InetAddress last = peer;
        for (String element : ForwardedElements.fromTheRight(lines)) {
            InetAddress next = reader.read(element);
            if (next == null) {
                // A proxy that hides or does not know its client: the last address that is known is its own.
                return last;
            }
            last = next;
            if (!trusted.trusts(last)) {
                return last;
            }
        }
        return last;
    }
}

package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.proxy.ClientAddress;
import io.securerpc.proxy.ForwardedHeaders;
import io.securerpc.proxy.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** From where requests come: the connection's other end, or whom a trusted proxy names. */
final class ClientAddresses {
    /** An operator needs the hint once, and every request of a proxy that is not listed would repeat it. */
    private static final long HINT_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A Unix domain socket has no address that could be told apart from another's. */
    private static final InetSocketAddress LOCAL = InetSocketAddress.createUnresolved("unix-socket", 0);

    private static final String REAL_IP = "X-Real-IP";

    private final TrustedProxies proxies;
    private final SecurityEventListener events;
    private final AtomicLong nextHint = new AtomicLong(System.nanoTime());

    ClientAddresses(TrustedProxies proxies, SecurityEventListener events) {
        this.proxies = proxies;
        this.events = events;
    }

    ClientAddress of(Request request) {
        InetSocketAddress peer =
                request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                        ? address
                        : LOCAL;
        HttpFields headers = request.getHeaders();
        if (!headers.contains(HttpHeader.FORWARDED)
                && !headers.contains(HttpHeader.X_FORWARDED_FOR)
                && !headers.contains(REAL_IP)) {
            return new ClientAddress.Connected(peer);
        }
        ForwardedHeaders forwarded = new ForwardedHeaders(
                headers.getValuesList(HttpHeader.FORWARDED.asString()),
                headers.getValuesList(HttpHeader.X_FORWARDED_FOR.asString()),
                headers.getValuesList(REAL_IP));
        ClientAddress client = forwarded.client(peer, proxies);
        if (client instanceof ClientAddress.Ignored ignored) {
            hint(ignored);
        }
        return client;
    }

    private void hint(ClientAddress.Ignored ignored) {
        long now = System.nanoTime();
        long due = nextHint.get();
        if (now - due < 0 || !nextHint.compareAndSet(due, now + HINT_NANOS)) {
            return;
        }
        InetAddress peer = ignored.address().getAddress();
        String from = peer == null ? ignored.address().getHostString() : peer.getHostAddress();
        events.on(new SecurityEvent.ForwardingIgnored("request from " + from + " with "
                + String.join(", ", ignored.headers()) + ": ignored, since that is no trusted proxy"
                + (isNear(peer) ? " (if it is yours, in [secure_rpc]: trusted_proxies = [\"" + from + "\"])" : "")));
    }

    /** Whoever comes from the internet with such a header is more likely a liar than a proxy: nobody is told to believe him. */
    private static boolean isNear(@Nullable InetAddress peer) {
        return peer != null
                && (peer.isLoopbackAddress()
                        || peer.isSiteLocalAddress()
                        || (peer.getAddress().length == 16 && (peer.getAddress()[0] & 0xfe) == 0xfc));
    }
}

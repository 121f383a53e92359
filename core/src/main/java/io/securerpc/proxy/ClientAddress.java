package io.securerpc.proxy;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/** From where a request comes, and how that is known. It names a client in logs and limits, and is never a reason to allow anything. */
public sealed interface ClientAddress {
    /**
     * The address to go by.
     *
     * @return of the client where a trusted proxy names it, else of whoever connected
     */
    InetSocketAddress address();

    /**
     * One function per kind.
     *
     * @param onConnected for {@link Connected}
     * @param onForwarded for {@link Forwarded}
     * @param onIgnored for {@link Ignored}
     * @param onDoubtful for {@link Doubtful}
     * @param <R> what they return
     * @return what the function of this kind returns
     */
    default <R> R match(
            Function<Connected, R> onConnected,
            Function<Forwarded, R> onForwarded,
            Function<Ignored, R> onIgnored,
            Function<Doubtful, R> onDoubtful) {
        if (this instanceof Connected connected) {
            return onConnected.apply(connected);
        }
        if (this instanceof Forwarded forwarded) {
            return onForwarded.apply(forwarded);
        }
        return this instanceof Ignored ignored ? onIgnored.apply(ignored) : onDoubtful.apply((Doubtful) this);
    }

    /**
     * Nobody speaks of another address.
     *
     * @param address of whoever connected
     */
    record Connected(InetSocketAddress address) implements ClientAddress {
        /**
         * Requires the address.
         *
         * @param address of whoever connected
         */
        public Connected {
            requireNonNull(address, "address");
        }
    }

    /**
     * A trusted proxy says so.
     *
     * @param address the first from the right that is no trusted proxy; port 0, since what a proxy says of ports is of no use
     * @param proxy who connected
     */
    record Forwarded(InetSocketAddress address, InetSocketAddress proxy) implements ClientAddress {
        /**
         * Requires both parts.
         *
         * @param address of the client
         * @param proxy who connected
         */
        public Forwarded {
            requireNonNull(address, "address");
            requireNonNull(proxy, "proxy");
        }
    }

    /**
     * Somebody who is no trusted proxy speaks of another address, and is not listened to.
     *
     * @param address of whoever connected
     * @param headers the names of the headers that are ignored
     */
    record Ignored(InetSocketAddress address, List<String> headers) implements ClientAddress {
        /**
         * Copies the names.
         *
         * @param address of whoever connected
         * @param headers the names of the headers that are ignored
         */
        public Ignored {
            requireNonNull(address, "address");
            headers = List.copyOf(headers);
        }
    }

    /**
     * What a trusted proxy says cannot be read, or contradicts itself: whoever sent the request is not known, so it is to be refused.
     *
     * @param address of the proxy
     * @param reason what is wrong, with what was sent
     */
    record Doubtful(InetSocketAddress address, String reason) implements ClientAddress {
        /**
         * Requires both parts.
         *
         * @param address of the proxy
         * @param reason what is wrong, with what was sent
         */
        public Doubtful {
            requireNonNull(address, "address");
            requireNonNull(reason, "reason");
        }
    }
}

package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HostPolicy} compiled for one listener; made by {@link HostPolicy#bind}.
 *
 * <h2>Threads</h2>
 *
 * <p>Any. The usual {@code Host} costs one look-up; names are compiled again only when the certificate's set of names is another object.
 */
public final class HostRules {
    private final boolean any;
    private final Set<Authority> exact;
    private final Set<String> anyPort;
    private final Supplier<Set<String>> certificateNames;
    private volatile @Nullable Compiled compiled;

    HostRules(boolean any, Set<Authority> exact, Set<String> anyPort, Supplier<Set<String>> certificateNames) {
        this.any = any;
        this.exact = Set.copyOf(exact);
        this.anyPort = Set.copyOf(anyPort);
        this.certificateNames = certificateNames;
    }

    /**
     * Judges one value of a {@code Host} header or {@code :authority}.
     *
     * @param authority as sent
     * @param tls whether our own TLS carries the request, so that a missing port means 443 and not 80
     * @return allowed, not allowed, or malformed
     */
    public HostVerdict judge(String authority, boolean tls) {
        if (recognises(authority, tls)) {
            return HostVerdict.ALLOWED;
        }
        if (Authority.parse(authority).isEmpty()) {
            return HostVerdict.MALFORMED;
        }
        return any ? HostVerdict.ALLOWED : HostVerdict.NOT_ALLOWED;
    }

    /**
     * Whether the server knows the host as its own: by address, certificate or list. The same as allowed, except under {@link HostPolicy#any()}.
     *
     * @param authority as sent
     * @param tls whether our own TLS carries the request
     * @return true if it is
     */
    public boolean recognises(String authority, boolean tls) {
        requireNonNull(authority, "authority");
        Compiled now = current();
        if (now.ready.contains(authority)) {
            return true;
        }
        Authority parsed = Authority.parse(authority).orElse(null);
        return parsed != null && (now.hosts.contains(parsed.host()) || exact.contains(effective(parsed, tls)));
    }

    private static Authority effective(Authority authority, boolean tls) {
        return new Authority(authority.host(), authority.effectivePort(tls));
    }

    private Compiled current() {
        Set<String> names = certificateNames.get();
        Compiled last = compiled;
        if (last == null || !last.isFor(names)) {
            // Two threads may both compile: the results are equal, and either may stay.
            last = compile(names);
            compiled = last;
        }
        return last;
    }

    private Compiled compile(Set<String> names) {
        Set<String> hosts = new HashSet<>(anyPort);
        for (String name : names) {
            boolean bareIpv6 = name.indexOf(':') >= 0 && !name.startsWith("[");
            String host = HostText.canonical(bareIpv6 ? '[' + name + ']' : name);
            if (host != null) {
                hosts.add(host);
            }
        }
        Set<String> ready = new HashSet<>(hosts);
        for (Authority authority : exact) {
            ready.add(authority.toString());
            hosts.forEach(host -> ready.add(new Authority(host, authority.port()).toString()));
        }
        return new Compiled(names, hosts, ready);
    }

    /** hosts: allowed with any port; ready: whole values that are allowed as they stand. */
    private static final class Compiled {
        private final Set<String> source;
        private final Set<String> hosts;
        private final Set<String> ready;

        private Compiled(Set<String> source, Set<String> hosts, Set<String> ready) {
            this.source = source;
            this.hosts = hosts;
            this.ready = ready;
        }

        @SuppressWarnings(
                "ReferenceEquality") // identity is the cheap sign of a reload; equal sets compile alike anyway
        private boolean isFor(Set<String> names) {
            return source == names;
        }
    }
}

package io.securerpc.listener;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.CredentialDemand;
import io.securerpc.caller.Grants;
import io.securerpc.caller.RegisteredMethods;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.tls.ClientAuthentication;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds listeners that strangers could misuse: reached from beyond this machine without TLS, or by anonymous callers with more than public
 * permissions, be it over a proxy. A server with such a problem does not start unless a {@code dangerously…} setting says so.
 *
 * <h2>Security</h2>
 *
 * <p>Judges the addresses that are bound and the proxies that are trusted, nothing else: a proxy on this machine that is not listed, a container's port
 * mapping or a tunnel that leads to loopback is not seen. A Unix domain socket is reached from this machine; a redirect runs nothing, so it may
 * be reached from anywhere. An address of all zeros reaches beyond this machine whatever a firewall does.
 */
public final class ExposureGuard {
    private static final String BEYOND = "reached from beyond this machine";

    private ExposureGuard() {}

    /**
     * Judges all listeners; asks the name service for those bound by name.
     *
     * @param listeners where the server is going to listen
     * @param grants who may do what
     * @param methods what is served; a permission that no method asks for endangers nothing
     * @param proxies who is believed to speak for others
     * @return one line each, with why and the smallest remedy; empty if there is no problem
     */
    public static List<String> problems(
            List<Listener> listeners, Grants grants, RegisteredMethods methods, TrustedProxies proxies) {
        return problems(listeners, grants, methods, proxies, CredentialDemand.NONE);
    }

    /**
     * The same where callers may be asked for credentials: then nobody is anonymous, and plaintext gives passwords away besides.
     *
     * @param listeners where the server is going to listen
     * @param grants who may do what
     * @param methods what is served
     * @param proxies who is believed to speak for others
     * @param demand whether callers are asked for credentials
     * @return one line each, with why and the smallest remedy; empty if there is no problem
     */
    public static List<String> problems(
            List<Listener> listeners,
            Grants grants,
            RegisteredMethods methods,
            TrustedProxies proxies,
            CredentialDemand demand) {
        requireNonNull(demand, "demand");
        requireNonNull(listeners, "listeners");
        requireNonNull(grants, "grants");
        requireNonNull(methods, "methods");
        requireNonNull(proxies, "proxies");
        Optional<Opened> anonymous =
                demand == CredentialDemand.REQUIRED ? Optional.empty() : Opened.toAnonymous(grants, methods);
        boolean proxied = proxies.trustsLoopback();
        return listeners.stream()
                .flatMap(listener -> listener
                        .match(
                                tls -> ofTcp(
                                        tls,
                                        Optional.empty(),
                                        anonymous.filter(any -> admitsAnonymous(tls, demand)),
                                        proxied),
                                plain -> ofTcp(plain, Optional.of(withoutTls(plain, demand)), anonymous, proxied),
                                unix -> List.<String>of(),
                                ExposureGuard::ofRedirect)
                        .stream())
                .toList();
    }

    private static List<String> ofTcp(
            Listener.Tcp listener, Optional<String> withoutTls, Optional<Opened> anonymous, boolean proxied) {
        List<String> problems = new ArrayList<>();
        switch (BindAddress.reach(listener.host())) {
            case LOOPBACK -> {
                if (proxied) {
                    withAnonymous(listener, anonymous, "reached over a trusted proxy on this machine", "")
                            .ifPresent(problems::add);
                }
            }
            case UNKNOWN -> problems.add(unresolved(listener));
            case BEYOND -> {
                withoutTls.ifPresent(problems::add);
                withAnonymous(listener, anonymous, BEYOND, ", or bind 127.0.0.1")
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** Where certificates are asked for and not required, a credential may stand for one; and where that is not required either, nothing has to be there. */
    private static boolean admitsAnonymous(Listener.Tls listener, CredentialDemand demand) {
        return listener.admitsAnonymous()
                || (demand == CredentialDemand.OPTIONAL
                        && listener.clientAuthentication() instanceof ClientAuthentication.Request);
    }

    /** Runs nothing, so anybody may come; but to where has to be certain. */
    private static List<String> ofRedirect(Listener.Redirect listener) {
        return BindAddress.reach(listener.host()) == BindAddress.Reach.UNKNOWN
                ? List.of(unresolved(listener))
                : List.of();
    }

    private static String unresolved(Listener listener) {
        return subject(listener)
                + ": name does not resolve, so nobody can say who would reach it (expected: an address of this machine, such as 127.0.0.1)";
    }

    private static String withoutTls(Listener listener, CredentialDemand demand) {
        String secrets = demand == CredentialDemand.NONE ? "" : "every credential, and ";
        return subject(listener) + ": " + BEYOND + " without TLS, so whoever is on the way can read " + secrets
                + (secrets.isEmpty() ? "and change" : "read and change")
                + " every call (expected: TLS, or bind 127.0.0.1)";
    }

    private static Optional<String> withAnonymous(
            Listener listener, Optional<Opened> opened, String reached, String otherRemedy) {
        return opened.map(what -> subject(listener) + ": " + reached + " by anonymous callers who " + what.have()
                + ", so any stranger can run those methods (expected: client certificates required, or "
                + what.without() + otherRemedy + ")");
    }

    private static String subject(Listener listener) {
        return "listener " + listener.place();
    }
}

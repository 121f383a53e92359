package io.securerpc.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.CredentialDemand;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureGuardTest {
    private static final Grants OPEN =
            Grants.builder().grant("anonymous", Permission.CONTROL).build();
    private static final Grants CLOSED =
            Grants.builder().grant("certificate:*", Permission.CONTROL).build();
    private static final RegisteredMethods NEEDED = new RegisteredMethods(
            Map.of(
                    "block_count", Permission.PUBLIC,
                    "wallet_create", Permission.CONTROL,
                    "wallet_list", Permission.CONTROL,
                    "internal", Permission.NOBODY),
            Map.of("newHeads", Permission.PUBLIC));

    private static final RegisteredMethods PUBLIC_ALONE =
            new RegisteredMethods(Map.of("block_count", Permission.PUBLIC), Map.of());

    @ParameterizedTest
    @CsvSource({
        // bind, secured by, anonymous have control; without TLS is told, anonymous control is told
        "127.0.0.1, plain, false, false, false",
        "127.0.0.1, plain, true, false, false",
        "127.0.0.1, none, false, false, false",
        "127.0.0.1, none, true, false, false",
        "127.0.0.1, require, true, false, false",
        "::1, plain, true, false, false",
        "localhost, plain, true, false, false",
        "127.8.9.10, plain, true, false, false",
        "::ffff:127.0.0.1, plain, true, false, false",
        "0.0.0.0, plain, false, true, false",
        "0.0.0.0, plain, true, true, true",
        "0.0.0.0, none, false, false, false",
        "0.0.0.0, none, true, false, true",
        "0.0.0.0, request, false, false, false",
        "0.0.0.0, request, true, false, false",
        "0.0.0.0, require, false, false, false",
        "0.0.0.0, require, true, false, false",
        "::, plain, false, true, false",
        "192.0.2.7, plain, true, true, true",
        "192.0.2.7, none, true, false, true",
        "10.0.0.1, plain, false, true, false",
        "2001:db8::7, plain, false, true, false",
        // Behind the PROXY protocol nothing is safer: whoever is on the way to the port reads along.
        "0.0.0.0, proxied plain, false, true, false",
        "0.0.0.0, proxied plain, true, true, true",
        "127.0.0.1, proxied plain, false, false, false",
        // Nothing can be called.
        "0.0.0.0, redirect, true, false, false",
        "127.0.0.1, redirect, true, false, false",
        // This machine alone.
        "-, unix, false, false, false",
        "-, unix, true, false, false"
    })
    void findsListenersThatStrangersCouldMisuse(
            String host, String kind, boolean open, boolean withoutTls, boolean anonymous) {
        List<String> problems = ExposureGuard.problems(
                List.of(listener(host, kind)), open ? OPEN : CLOSED, NEEDED, TrustedProxies.none());
        assertThat(problems.stream().anyMatch(p -> p.contains("without TLS"))).isEqualTo(withoutTls);
        assertThat(problems.stream().anyMatch(p -> p.contains("anonymous callers")))
                .isEqualTo(anonymous);
        assertThat(problems).hasSize((withoutTls ? 1 : 0) + (anonymous ? 1 : 0));
    }

    @Test
    void saysWhyAndTheSmallestRemedy() {
        assertThat(ExposureGuard.problems(
                        List.of(listener("127.0.0.1", "plain"), listener("::", "plain")),
                        OPEN,
                        NEEDED,
                        TrustedProxies.none()))
                .containsExactly(
                        "listener [::]:7076: reached from beyond this machine without TLS, so whoever is on the way can read and change"
                                + " every call (expected: TLS, or bind 127.0.0.1)",
                        "listener [::]:7076: reached from beyond this machine by anonymous callers who have the permission control, so any"
                                + " stranger can run those methods (expected: client certificates required, or no grant of control to"
                                + " anonymous, or bind 127.0.0.1)");
    }

    /** A proxy on this machine brings strangers to loopback, and from there all of them look like this machine. */
    @ParameterizedTest
    @CsvSource({
        // bind, secured by, trusted proxies, anonymous have control; told
        "127.0.0.1, plain, 127.0.0.1, true, true",
        "127.0.0.1, plain, 127.0.0.1, false, false",
        "127.0.0.1, plain, 127.0.0.0/8, true, true",
        "127.0.0.1, plain, 127.0.0.2, true, true",
        "127.0.0.1, plain, 127.128.0.0/9, true, true",
        "127.0.0.1, plain, 64.0.0.0/2, true, true",
        "127.0.0.1, plain, 128.0.0.0/1, true, false",
        "127.0.0.1, plain, ::/1, true, true",
        "127.0.0.1, plain, 7f00::/8, true, false",
        "127.0.0.1, proxied plain, 127.0.0.1, true, true",
        "::1, plain, ::1, true, true",
        "127.0.0.1, plain, 10.0.0.0/8, true, false",
        "127.0.0.1, none, 127.0.0.1, true, true",
        "127.0.0.1, request, 127.0.0.1, true, false",
        "127.0.0.1, require, 127.0.0.1, true, false",
        "127.0.0.1, redirect, 127.0.0.1, true, false"
    })
    void countsLoopbackBehindATrustedProxyAsReachedByStrangers(
            String host, String kind, String proxies, boolean open, boolean told) {
        List<String> problems = ExposureGuard.problems(
                List.of(listener(host, kind)), open ? OPEN : CLOSED, NEEDED, TrustedProxies.of(proxies));
        assertThat(problems)
                .isEqualTo(
                        told
                                ? List.of(
                                        "listener " + Listener.plain(host, 7076).place()
                                                + ": reached over a trusted proxy on this machine by anonymous callers who have the"
                                                + " permission control, so any stranger can run those methods (expected: client"
                                                + " certificates required, or no grant of control to anonymous)")
                                : List.of());
    }

    @Test
    void aRedirectFromANameThatDoesNotResolveIsAProblem() {
        assertThat(ExposureGuard.problems(
                        List.of(listener("no-such-host.invalid", "redirect")), CLOSED, NEEDED, TrustedProxies.none()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    anonymous | wallet_*    | -           | are allowed wallet_create, wallet_list
                    everyone  | wallet_list | -           | are allowed wallet_list
                    anonymous | *           | wallet_list | are allowed wallet_create
                    everyone  | *           | wallet_*    | -
                    anonymous | block_*     | -           | -
                    anonymous | internal    | -           | -
                    """)
    void whatARuleOpensToAnonymousByNameIsExposedToo(String who, String allowed, String denied, String told) {
        Grants.Builder grants = Grants.builder().allow(who, allowed);
        if (!denied.equals("-")) {
            grants.deny("anonymous", denied);
        }
        assertThat(ExposureGuard.problems(
                        List.of(listener("0.0.0.0", "none")), grants.build(), NEEDED, TrustedProxies.none()))
                .isEqualTo(
                        told.equals("-")
                                ? List.of()
                                : List.of(
                                        "listener 0.0.0.0:7076: reached from beyond this machine by anonymous callers who "
                                                + told
                                                + ", so any stranger can run those methods (expected: client certificates"
                                                + " required, or no allow rule of anonymous for those, or bind 127.0.0.1)"));
    }

    @Test
    void aPermissionWhoseMethodsAreAllDeniedEndangersNothing() {
        Grants grants = Grants.builder()
                .grant("anonymous", Permission.CONTROL)
                .deny("everyone", "wallet_*")
                .build();
        assertThat(ExposureGuard.problems(List.of(listener("0.0.0.0", "none")), grants, NEEDED, TrustedProxies.none()))
                .isEmpty();
    }

    @Test
    void whatNoMethodAsksForEndangersNothing() {
        assertThat(ExposureGuard.problems(
                        List.of(listener("0.0.0.0", "none")), OPEN, PUBLIC_ALONE, TrustedProxies.none()))
                .isEmpty();
    }

    @Test
    void aNameThatDoesNotResolveIsAProblem() {
        assertThat(ExposureGuard.problems(
                        List.of(listener("no-such-host.invalid", "require")), CLOSED, NEEDED, TrustedProxies.none()))
                .containsExactly(
                        "listener no-such-host.invalid:7076: name does not resolve, so nobody can say who would reach it"
                                + " (expected: an address of this machine, such as 127.0.0.1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " 127.0.0.1", "127.0.0.1\n"})
    void refusesHostsThatCannotBeOne(String host) {
        for (String kind : List.of("plain", "none")) {
            assertThatThrownBy(() -> listener(host, kind))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("listener host: '" + host + "' (expected: address or name to bind)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesPortsThatCannotBeOne(int port) {
        assertThatThrownBy(() -> Listener.plain("h", port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listener port: " + port + " (expected: 0 to 65535)");
    }

    @Test
    void keepsEverythingElseInChangedCopies() {
        Listener.Tls tls = (Listener.Tls) listener("h", "require");
        IdentityFiles more = IdentityFiles.pem(Path.of("c2"), Path.of("k2"), Passphrase.none());
        assertThat(tls.withDhParameters(Path.of("dh.pem"))
                        .withOlderCertificatesAllowed()
                        .withIdentity(more)
                        .withDhParameters(Path.of("dh2.pem")))
                .isEqualTo(new Listener.Tls(
                        "h",
                        7076,
                        List.of(tls.identities().get(0), more),
                        tls.policy(),
                        tls.clientAuthentication(),
                        Optional.of(Path.of("dh2.pem")),
                        true,
                        false));
        assertThat(tls.olderCertificatesAllowed()).isFalse();
    }

    @Test
    void credentialsOverPlaintextBeyondLoopbackAreRefused() {
        for (CredentialDemand demand : List.of(CredentialDemand.OPTIONAL, CredentialDemand.REQUIRED)) {
            assertThat(ExposureGuard.problems(
                            List.of(Listener.plain("0.0.0.0", 7076), Listener.plain("127.0.0.1", 7077)),
                            Grants.none(),
                            PUBLIC_ALONE,
                            TrustedProxies.none(),
                            demand))
                    .containsExactly(
                            "listener 0.0.0.0:7076: reached from beyond this machine without TLS, so whoever is on the way can read"
                                    + " every credential, and read and change every call (expected: TLS, or bind 127.0.0.1)");
        }
    }

    @Test
    void whereEverybodyIsAskedNobodyIsAnonymous() {
        Grants grants = Grants.builder().grant("anonymous", Permission.CONTROL).build();
        for (CredentialDemand demand : CredentialDemand.values()) {
            List<String> problems = ExposureGuard.problems(
                    List.of(Listener.plain("127.0.0.1", 7076)), grants, NEEDED, TrustedProxies.of("127.0.0.1"), demand);
            assertThat(problems).hasSize(demand == CredentialDemand.REQUIRED ? 0 : 1);
        }
    }

    /** Where a credential may stand for the certificate, and neither has to be there, whoever comes is anonymous. */
    @ParameterizedTest
    @CsvSource({
        // bind, certificates, credentials, trusted proxies; told
        "0.0.0.0, request, NONE, 10.0.0.0/8, false",
        "0.0.0.0, request, OPTIONAL, 10.0.0.0/8, true",
        "0.0.0.0, request, REQUIRED, 10.0.0.0/8, false",
        "0.0.0.0, require, OPTIONAL, 10.0.0.0/8, false",
        "0.0.0.0, none, OPTIONAL, 10.0.0.0/8, true",
        "127.0.0.1, request, OPTIONAL, 10.0.0.0/8, false",
        "127.0.0.1, request, OPTIONAL, 127.0.0.1, true"
    })
    void whoeverNeedsNeitherCertificateNorCredentialIsAnonymous(
            String host, String kind, CredentialDemand demand, String proxies, boolean told) {
        List<String> problems =
                ExposureGuard.problems(List.of(listener(host, kind)), OPEN, NEEDED, TrustedProxies.of(proxies), demand);
        assertThat(problems.stream().anyMatch(problem -> problem.contains("anonymous callers")))
                .isEqualTo(told);
        assertThat(problems).hasSize(told ? 1 : 0);
    }

    @Test
    void refusesTlsWithoutAnIdentity() {
        assertThatThrownBy(() -> new Listener.Tls(
                        "h",
                        7076,
                        List.of(),
                        TlsPolicy.intermediate(),
                        ClientAuthentication.none(),
                        Optional.empty(),
                        false,
                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listener identities: none (expected: at least one)");
    }

    private static Listener listener(String host, String kind) {
        ClientTrust trust = ClientTrust.installed(Path.of("clients"));
        return switch (kind) {
            case "plain" -> Listener.plain(host, 7076);
            case "proxied plain" -> Listener.plain(host, 7076).withProxyProtocol();
            case "redirect" -> Listener.redirect(host, 7076, URI.create("https://node.example.com"));
            case "unix" -> Listener.unix(Path.of("rpc.sock"), PosixFilePermissions.fromString("rw-rw-rw-"));
            case "none" -> tls(host, ClientAuthentication.none());
            case "request" -> tls(host, ClientAuthentication.request(trust));
            case "require" -> tls(host, ClientAuthentication.require(trust));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Listener tls(String host, ClientAuthentication authentication) {
        IdentityFiles identity = IdentityFiles.pem(Path.of("server.pem"), Path.of("server.key"), Passphrase.none());
        return Listener.tls(host, 7076, identity, TlsPolicy.intermediate(), authentication);
    }
}

package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.CallerRule;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Authorities that may vouch for clients, as a file names them. */
class AuthorityKeysTest {
    private static final String TLS =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";
    private static final String AUTHORITY = TLS + "[[secure_rpc.client_authorities]]\n";
    private static final String CORP = AUTHORITY + "name = \"corp\"\ncertificates = \"ca.pem\"\n";

    @TempDir
    private Path folder;

    @Test
    void takesEveryKeyOfAnAuthority() throws IOException {
        String text = CORP + "revocation_lists = [\"a.crl\", \"/var/lib/b.crl\"]\nrevocation = \"optional\"\n"
                + "caller = \"spiffe\"\nspiffe_trust_domain = \"example.org\"\nmax_intermediates = 1\n"
                + "[secure_rpc]\nclient_certs_grace = \"5s\"\nclient_authentication = \"request\"\n";

        assertThat(authentication(text))
                .isEqualTo(ClientAuthentication.request(
                        ClientTrust.authorities(ClientAuthority.of("corp", folder.resolve("ca.pem"))
                                        .withRevocationLists(folder.resolve("a.crl"))
                                        .withRevocationLists(Path.of("/var/lib/b.crl"))
                                        .withRevocation(ClientAuthority.Revocation.OPTIONAL)
                                        .withCallerRule(CallerRule.spiffe("example.org"))
                                        .withMaxIntermediates(1))
                                .withGrace(Duration.ofSeconds(5))));
    }

    @Test
    void standsBesideInstalledCertificates() throws IOException {
        String text = CORP.replace("server_key_path", "client_certs_path = \"clients\"\nserver_key_path")
                + "revocation = \"none\"\n";

        assertThat(authentication(text))
                .isEqualTo(ClientAuthentication.require(ClientTrust.installed(folder.resolve("clients"))
                        .withAuthority(ClientAuthority.of("corp", folder.resolve("ca.pem"))
                                .withRevocation(ClientAuthority.Revocation.NONE))));
    }

    @ParameterizedTest
    @EnumSource(ClientAuthority.Revocation.class)
    void saysWhatListsInTheFolderMean(ClientAuthority.Revocation revocation) throws IOException {
        String text = TLS.replace("server_key_path", "client_certs_path = \"clients\"\nserver_key_path")
                + "[secure_rpc]\nclient_certs_revocation = \""
                + revocation.name().toLowerCase(Locale.ROOT) + "\"\n";

        assertThat(authentication(text))
                .isEqualTo(ClientAuthentication.require(
                        ClientTrust.installed(folder.resolve("clients")).withRevocation(revocation)));
    }

    @ParameterizedTest
    @CsvSource({
        "common-name, common name",
        "dns-name, DNS name",
        "email, e-mail address",
        "uri, URI",
        "fingerprint, fingerprint"
    })
    void namesCallersBy(String value, String rule) throws IOException {
        assertThat(authentication(CORP + "revocation = \"none\"\ncaller = \"" + value + "\"\n")
                        .trust()
                        .orElseThrow()
                        .authorities()
                        .get(0)
                        .callerRule())
                .hasToString(rule);
    }

    static Stream<Arguments> mistakes() {
        String first = "secure_rpc.client_authorities[1].";
        return Stream.of(
                arguments(
                        AUTHORITY + "certificates = \"ca.pem\"\nrevocation = \"none\"\n",
                        first + "name: missing (expected: what the authority is called in the ids of its clients)"),
                arguments(
                        AUTHORITY + "name = \"corp\"\nrevocation = \"none\"\n",
                        first + "certificates: missing (expected: a PEM file with the authority's certificates)"),
                arguments(
                        CORP,
                        first
                                + "revocation_lists: missing (expected: PEM files, or revocation = \"none\" for an authority"
                                + " that can take nothing back)"),
                arguments(
                        CORP + "revocation = \"none\"\nrevocation_lists = [\"a.crl\"]\n",
                        first + "revocation: \"none\" (expected: no revocation_lists beside it)"),
                arguments(
                        CORP + "revocation = \"none\"\ncaller = \"spiffe\"\n",
                        first
                                + "spiffe_trust_domain: missing (expected: the trust domain of the authority, such as example.org)"),
                arguments(
                        CORP + "revocation = \"none\"\nspiffe_trust_domain = \"example.org\"\n",
                        first + "spiffe_trust_domain: set (expected: only beside caller = \"spiffe\")"),
                arguments(
                        CORP.replace("corp", "Corp One") + "revocation = \"none\"\n",
                        first
                                + "name: client authority: 'Corp One' (expected: 1 to 63 lower-case letters, digits, dots,"
                                + " dashes or underscores)"),
                arguments(
                        CORP + "revocation = \"none\"\n" + CORP.substring(TLS.length()) + "revocation = \"none\"\n",
                        "secure_rpc.client_authorities[2].name: 'corp' twice (expected: a name for each)"),
                arguments(
                        CORP + "revocation = \"none\"\n[secure_rpc]\nallow_empty_client_certs = true\n",
                        "secure_rpc.allow_empty_client_certs: true (expected: only beside secure.client_certs_path)"),
                arguments(
                        CORP + "revocation = \"none\"\n[secure_rpc]\nclient_certs_revocation = \"required\"\n",
                        "secure_rpc.client_certs_revocation: \"required\" (expected: only beside"
                                + " secure.client_certs_path; each authority has a revocation of its own)"),
                arguments(
                        "enable_control = true\n" + CORP + "revocation = \"none\"\n",
                        "enable_control: true (expected: grants of control in secure_rpc.grants, since whom an authority"
                                + " vouches for gets it by name only)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refusesWhatCannotBeMeant(String text, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("config-rpc.toml"), text);

        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> NanoConfig.load(file));

        assertThat(ProblemLines.without(refusal.problems())).containsExactly(file + ": " + problem);
    }

    private ClientAuthentication authentication(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("config-rpc.toml"), text);
        return ((Listener.Tls) NanoConfig.load(file).listeners().get(0)).clientAuthentication();
    }
}

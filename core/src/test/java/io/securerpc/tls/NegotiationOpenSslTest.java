package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link TlsPolicy#negotiate} predicts, against what {@code openssl s_client} reports of its handshake with a real port. The offer is
 * read from the bytes that {@code s_client} sent, so the test does not depend on what its version offers.
 */
class NegotiationOpenSslTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<TlsPolicy> PRESETS =
            List.of(TlsPolicy.modern(), TlsPolicy.intermediate(), TlsPolicy.compatible());
    private static final List<String> CLIENTS = List.of(
            "",
            "-tls1_2",
            "-tls1_3",
            "-tls1_1 -cipher ALL:@SECLEVEL=0",
            "-groups P-521",
            "-curves P-384:X25519",
            "-groups ffdhe3072",
            "-tls1_2 -groups X448",
            "-tls1_2 -groups P-256",
            "-sigalgs ECDSA+SHA256",
            "-sigalgs ECDSA+SHA512:ed25519:RSA+SHA512",
            "-sigalgs rsa_pss_rsae_sha512:rsa_pss_pss_sha384",
            "-tls1_2 -sigalgs RSA+SHA384:ECDSA+SHA384",
            "-tls1_2 -sigalgs RSA+SHA1:ECDSA+SHA1 -cipher ALL:@SECLEVEL=0",
            "-ciphersuites TLS_CHACHA20_POLY1305_SHA256",
            "-ciphersuites TLS_AES_128_CCM_SHA256",
            "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305",
            "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
            "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256",
            "-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384 -groups ffdhe3072:X25519",
            "-tls1_2 -cipher ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA",
            "-tls1_2 -cipher AES128-GCM-SHA256:AES256-SHA");

    private static HandshakeServer server;

    @BeforeAll
    static void listen() throws IOException {
        Tools.require("openssl");
        server = new HandshakeServer();
    }

    @AfterAll
    static void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** A kind of key that a server may have. */
    enum Key {
        RSA(TestCertificate.named("rsa").rsa(2048)),
        RSA_PSS(TestCertificate.named("pss").rsaPss(2048)),
        P256(TestCertificate.named("p256")),
        P384(TestCertificate.named("p384").ec("secp384r1")),
        P521(TestCertificate.named("p521").ec("secp521r1")),
        ED25519(TestCertificate.named("ed25519").ed25519());

        private final ServerIdentity identity;

        Key(TestCertificateBuilder certificate) {
            this.identity = identity(certificate);
        }
    }

    private static ServerIdentity identity(TestCertificateBuilder builder) {
        TestCertificate certificate = builder.selfSigned();
        return ServerIdentity.of(certificate.chain(), certificate.key());
    }

    @ParameterizedTest
    @EnumSource
    void everyClientGetsWhatWasPredictedOfOneIdentity(Key key) throws Exception {
        for (TlsPolicy preset : PRESETS) {
            Map<String, String> outcomes = compare(preset, ServerIdentities.of(List.of(key.identity)), CLIENTS);

            // Both outcomes occur: a matrix of refusals would be equal as well.
            assertThat(outcomes.values()).contains("refused");
            assertThat(outcomes.values().stream().filter(outcome -> !outcome.equals("refused")))
                    .hasSizeGreaterThan(3);
        }
    }

    @Test
    void everyClientGetsWhatWasPredictedOfManyIdentities() throws Exception {
        ServerIdentities identities = ServerIdentities.of(List.of(
                identity(TestCertificate.named("default.ec").san("default.test")),
                identity(TestCertificate.named("default.rsa").rsa(2048).san("default.test", "both.test")),
                identity(TestCertificate.named("exact.rsa").rsa(2048).san("x.wild.test")),
                identity(TestCertificate.named("wild.ec").ec("secp384r1").san("*.wild.test")),
                identity(TestCertificate.named("wild.pss").rsaPss(2048).san("*.wild.test"))));
        List<String> clients = new ArrayList<>();
        for (String name :
                List.of("", "default.test", "both.test", "X.WILD.test", "y.wild.test", "other.test", "x.wild.test.")) {
            for (String client : CLIENTS) {
                clients.add(name.isEmpty() ? client + " -noservername" : client + " -servername " + name);
            }
        }

        Map<String, String> outcomes = compare(TlsPolicy.compatible(), identities, clients);

        // Not only equal to a prediction, but right.
        assertThat(outcomes)
                .containsEntry(" -noservername", "TLSv1.3 TLS_AES_128_GCM_SHA256 x25519 ECDSA SHA256 CN=default.ec")
                .containsEntry(
                        " -servername X.WILD.test", "TLSv1.3 TLS_AES_128_GCM_SHA256 x25519 RSA-PSS SHA256 CN=exact.rsa")
                .containsEntry(
                        " -servername y.wild.test", "TLSv1.3 TLS_AES_128_GCM_SHA256 x25519 ECDSA SHA384 CN=wild.ec")
                .containsEntry(
                        "-sigalgs rsa_pss_rsae_sha512:rsa_pss_pss_sha384 -servername y.wild.test",
                        "TLSv1.3 TLS_AES_128_GCM_SHA256 x25519 RSA-PSS SHA384 CN=wild.pss")
                .containsEntry(
                        "-sigalgs rsa_pss_rsae_sha512:rsa_pss_pss_sha384 -servername default.test",
                        "TLSv1.3 TLS_AES_128_GCM_SHA256 x25519 RSA-PSS SHA512 CN=default.rsa")
                .containsEntry(
                        "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256 -servername other.test",
                        "TLSv1.2 DHE-RSA-AES128-GCM-SHA256 ffdhe2048 RSA-PSS SHA256 CN=default.rsa")
                .containsEntry(" -servername x.wild.test.", "refused");
    }

    @Test
    void clientsOfTheWrongKindAreRefusedAndToldWhy() throws Exception {
        ServerIdentities identities = ServerIdentities.of(List.of(Key.RSA.identity));

        assertThat(reason(TlsPolicy.modern(), identities, "-tls1_2"))
                .isEqualTo("version: TLSv1.2 (expected: one of TLSv1.3)");
        assertThat(reason(TlsPolicy.compatible(), identities, "-tls1_2 -cipher AES128-GCM-SHA256"))
                .startsWith("cipher suite: TLS_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(reason(TlsPolicy.compatible(), identities, "-tls1_2 -cipher ECDHE-RSA-AES128-SHA"))
                .startsWith("cipher suite: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
        assertThat(reason(TlsPolicy.intermediate(), identities, "-tls1_3 -sigalgs ECDSA+SHA256"))
                .isEqualTo("identity: none of 1 (expected: one that the client can verify, for any name)");
    }

    /** What each client got, by its arguments. */
    private static Map<String, String> compare(TlsPolicy policy, ServerIdentities identities, List<String> clients)
            throws InterruptedException {
        Map<String, String> outcomes = new LinkedHashMap<>();
        SoftAssertions all = new SoftAssertions();
        server.serve(policy, identities);
        for (String client : clients) {
            Tools.Output output = connect(client);
            ClientOffer offer = server.offer();
            String predicted =
                    policy.negotiate(offer, identities).match(NegotiationOpenSslTest::words, failed -> "refused");
            for (int i = 0; i < 3 && isTheJdksFault(predicted, output); i++) {
                output = connect(client);
                offer = server.offer();
            }
            all.assertThat(predicted)
                    .describedAs("s_client %s: %s to %s\n%s", client, offer, policy, output.stderr())
                    .isEqualTo(reported(output));
            outcomes.put(client, predicted);
        }
        all.assertAll();
        return outcomes;
    }

    /**
     * In TLS 1.3 with a finite-field group, the JDK drops leading zeros of the shared secret (RFC 8446, section 7.4.1, keeps them), so that one
     * handshake in 256 ends so: three in a row are none of it.
     */
    private static boolean isTheJdksFault(String predicted, Tools.Output output) {
        return predicted.startsWith("TLSv1.3")
                && predicted.contains(" ffdhe")
                && output.stderr().contains("decryption failed or bad record mac");
    }

    private static String reason(TlsPolicy policy, ServerIdentities identities, String client)
            throws InterruptedException {
        server.serve(policy, identities);
        assertThat(reported(connect(client))).isEqualTo("refused");
        return policy.negotiate(server.offer(), identities).match(agreed -> "agreed", Negotiation.Failed::reason);
    }

    private static Tools.Output connect(String arguments) {
        Stream<String> command = Stream.of("openssl", "s_client", "-brief", "-connect", "127.0.0.1:" + server.port());
        Stream<String> client = Stream.of(arguments.split(" ", -1)).filter(word -> !word.isEmpty());
        return Tools.run(LIMIT, Stream.concat(command, client).toArray(String[]::new));
    }

    private static String words(Negotiation.Agreed agreed) {
        return String.join(
                " ",
                agreed.version().jsseName(),
                agreed.suite().opensslName(),
                agreed.group().orElseThrow().jsseName(),
                signature(agreed.scheme()),
                agreed.identity().leaf().getSubjectX500Principal().getName());
    }

    private static String signature(SignatureScheme scheme) {
        String name = scheme.jsseName();
        String type = name.startsWith("rsa_pss") ? "RSA-PSS" : name.startsWith("rsa") ? "RSA" : "ECDSA";
        return scheme == SignatureScheme.ED25519 ? "ed25519 UNDEF" : type + " SHA" + name.substring(name.length() - 3);
    }

    private static String reported(Tools.Output output) {
        String text = output.stderr();
        if (!text.contains("CONNECTION ESTABLISHED")) {
            assertThat(text)
                    .containsPattern(
                            "alert (handshake failure|protocol version|internal error|unexpected message|illegal parameter)");
            return "refused";
        }
        return String.join(
                " ",
                line(text, "Protocol version: (.*)"),
                line(text, "Ciphersuite: (.*)"),
                group(line(text, "Server Temp Key: (.*)")),
                line(text, "Signature type: (.*)"),
                line(text, "Hash used: (.*)"),
                line(text, "Peer certificate: (.*)").replace(" = ", "="));
    }

    /** Such as {@code X25519, 253 bits}, {@code ECDH, prime256v1, 256 bits} or {@code DH, 2048 bits}. */
    private static String group(String temporaryKey) {
        String[] words = temporaryKey.split("[, ]+", -1);
        return switch (words[0]) {
            case "ECDH" -> words[1].equals("prime256v1") ? "secp256r1" : words[1];
            case "DH" -> "ffdhe" + words[1];
            default -> words[0].toLowerCase(Locale.ROOT);
        };
    }

    private static String line(String text, String pattern) {
        Matcher matcher = Pattern.compile("(?m)^" + pattern + "$").matcher(text);
        assertThat(matcher.find()).describedAs("%s in\n%s", pattern, text).isTrue();
        return matcher.group(1);
    }
}

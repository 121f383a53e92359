package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.tls.TlsVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each preset on a real port, probed from outside for what it must not offer. The same probes find all of it on a server
 * made weak on purpose, so that a probe that sees nothing fails.
 */
class ProbedPolicyIT {
    private static final TestCertificate RSA =
            TestCertificate.named("localhost").rsa(2048).san("localhost").selfSigned();
    private static final TestCertificate EC =
            TestCertificate.named("localhost").san("localhost").selfSigned();

    /** Static RSA, DHE and ECDHE with CBC, RC4, 3DES; NULL; anonymous; export. By their numbers in the IANA registry. */
    private static final Map<String, List<Integer>> WEAK_SUITES = new TreeMap<>(Map.of(
            "CBC",
                    List.of(
                            0xc009, 0xc00a, 0xc013, 0xc014, 0xc023, 0xc024, 0xc027, 0xc028, 0x0033, 0x0039, 0x0067,
                            0x006b),
            "static RSA", List.of(0x009c, 0x009d, 0x002f, 0x0035, 0x003c, 0x003d),
            "3DES", List.of(0x000a, 0xc008, 0xc012, 0x0016),
            "RC4", List.of(0x0004, 0x0005, 0xc007, 0xc011),
            "NULL", List.of(0x0001, 0x0002, 0x003b, 0xc006, 0xc010),
            "anonymous", List.of(0x0018, 0x0034, 0x003a, 0x006c, 0x00a6, 0xc018, 0xc019),
            "export", List.of(0x0003, 0x0006, 0x0008, 0x0014, 0x0017)));

    private static final Integer[] GOOD_SUITES = {0xc02b, 0xc02f};

    @TempDir
    Path folder;

    static Stream<Arguments> served() {
        return Stream.of(
                        Map.entry("modern", TlsPolicy.modern()),
                        Map.entry("intermediate", TlsPolicy.intermediate()),
                        Map.entry("compatible", TlsPolicy.compatible()))
                .flatMap(preset -> Stream.of(Map.entry("RSA", RSA), Map.entry("EC", EC))
                        .map(identity -> Arguments.of(
                                preset.getKey() + ", " + identity.getKey(), preset.getValue(), identity.getValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void showsNoWeaknessToOpenssl(String name, TlsPolicy policy, TestCertificate identity) throws Exception {
        Tools.require("openssl");
        try (RunningServer server = start(policy, identity)) {
            OpensslClient client = new OpensslClient(port(server));
            assertThat(client.offer().protocol()).isEqualTo("TLSv1.3"); // it is there, and it answers
            assertThat(weaknesses(client)).isEmpty();
            if (policy.versions().contains(TlsVersion.TLS_1_2)) {
                assertThat(client.offer("-tls1_2").protocol()).isEqualTo("TLSv1.2");
                assertThat(client.renegotiates()).isFalse();
            } else {
                assertThat(client.offer("-tls1_2").completed()).isFalse();
            }
        }
    }

    @Test
    void findsEachWeaknessWhereItIs() throws Exception {
        Tools.require("openssl");
        try (WeakServer server = WeakServer.start(folder, RSA, EC)) {
            OpensslClient client = new OpensslClient(server.port());
            Set<String> expected =
                    new TreeSet<>(Set.of("TLS 1.0", "TLS 1.1", "all CBC", "static RSA", "anonymous", "NULL"));
            groups().keySet().stream()
                    .filter(group -> !group.contains("DSS") && !group.contains("SRP")) // need other keys than it has
                    .forEach(expected::add);
            assertThat(weaknesses(client)).containsAll(expected);
            assertThat(expected).contains("CBC RSA/RSA", "CBC ECDH/RSA", "CBC ECDH/ECDSA", "CBC DH/RSA");
            assertThat(client.renegotiates()).isTrue();
            for (int version : new int[] {RawHello.TLS_1_0, RawHello.TLS_1_1}) {
                assertThat(RawHello.of(version, 0xc013).sendTo(server.port()))
                        .isEqualTo(new RawHello.Answer(version, 0xc013, 0));
            }
            for (int suite : new int[] {0xc013, 0xc023, 0x009c, 0x002f, 0x003b, 0xc018}) {
                assertThat(RawHello.of(RawHello.TLS_1_2, suite)
                                .sendTo(server.port())
                                .suite())
                        .isEqualTo(suite);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void refusesWeakHellos(String name, TlsPolicy policy, TestCertificate identity) {
        try (RunningServer server = start(policy, identity)) {
            int port = port(server);
            for (int version : new int[] {RawHello.SSL_3_0, RawHello.TLS_1_0, RawHello.TLS_1_1}) {
                assertThat(RawHello.of(version, 0xc009, 0xc013, 0x002f, 0xc02b, 0xc02f)
                                .sendTo(port))
                        .isEqualTo(RawHello.Answer.REFUSED);
            }
            WEAK_SUITES.forEach(
                    (weakness, suites) -> assertThat(new RawHello(RawHello.TLS_1_2, suites, List.of(0)).sendTo(port))
                            .as(weakness)
                            .isEqualTo(RawHello.Answer.REFUSED));
            // Weak ones first, DEFLATE first: the server's choice must not follow.
            List<Integer> all =
                    WEAK_SUITES.values().stream().flatMap(List::stream).collect(Collectors.toList());
            all.addAll(List.of(GOOD_SUITES));
            RawHello.Answer answer = new RawHello(RawHello.TLS_1_2, all, List.of(1, 0)).sendTo(port);
            if (policy.versions().contains(TlsVersion.TLS_1_2)) {
                int good = identity == EC ? 0xc02b : 0xc02f;
                assertThat(answer).isEqualTo(new RawHello.Answer(RawHello.TLS_1_2, good, 0));
                assertThat(new RawHello(RawHello.TLS_1_2, List.of(good), List.of(1))
                                .sendTo(port)
                                .compression())
                        .isNotEqualTo(1);
            } else {
                assertThat(answer).isEqualTo(RawHello.Answer.REFUSED);
            }
        }
    }

    @Test
    void rawHellosFindCbcOnAServerOfTheJdkWithoutAPolicy() throws Exception {
        try (PlainJdkServer server = PlainJdkServer.with(EC)) {
            assertThat(RawHello.of(RawHello.TLS_1_2, 0xc023, 0xc009)
                            .sendTo(server.port())
                            .suite())
                    .isIn(0xc023, 0xc009);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void refusesToRenegotiateWithAJavaClient(String name, TlsPolicy policy, TestCertificate identity) throws Exception {
        if (!policy.versions().contains(TlsVersion.TLS_1_2)) {
            return; // TLS 1.3 has no renegotiation
        }
        try (RunningServer server = start(policy, identity)) {
            assertThat(renegotiates(port(server))).isFalse();
        }
    }

    @Test
    void aJavaClientRenegotiatesWithAServerOfTheJdkWithoutAPolicy() throws Exception {
        try (PlainJdkServer server = PlainJdkServer.with(EC)) {
            assertThat(renegotiates(server.port())).isTrue();
        }
    }

    private static boolean renegotiates(int port) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                ClientTls.trustingAnything().context().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            CompletableFuture<Void> again = new CompletableFuture<>();
            socket.addHandshakeCompletedListener(event -> again.complete(null));
            socket.getSession().invalidate(); // a full handshake, not a resumption
            socket.startHandshake();
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> drain(socket));
            CompletableFuture.anyOf(again, end).get(20, TimeUnit.SECONDS);
            return again.isDone();
        } catch (IOException e) {
            return false;
        }
    }

    /** In TLS 1.2, it is the reader that carries on with a handshake. */
    private static void drain(SSLSocket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            return; // refused or closed
        }
    }

    /** Names of all that a client without scruples is let do. */
    private static Set<String> weaknesses(OpensslClient client) {
        Set<String> found = new TreeSet<>();
        List<OpensslClient.Suite> all = OpensslClient.suites();
        probe(client, found, "TLS 1.0", "-tls1", "-cipher", "ALL:@SECLEVEL=0");
        probe(client, found, "TLS 1.1", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
        offer(client, found, "all CBC", all.stream().filter(OpensslClient.Suite::cbc));
        offer(
                client,
                found,
                "static RSA",
                all.stream().filter(suite -> suite.exchange().equals("RSA")));
        offer(
                client,
                found,
                "anonymous",
                all.stream().filter(suite -> suite.authentication().equals("None")));
        offer(
                client,
                found,
                "NULL",
                all.stream().filter(suite -> suite.encryption().equals("None")));
        groups().forEach((name, suites) -> offer(client, found, name, suites.stream()));
        if (client.offer("-comp").compressed()) {
            found.add("compression");
        }
        return found;
    }

    /** The CBC suites, together where key exchange and authentication are the same. */
    private static Map<String, List<OpensslClient.Suite>> groups() {
        return OpensslClient.suites().stream()
                .filter(OpensslClient.Suite::cbc)
                .collect(Collectors.groupingBy(
                        suite -> "CBC " + suite.exchange() + "/" + suite.authentication(),
                        TreeMap::new,
                        Collectors.toList()));
    }

    private static void offer(
            OpensslClient client, Set<String> found, String name, Stream<OpensslClient.Suite> suites) {
        String cipher = suites.map(OpensslClient.Suite::name).collect(Collectors.joining(":"));
        assertThat(cipher).as("what the client has of: " + name).isNotEmpty();
        probe(client, found, name, "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0");
    }

    private static void probe(OpensslClient client, Set<String> found, String name, String... arguments) {
        List<String> withKey = new ArrayList<>(List.of(arguments));
        withKey.addAll(List.of("-psk", "00ff"));
        if (client.offer(withKey.toArray(String[]::new)).completed()) {
            found.add(name);
        }
    }

    private RunningServer start(TlsPolicy policy, TestCertificate identity) {
        Path certificate = identity.writeCertificate(folder.resolve("server.cert.pem"));
        Path key = identity.writeKey(folder.resolve("server.key.pem"));
        return SecureRpcServer.builder()
                .service(RpcService.builder().build())
                .addListener(Listener.tls(
                        "127.0.0.1",
                        0,
                        IdentityFiles.pem(certificate, key, Passphrase.none()),
                        policy,
                        ClientAuthentication.none()))
                .build()
                .start();
    }

    private static int port(RunningServer server) {
        return server.uris().get(0).getPort();
    }
}

package io.securerpc.jetty;

import static io.securerpc.jetty.TlsRefusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.DisabledCallers;
import io.securerpc.trust.DisabledCallersException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers that are switched off by name while their certificates stay good, at each of the three doors. */
class DisabledCallersIT {
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();

    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();

    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(ROOT);

    private static final TestCertificate OTHER =
            TestCertificate.named("rpc.user.2").selfSigned();

    @TempDir
    private Path folder;

    private Path list;

    @BeforeEach
    void writeList() throws IOException {
        list = Files.writeString(folder.resolve("disabled"), "");
    }

    private TestNode node() {
        ClientAuthority corp = ClientAuthority.of("corp", ROOT.writeCertificate(folder.resolve("root.pem")))
                .withRevocation(ClientAuthority.Revocation.NONE);
        return TestNode.in(folder)
                .install(USER)
                .install(OTHER)
                .authentication(trust ->
                        ClientAuthentication.require(trust.withAuthority(corp).withDisabledCallers(list)))
                .start();
    }

    private static TestCertificate holder(String callerId) {
        return callerId.startsWith("ca:") ? ALICE : USER;
    }

    @ParameterizedTest
    @CsvSource({"certificate:rpc.user.1", "ca:corp|alice"})
    void cutsEveryConnectionOfTheCallerAndNobodyElses(String callerId) throws Exception {
        TestCertificate holder = holder(callerId);
        try (TestNode node = node();
                RawConnection http1 = node.client(holder).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(holder).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(holder).connect());
                RawWebSocket ofOther = RawWebSocket.open(node.client(OTHER).connect())) {
            assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("1000");

            DisabledCallers.add(list, callerId);

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            http2.awaitGoAway();
            assertThat(http1.endsWithin(TWO_SECONDS)).isTrue();
            assertThat(http2.connection().endsWithin(TWO_SECONDS)).isTrue();
            assertThat(ofOther.ask(BLOCK_COUNT)).contains("1000");
            // The peer may see its end before the operator is told of it.
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(node.events.callersCut()).containsExactly(callerId, callerId, callerId));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "certificate:rpc.user.1, TLSv1.2",
        "certificate:rpc.user.1, TLSv1.3",
        "ca:corp|alice, TLSv1.2",
        "ca:corp|alice, TLSv1.3"
    })
    void refusesFullAndResumedHandshakesUntilTheCallerIsEnabledAgain(String callerId, String version) throws Exception {
        TestCertificate holder = holder(callerId);
        try (TestNode node = node()) {
            RawTlsClient client = node.client(holder).versions(version);
            assertThat(resumes(client)).isFalse();
            assertThat(resumes(client)).as("control: it does resume").isTrue();

            DisabledCallers.add(list, callerId);
            await().atMost(SOON).untilAsserted(() -> assertRefused(client));
            assertRefused(node.client(holder).versions(version));
            assertThat(node.events.texts(SecurityEvent.ClientRefused.class))
                    .allMatch(
                            text -> text.endsWith(") refused: caller " + callerId + " is disabled; looked at line 1 of "
                                    + list + "; to do: remove that line, if the caller is to be let in again"));

            DisabledCallers.remove(list, callerId);
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> !resumes(node.client(holder).versions(version)));
        }
    }

    @Test
    void aListThatGoesBadCutsNobodyAndEnablesNobody() throws Exception {
        Files.writeString(list, "certificate:rpc.user.1\n");
        try (TestNode node = node();
                RawConnection ofOther = node.client(OTHER).connect()) {
            assertRefused(node.client(USER));

            Files.delete(list);
            await().atMost(SOON)
                    .until(() ->
                            node.events.stream().anyMatch(event -> event.text().contains("NOBODY IS ENABLED")));

            assertRefused(node.client(USER));
            assertThat(ofOther.post(BLOCK_COUNT).status()).isEqualTo(200);
        }
    }

    @Test
    void aBadListStopsTheStart() throws Exception {
        Files.writeString(list, "# one\nrpc.user.1\n");

        assertThatThrownBy(this::node)
                .isInstanceOf(DisabledCallersException.class)
                .hasMessage(
                        "disabled callers " + list + ": line 2: 'rpc.user.1' is no id of a caller"
                                + " (expected: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id, as in the log)");
    }

    private static boolean resumes(RawTlsClient client) throws IOException {
        try (RawConnection connection = client.connect()) {
            assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(200);
            return connection.resumed();
        }
    }
}

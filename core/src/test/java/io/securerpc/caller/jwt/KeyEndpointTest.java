package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.ED;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.testsupport.TestJwtKey.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestHttpsServer;
import io.securerpc.testsupport.TestJwtKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that an issuer publishes at an address, from a real server over TLS. */
class KeyEndpointTest {
    private static final String UNKNOWN = "unknown: no key of that kid and algorithm";

    @TempDir
    private Path folder;

    private final TestCertificate identity =
            TestCertificate.named("localhost").san("localhost", "127.0.0.1").selfSigned();
    private final TestHttpsServer server = TestHttpsServer.start(identity);
    private JwtSetup setup;
    private Path authorities = Path.of("");

    @BeforeEach
    void prepare() {
        setup = new JwtSetup(folder);
        authorities = identity.writeCertificate(folder.resolve("authorities.pem"));
        publish(set(EC.jwk()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void publish(String body) {
        server.answer("200 OK", body);
    }

    private URI address() {
        return URI.create("https://localhost:" + server.port() + "/jwks");
    }

    private CredentialKind open() {
        return open(JwtKeys.url(address()).withAuthorities(authorities), Duration.ZERO);
    }

    private CredentialKind open(JwtKeys keys, Duration grace) {
        return setup.open(JwtIssuer.of(JwtSetup.ISSUER, JwtSetup.AUDIENCE, keys).withKeyGrace(grace));
    }

    private String verdict(CredentialKind kind, TestJwtKey key) {
        String claims = JwtSetup.claims(setup.now.plusSeconds(300), "");
        return JwtSetup.verdict(kind.prove(key.token(claims), setup.now));
    }

    /** A token waits for the fetch that is under way, but no longer than {@link KeyEndpoint#WAIT}: where the machine has stood still for so long, the next one has it. */
    private String verdictAfterFetch(CredentialKind kind, TestJwtKey key) {
        long begin = System.nanoTime();
        String first = verdict(kind, key);
        if (System.nanoTime() - begin < KeyEndpoint.WAIT.toNanos()) {
            return first;
        }
        await(() -> !verdict(kind, key).equals(UNKNOWN));
        return verdict(kind, key);
    }

    @Test
    void keysAreFetchedAtTheStart() {
        CredentialKind kind = open();
        assertThat(server.requests()).isEqualTo(1);
        assertThat(verdict(kind, EC)).isEqualTo("jwt:https://login.example.com/|alice");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNewIsFetchedForTheTokenThatNeedsItAndNotForEachOne() {
        CredentialKind kind = open();
        publish(set(EC.jwk(), ED.jwk()));
        setup.now = BEGIN.plusMillis(29_999);
        assertThat(verdict(kind, ED)).isEqualTo(UNKNOWN);
        assertThat(server.requests()).isEqualTo(1);
        setup.now = BEGIN.plusMillis(30_000);
        assertThat(verdictAfterFetch(kind, ED)).startsWith("jwt:");
        assertThat(server.requests()).isEqualTo(2);
        for (int i = 0; i < 100; i++) {
            verdict(kind, TestJwtKey.ed25519("stranger " + i));
        }
        assertThat(server.requests()).isEqualTo(2);
    }

    /** Its thread is gone a second after each fetch, and for the next there may be none. */
    @Test
    void keysAreFetchedAgainAfterAMomentWithoutAThread() {
        AtomicInteger fetches = new AtomicInteger();
        KeySupply keys = KeyEndpoint.open(
                new KeyReader("issuer", EnumSet.allOf(JwtAlgorithm.class)),
                new KeyFetch(address(), authorities, Duration.ofSeconds(10)),
                Duration.ZERO,
                () -> setup.now,
                fetch -> {
                    if (fetches.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    fetch.run();
                });
        setup.now = BEGIN.plusSeconds(300);
        assertThat(keys.current().isEmpty()).isFalse();
        setup.now = BEGIN.plusSeconds(330);
        assertThat(keys.current().isEmpty()).isFalse();
        assertThat(fetches).hasValue(2);
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasTakenBackIsNoticedWithinFiveMinutes() {
        CredentialKind kind = open();
        Proven proof = (Proven) kind.prove(EC.token(good()), setup.now);
        publish(set(ED.jwk()));
        setup.now = BEGIN.plusMillis(299_999);
        assertThat(kind.holds(proof, setup.now)).isTrue();
        assertThat(server.requests()).isEqualTo(1);
        setup.now = BEGIN.plusMillis(300_000);
        await(() -> !kind.holds(proof, setup.now));
        assertThat(verdict(kind, ED)).startsWith("jwt:");
        assertThat(server.requests()).isEqualTo(2);
    }

    /** Nothing is fetched while nobody asks; the first who does is judged by what the issuer says by then. */
    @ParameterizedTest
    @CsvSource({"PT10M1S", "PT23H", "PT48H"})
    void aServerThatWasIdleTrustsNoKeyFromBefore(Duration idle) {
        CredentialKind kind = open();
        Instant later = BEGIN.plus(idle);
        String before = EC.token(JwtSetup.claims(later.plusSeconds(300), ",\"iat\":" + later.getEpochSecond()));
        setup.now = later;
        publish(set(ED.jwk()));
        assertThat(kind.known(before, setup.now)).isEmpty();
        assertThat(JwtSetup.verdict(kind.prove(before, setup.now))).isEqualTo(UNKNOWN);
        assertThat(verdictAfterFetch(kind, ED)).startsWith("jwt:");
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aKeyThatHasGoneHasItsGrace() {
        CredentialKind kind = open(JwtKeys.url(address()).withAuthorities(authorities), Duration.ofSeconds(60));
        Instant begin = setup.now.plusSeconds(300);
        Proven proof = (Proven) kind.prove(EC.token(JwtSetup.claims(begin.plusSeconds(300), "")), setup.now);
        publish(set(ED.jwk()));
        setup.now = begin;
        await(() -> {
            kind.holds(proof, setup.now);
            return verdict(kind, ED).startsWith("jwt:");
        });
        assertThat(kind.holds(proof, begin.plusMillis(59_999))).isTrue();
        assertThat(kind.holds(proof, begin.plusMillis(60_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, '{\"keys\":[]}'",
        "500 No, '{\"keys\":[]}'",
        "200 OK, '{\"keys\":[{'",
        "200 OK, ''",
        "200 OK, <html></html>",
    })
    void whatIsNoSetKeepsTheLastOneForADay(String wrong, String text) {
        CredentialKind kind = open();
        server.answer(wrong, text);
        setup.now = BEGIN.plusSeconds(300);
        assertThat(verdict(kind, EC)).startsWith("jwt:");
        await(() -> server.requests() == 2);
        setup.now = BEGIN.plus(KeyEndpoint.OLDEST);
        assertThat(verdictAfterFetch(kind, EC)).startsWith("jwt:");
        setup.now = BEGIN.plus(KeyEndpoint.OLDEST).plusMillis(1);
        assertThat(verdict(kind, EC)).isEqualTo(UNKNOWN);
        publish(set(EC.jwk()));
        setup.now = setup.now.plusSeconds(31);
        await(() -> verdict(kind, EC).startsWith("jwt:"));
    }

    @Test
    void aBodyThatIsTooLongIsNotRead() throws Exception {
        publish(set(EC.jwk("\"x5c\":[\"" + "A".repeat(KeyFetch.MOST_BYTES) + "\"]")));
        assertThatThrownBy(() -> new KeyFetch(address(), authorities, Duration.ofSeconds(30)).bytes())
                .isInstanceOf(KeyFetch.Failed.class)
                .hasMessageContaining("more than 262144 bytes");
    }

    @Test
    void aBodyThatTricklesInIsNotWaitedFor() {
        server.trickle();
        long begin = System.nanoTime();
        assertThatThrownBy(() -> new KeyFetch(address(), authorities, Duration.ofSeconds(2)).bytes())
                .isInstanceOf(KeyFetch.Failed.class)
                .hasMessage("no whole answer within 2 s");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    /** The client has limits of its own, and the reason is told once only where it is the same each time. */
    @RepeatedTest(5)
    void aServerThatSaysNothingIsNotWaitedForAndThatIsSaidTheSameEachTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI nobody = URI.create("https://localhost:" + silent.getLocalPort() + "/jwks");
            assertThatThrownBy(() -> new KeyFetch(nobody, authorities, Duration.ofMillis(100)).bytes())
                    .isInstanceOf(KeyFetch.Failed.class)
                    .hasMessage("no whole answer within 0 s");
        }
    }

    @Test
    void redirectsAreNotFollowed() {
        server.answer("302 Found\r\nLocation: " + address().resolve("/other"), set(EC.jwk()));
        assertThatThrownBy(() -> new KeyFetch(address(), authorities, Duration.ofSeconds(30)).bytes())
                .hasMessage("status 302 (expected: 200; redirects are not followed)");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void anotherNameOrAnAuthorityThatIsNotTrustedIsRefused() {
        assertThatThrownBy(() -> new KeyFetch(address(), null, Duration.ofSeconds(30)).bytes())
                .isInstanceOf(KeyFetch.Failed.class)
                .hasMessageContaining("SSLHandshakeException");
        TestCertificate other =
                TestCertificate.named("other").san("other.example").selfSigned();
        Path others = other.writeCertificate(folder.resolve("others.pem"));
        assertThatThrownBy(() -> new KeyFetch(address(), others, Duration.ofSeconds(30)).bytes())
                .isInstanceOf(KeyFetch.Failed.class)
                .hasMessageContaining("SSLHandshakeException");
        assertThat(server.requests()).isEqualTo(0);
    }

    @Test
    void aServerStartsWithoutItsIssuerAndTakesNoneOfItsTokensUntilItIsThere() {
        server.answer("503 Later", "");
        CredentialKind kind = open();
        assertThat(verdict(kind, EC)).isEqualTo(UNKNOWN);
        publish(set(EC.jwk()));
        setup.now = BEGIN.plusSeconds(30);
        await(() -> verdict(kind, EC).startsWith("jwt:"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://login.example.com/jwks",
        "file:///etc/passwd",
        "https:///jwks",
        "jwks.json",
        "https://user:pw@login.example.com/jwks",
        "https://login.example.com/jwks#keys",
    })
    void anAddressIsOneOfHttps(String address) {
        assertThatThrownBy(() -> JwtKeys.url(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keys: an address that is none (expected: https://HOST/PATH without user and fragment)");
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}

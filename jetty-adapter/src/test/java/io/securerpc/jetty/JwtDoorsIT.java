package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtSecret;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.TestJwtKey;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Web tokens at every door of a real server. */
@Functional
class JwtDoorsIT {
    private static final Logger LOG = LoggerFactory.getLogger(JwtDoorsIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ISSUER = "https://login.example.com/";
    private static final String AUDIENCE = "node.example.com";
    private static final TestJwtKey OLD = TestJwtKey.ec("old", "P-256");
    private static final TestJwtKey NEW = TestJwtKey.ed25519("new");
    private static final TestJwtKey STRANGER = TestJwtKey.ec("old", "P-256");

    @TempDir
    private Path folder;

    private final AtomicInteger made = new AtomicInteger();
    private Path keys = Path.of("");

    @BeforeEach
    void writeKeys() throws IOException {
        keys = folder.resolve("jwks.json");
        replaceKeys(OLD);
    }

    private void replaceKeys(TestJwtKey... present) throws IOException {
        String[] jwks = Arrays.stream(present).map(TestJwtKey::jwk).toArray(String[]::new);
        Path aside = Files.writeString(folder.resolve("jwks.aside"), TestJwtKey.set(jwks));
        Files.move(aside, keys, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private JwtIssuer issuer() {
        return JwtIssuer.of(ISSUER, AUDIENCE, JwtKeys.files(keys)).withPermissionsClaim("scope");
    }

    private TestNode node(UnaryOperator<SecureRpcServerBuilder> customizer) {
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .grants(Grants.builder()
                        .grant("jwt:" + ISSUER + "|granted", Permission.CONTROL)
                        .grant("jwt:engine", Permission.CONTROL)
                        .build())
                .customize(customizer)
                .start();
    }

    /** Another each time, so that each has to be verified. */
    private String claims(String subject, Instant expiry, String more) {
        return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"" + subject + "\",\"exp\":"
                + expiry.getEpochSecond() + ",\"jti\":\"" + made.incrementAndGet() + "\"" + more + "}";
    }

    private String good(TestJwtKey key) {
        return key.token(claims("alice", Instant.now().plusSeconds(600), ""));
    }

    private String credential(String name) {
        Instant soon = Instant.now().plusSeconds(600);
        String claims = claims("alice", soon, "");
        return switch (name) {
            case "alice" -> OLD.token(claims);
            case "scoped" -> OLD.token(claims("alice", soon, ",\"scope\":\"openid control\""));
            case "granted" -> OLD.token(claims("granted", soon, ""));
            case "expired" -> OLD.token(claims("alice", Instant.now().minusSeconds(75), ""));
            case "early" ->
                OLD.token(claims(
                        "alice",
                        soon,
                        ",\"nbf\":" + Instant.now().plusSeconds(75).getEpochSecond()));
            case "audience" -> OLD.token(claims.replace(AUDIENCE, "wallet"));
            case "issuer" -> OLD.token(claims.replace(ISSUER, "https://evil.example/"));
            case "none" -> TestJwtKey.base64("{\"alg\":\"none\"}") + "." + TestJwtKey.base64(claims) + ".";
            case "confused" -> OLD.token("{\"alg\":\"HS256\",\"kid\":\"old\"}", claims);
            case "stranger" -> STRANGER.token(claims);
            case "embedded" -> STRANGER.token("{\"alg\":\"ES256\",\"jwk\":" + STRANGER.jwk() + "}", claims);
            case "unknown" -> NEW.token(claims);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "alice, 200, unsafe",
        "scoped, 200, wallet",
        "granted, 200, wallet",
        "expired, 401, -",
        "early, 401, -",
        "audience, 401, -",
        "issuer, 401, -",
        "none, 401, -",
        "confused, 401, -",
        "stranger, 401, -",
        "embedded, 401, -",
        "unknown, 401, -",
    })
    void everyTokenAtEveryDoor(String name, int status, String control) throws Exception {
        try (TestNode node = node(builder -> builder.addCredentials(JwtTokens.signedBy(issuer())))) {
            for (CallWay way : CallWay.values()) {
                String token = credential(name);
                CallWay.Answer first = call(node, way, token, CallWay.COUNT);
                assertThat(first.status()).as("%s", way).isEqualTo(status);
                if (status == 200) {
                    assertThat(call(node, way, token, CallWay.CREATE).body())
                            .as("%s", way)
                            .contains(control);
                } else {
                    assertThat(first.challenge()).isEqualTo("Bearer realm=\"rpc\", error=\"invalid_token\"");
                    assertThat(first.body()).doesNotContain("exp").doesNotContain("signature");
                }
            }
        }
    }

    @Test
    void ownTokensAndWebTokensStandSideBySide() throws Exception {
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        String own = file.create(NewToken.named("ci")).secret();
        Path secret = Files.writeString(folder.resolve("jwt.hex"), "0123456789abcdef".repeat(4));
        try (TestNode node = node(builder -> builder.addCredentials(BearerTokens.in(file.path()))
                .addCredentials(JwtTokens.signedBy(issuer(), JwtSecret.file("engine", secret))))) {
            assertThat(call(node, CallWay.HTTP_1, own, CallWay.COUNT).status()).isEqualTo(200);
            assertThat(call(node, CallWay.HTTP_1, credential("alice"), CallWay.COUNT)
                            .status())
                    .isEqualTo(200);
            assertThat(call(node, CallWay.HTTP_1, engine(), CallWay.CREATE).body())
                    .contains("wallet");
            assertThat(call(node, CallWay.HTTP_1, own + "." + own, CallWay.COUNT)
                            .status())
                    .isEqualTo(401);
        }
    }

    private static String engine() throws Exception {
        String signed = TestJwtKey.base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + TestJwtKey.base64("{\"iat\":" + Instant.now().getEpochSecond() + "}");
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = HexFormat.of().parseHex("0123456789abcdef".repeat(4));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return signed + "." + TestJwtKey.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void expiryEndsASilentWebSocketAndNobodyElses() throws Exception {
        try (TestNode node = node(
                        builder -> builder.addCredentials(JwtTokens.signedBy(issuer().withClockSkew(Duration.ZERO))));
                JwtListener stays = JwtListener.open(node, good(OLD))) {
            // Made when the node is there and has been used: what a machine needs for both is none of its time.
            Instant expiry = Instant.ofEpochSecond(Instant.now().plusSeconds(6).getEpochSecond());
            JwtListener expires = JwtListener.open(node, OLD.token(claims("alice", expiry, "")));
            assertThat(expires.isOpen()).isTrue();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !expires.isOpen());
            long late = Duration.between(expiry, Instant.now()).toMillis();
            LOG.info("closed {} ms after exp (expected: within 1000)", late);
            assertThat(late).isNotNegative().isLessThan(10_000);
            assertThat(expires.closeCode).isEqualTo(1008);
            assertThat(expires.closeText).isEqualTo("credential is no longer valid");
            assertThat(stays.isOpen()).isTrue();
            assertThat(stays.unexpected).isEmpty();
            expires.close();
        }
    }

    /** Old, then old and new, then new, while clients call with tokens of both and others listen. */
    @Test
    void rotationUnderLoadRefusesNobodyWhoseKeyIsThere() throws Exception {
        Duration grace = Duration.ofSeconds(6);
        AtomicInteger published = new AtomicInteger();
        List<JwtListener> old = new ArrayList<>();
        List<JwtListener> fresh = new ArrayList<>();
        ScheduledExecutorService heads = Executors.newSingleThreadScheduledExecutor();
        try (TestNode node =
                node(builder -> builder.addCredentials(JwtTokens.signedBy(issuer().withKeyGrace(grace))))) {
            listen(node, OLD, old);
            heads.scheduleWithFixedDelay(() -> node.publish(published.incrementAndGet()), 0, 20, TimeUnit.MILLISECONDS);
            TokenLoad oldLoad = new TokenLoad(node, () -> good(OLD)).start();
            oldLoad.awaitMore(50);
            assertThat(oldLoad.refused).isEmpty();

            replaceKeys(OLD, NEW);
            await().atMost(PATIENCE).until(() -> changes(node) == 1);
            TokenLoad newLoad = new TokenLoad(node, () -> good(NEW)).start();
            listen(node, NEW, fresh);
            oldLoad.awaitMore(50);
            newLoad.awaitMore(50);
            assertThat(oldLoad.refused).isEmpty();
            assertThat(newLoad.refused).isEmpty();
            assertThat(old).allMatch(JwtListener::isOpen);

            long begin = System.nanoTime();
            replaceKeys(NEW);
            await().atMost(PATIENCE).until(() -> changes(node) == 2);
            oldLoad.awaitMore(20); // within its grace
            assertThat(oldLoad.refused).isEmpty();
            oldLoad.stop();
            await().atMost(PATIENCE).until(() -> old.stream().noneMatch(JwtListener::isOpen));
            assertClosedAfter(old, begin, grace);
            assertThat(call(node, CallWay.HTTP_1, good(OLD), CallWay.COUNT).status())
                    .isEqualTo(401);

            newLoad.awaitMore(50);
            newLoad.stop();
            heads.shutdown();
            assertThat(heads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(newLoad.refused).isEmpty();
            await().atMost(PATIENCE).until(() -> fresh.stream().allMatch(one -> one.last == published.get()));
            assertThat(fresh).allSatisfy(one -> {
                assertThat(one.isOpen()).isTrue();
                assertThat(one.unexpected).isEmpty();
            });
            LOG.info("{} calls with the old key, {} with the new", oldLoad.served.get(), newLoad.served.get());
        } finally {
            heads.shutdownNow();
            for (JwtListener listener : old) {
                listener.close();
            }
            for (JwtListener listener : fresh) {
                listener.close();
            }
        }
    }

    private void listen(TestNode node, TestJwtKey key, List<JwtListener> listeners) throws IOException {
        for (int i = 0; i < 20; i++) {
            listeners.add(JwtListener.open(node, good(key)));
        }
    }

    private static long changes(TestNode node) {
        return node.events.of(SecurityEvent.CredentialsChanged.class).size();
    }

    private static void assertClosedAfter(List<JwtListener> listeners, long begin, Duration grace) {
        for (JwtListener listener : listeners) {
            Duration after = Duration.ofNanos(listener.closedAt - begin);
            assertThat(after).isBetween(grace, grace.plusSeconds(12));
            assertThat(listener.closeCode).isEqualTo(1008);
            assertThat(listener.closeText).isEqualTo("credential is no longer valid");
            assertThat(listener.unexpected).isEmpty();
        }
        LOG.info(
                "closed up to {} ms after the key had gone, with a grace of {} ms",
                listeners.stream()
                        .mapToLong(one -> Duration.ofNanos(one.closedAt - begin).toMillis())
                        .max()
                        .orElse(0),
                grace.toMillis());
    }

    @Test
    void withoutGraceTheOldKeysWebSocketsEndWithTheFile() throws Exception {
        replaceKeys(OLD, NEW);
        try (TestNode node = node(builder -> builder.addCredentials(JwtTokens.signedBy(issuer())));
                JwtListener ends = JwtListener.open(node, good(OLD));
                JwtListener stays = JwtListener.open(node, good(NEW))) {
            String known = good(OLD);
            assertThat(call(node, CallWay.HTTP_1, known, CallWay.COUNT).status())
                    .isEqualTo(200);
            long begin = System.nanoTime();
            replaceKeys(NEW);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !ends.isOpen());
            long millis = Duration.ofNanos(ends.closedAt - begin).toMillis();
            LOG.info("closed {} ms after the file was replaced (expected: within 2000)", millis);
            assertThat(millis).isLessThan(12_000);
            assertThat(call(node, CallWay.HTTP_1, known, CallWay.COUNT).status())
                    .isEqualTo(401);
            assertThat(stays.isOpen()).isTrue();
        }
    }

    @Test
    void noTokenIsInAnyEvent() throws Exception {
        try (TestNode node = node(builder -> builder.addCredentials(JwtTokens.signedBy(issuer())))) {
            List<String> tokens = new ArrayList<>();
            for (String name : List.of("alice", "expired", "audience", "none", "stranger", "unknown")) {
                tokens.add(credential(name));
            }
            for (String token : tokens) {
                call(node, CallWay.HTTP_1, token, CallWay.CREATE);
                call(node, CallWay.WEBSOCKET, token, CallWay.CREATE);
            }
            String said = node.events.toString()
                    + node.events.stream().map(SecurityEvent::text).toList();
            assertThat(said)
                    .containsPattern("expired, exp is \\d+ m?s behind")
                    .contains("not-for-us")
                    .contains("wrong");
            for (String token : tokens) {
                for (String part : token.split("\\.")) {
                    if (part.length() > 20) { // one without a signature has none, and a short header
                        assertThat(said)
                                .doesNotContain(part.substring(0, 20))
                                .doesNotContain(part.substring(part.length() - 20));
                    }
                }
            }
        }
    }

    private static CallWay.Answer call(TestNode node, CallWay way, String token, String body) throws Exception {
        return way.call(node, ClientTls.trusting(node.identity.certificate()), List.of("Bearer " + token), body);
    }
}

package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.RSA;
import static io.securerpc.caller.jwt.JwtSetup.engineToken;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static io.securerpc.testsupport.TestJwtKey.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import io.securerpc.reload.Looks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that come and go while a server runs. */
class JwtRotationTest {
    private static final String UNKNOWN = "unknown: no key of that kid and algorithm";

    @TempDir
    private Path folder;

    private JwtSetup setup;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void prepare() {
        setup = new JwtSetup(folder);
        setup.write(setup.keys, set(EC.jwk()));
    }

    private CredentialKind open(JwtSigner signer) {
        CredentialKind kind = setup.open(signer);
        kind.followed().forEach(this::listen);
        return kind;
    }

    private <T> void listen(Live<T> live) {
        live.addListener(new LiveListener<>() {
            @Override
            public void swapped(T before, T after, List<String> said) {
                warnings.addAll(said);
            }

            @Override
            public void rejected(String reason) {
                warnings.add("rejected: " + reason);
            }

            @Override
            public void recovered() {}
        });
    }

    /** A look right after another may rest for as long as that took. */
    private void replace(CredentialKind kind, Path file, String text) {
        setup.write(file, text);
        Live<?> live = kind.followed().get(0);
        long before = live.status().successes() + live.status().failures();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    live.look();
                    return live.status().successes() + live.status().failures() > before;
                });
    }

    private String verdict(CredentialKind kind, String token) {
        return JwtSetup.verdict(kind.prove(token, setup.now));
    }

    @Test
    void aNewKeyIsKnownAndTheOldOneGoesWithItsTokens() {
        CredentialKind kind = open(setup.issuer());
        String old = EC.token(good());
        String fresh = RSA.token(good());
        Proven proof = (Proven) kind.prove(old, setup.now);
        assertThat(verdict(kind, fresh)).isEqualTo(UNKNOWN);

        replace(kind, setup.keys, set(EC.jwk(), RSA.jwk()));
        assertThat(kind.known(old, setup.now)).contains(proof);
        assertThat(kind.holds(proof, setup.now)).isTrue();
        assertThat(verdict(kind, fresh)).startsWith("jwt:");

        replace(kind, setup.keys, set(RSA.jwk()));
        assertThat(kind.known(old, setup.now)).isEmpty();
        assertThat(kind.holds(proof, setup.now)).isFalse();
        assertThat(verdict(kind, old)).isEqualTo(UNKNOWN);
        assertThat(verdict(kind, fresh)).startsWith("jwt:");
    }

    @Test
    void aKeyThatHasGoneIsGoodForItsGraceAndNotAMillisecondLonger() {
        CredentialKind kind = open(setup.issuer().withKeyGrace(Duration.ofSeconds(60)));
        String old = EC.token(good());
        Proven proof = (Proven) kind.prove(old, setup.now);
        replace(kind, setup.keys, set(RSA.jwk()));
        for (long millis : new long[] {0, 1, 59_000, 59_999}) {
            setup.now = BEGIN.plusMillis(millis);
            assertThat(verdict(kind, old)).as("%s ms", millis).startsWith("jwt:");
            assertThat(kind.known(old, setup.now)).contains(proof);
            assertThat(kind.holds(proof, setup.now)).isTrue();
        }
        for (long millis : new long[] {60_000, 60_001, 61_000}) {
            setup.now = BEGIN.plusMillis(millis);
            assertThat(verdict(kind, old)).as("%s ms", millis).isEqualTo(UNKNOWN);
            assertThat(kind.known(old, setup.now)).isEmpty();
            assertThat(kind.holds(proof, setup.now)).isFalse();
        }
    }

    @Test
    void graceIsCountedFromWhenTheKeyHasGoneHoweverOftenTheFileChanges() {
        CredentialKind kind = open(setup.issuer().withKeyGrace(Duration.ofSeconds(60)));
        replace(kind, setup.keys, set(RSA.jwk()));
        setup.now = BEGIN.plusSeconds(59);
        replace(kind, setup.keys, set(RSA.jwk(), JwtSetup.ED.jwk()));
        assertThat(verdict(kind, EC.token(good()))).startsWith("jwt:");
        setup.now = BEGIN.plusSeconds(60);
        assertThat(verdict(kind, EC.token(good()))).isEqualTo(UNKNOWN);
        replace(kind, setup.keys, set(EC.jwk()));
        assertThat(verdict(kind, EC.token(good()))).startsWith("jwt:");
    }

    /** The same key under another name is another key, and whoever has another of the same name is not its holder. */
    @Test
    void anotherKeyOfThatNameIsNotTheOneThatSigned() {
        CredentialKind kind = open(setup.issuer());
        Proven proof = (Proven) kind.prove(EC.token(good()), setup.now);
        replace(kind, setup.keys, set(JwtSetup.STRANGER.jwk()));
        assertThat(kind.holds(proof, setup.now)).isFalse();
        assertThat(verdict(kind, EC.token(good()))).isEqualTo("wrong: signature does not fit");
    }

    @Test
    void anotherSecretEndsWhatTheOldOneBegan() {
        CredentialKind kind = open(setup.engine());
        Proven proof = (Proven) kind.prove(engineToken(BEGIN, ""), setup.now);
        replace(kind, setup.secret, "0x" + JwtSetup.SECRET + "\n");
        assertThat(kind.holds(proof, setup.now)).isTrue();
        replace(kind, setup.secret, JwtSetup.SECRET.replace('6', '7'));
        assertThat(kind.holds(proof, setup.now)).isFalse();
        assertThat(verdict(kind, engineToken(BEGIN, ""))).isEqualTo("wrong: signature does not fit");
    }

    @Test
    void aSecretHasItsGraceToo() {
        CredentialKind kind = open(setup.engine().withKeyGrace(Duration.ofSeconds(10)));
        Proven proof = (Proven) kind.prove(engineToken(BEGIN, ""), setup.now);
        replace(kind, setup.secret, JwtSetup.SECRET.replace('6', '7'));
        setup.now = BEGIN.plusMillis(9_999);
        assertThat(kind.holds(proof, setup.now)).isTrue();
        assertThat(verdict(kind, engineToken(BEGIN, ""))).isEqualTo("jwt:engine");
        setup.now = BEGIN.plusMillis(10_000);
        assertThat(kind.holds(proof, setup.now)).isFalse();
        assertThat(verdict(kind, engineToken(BEGIN, ""))).isEqualTo("wrong: signature does not fit");
    }

    @Test
    void aBrokenOrMissingFileChangesNothing() throws Exception {
        CredentialKind kind = open(setup.issuer());
        Proven proof = (Proven) kind.prove(EC.token(good()), setup.now);
        replace(kind, setup.keys, set(RSA.jwk(), EC.jwk("\"d\":\"AAAA\"")));
        assertThat(kind.holds(proof, setup.now)).isTrue();
        assertThat(verdict(kind, RSA.token(good()))).isEqualTo(UNKNOWN);
        assertThat(kind.followed().get(0).status().failing()).isTrue();
        Files.delete(setup.keys);
        kind.followed().forEach(Looks::at);
        assertThat(kind.holds(proof, setup.now)).isTrue();
    }

    @Test
    void anEmptySetIsBelievedAndSaid() {
        CredentialKind kind = open(setup.issuer());
        Proven proof = (Proven) kind.prove(EC.token(good()), setup.now);
        replace(kind, setup.keys, "{\"keys\":[]}");
        assertThat(kind.holds(proof, setup.now)).isFalse();
        assertThat(warnings).containsExactly("no key is left, so none of its tokens is accepted");
    }

    @Test
    void theOrderOfKeysAndTheirSpacesAreNoChange() {
        CredentialKind kind = open(setup.issuer());
        Instant since = kind.followed().get(0).status().servingSince();
        setup.now = BEGIN.plusSeconds(5);
        replace(kind, setup.keys, "\n " + set(EC.jwk("\"use\":\"sig\"")));
        assertThat(kind.followed().get(0).status().servingSince()).isEqualTo(since);
    }
}

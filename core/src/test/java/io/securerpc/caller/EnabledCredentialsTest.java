package io.securerpc.caller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;

/** Callers that are switched off while their credentials stay good. */
class EnabledCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String GOOD = basic("alice", "secret");

    private final Set<String> disabled = new HashSet<>();
    private final CredentialKind users = Users.line(
                    "alice:" + OpenBSDBCrypt.generate("2y", "secret".getBytes(UTF_8), new byte[16], 4))
            .open(InstantSource.fixed(NOW));
    private final CredentialKind kind = users.except(disabled::contains);

    @Test
    void nothingIsProvenWhileACallerIsDisabledAndEverythingAgainAfterwards() {
        CredentialProof.Proven proof = (CredentialProof.Proven) kind.prove(GOOD, NOW);
        assertThat(proof.callerId()).isEqualTo("basic:alice");
        assertThat(kind.known(GOOD, NOW)).contains(proof);
        assertThat(kind.holds(proof, NOW)).isTrue();

        disabled.add("basic:alice");
        assertThat(kind.known(GOOD, NOW)).isEmpty();
        assertThat(kind.holds(proof, NOW)).isFalse();
        assertThat(kind.prove(GOOD, NOW))
                .isEqualTo(new CredentialProof.Rejected(CredentialProof.Reason.DISABLED, "switched off: basic:alice"));
        assertThat(new ProvenCredential(kind, proof).holds(NOW)).isFalse();

        disabled.clear();
        assertThat(kind.known(GOOD, NOW)).contains(proof);
        assertThat(kind.holds(proof, NOW)).isTrue();
        assertThat(kind.prove(GOOD, NOW)).isEqualTo(proof);
    }

    @Test
    void onlyWhoHasTheSecretIsToldApartFromOthers() {
        disabled.add("basic:alice");
        assertThat(kind.prove(basic("alice", "wrong"), NOW)).isEqualTo(users.prove(basic("alice", "wrong"), NOW));
        assertThat(kind.prove(basic("bob", "secret"), NOW)).isEqualTo(users.prove(basic("bob", "secret"), NOW));
    }

    @Test
    void aCallerOfAnotherKindWithThatNameIsNobodyWhoIsDisabled() {
        disabled.addAll(Set.of("certificate:alice", "token:alice", "basic:Alice", "alice"));
        assertThat(kind.prove(GOOD, NOW)).isInstanceOf(CredentialProof.Proven.class);
    }

    @Test
    void everythingElseIsThatOfTheKind() {
        assertThat(kind.form()).isEqualTo(CredentialForm.BASIC);
        assertThat(kind.challenge()).isEqualTo(users.challenge());
        assertThat(kind.challengeAfterRefusal()).isEqualTo(users.challengeAfterRefusal());
        assertThat(kind.claimedName(GOOD)).isEqualTo(Optional.of("alice"));
        assertThat(kind.followed()).isEqualTo(users.followed());
    }

    private static String basic(String name, String password) {
        return Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }
}

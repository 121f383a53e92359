package io.securerpc.caller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;

/** Credentials whose file cannot be looked at, while what it said last stays good. */
class CheckedCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String GOOD = basic("alice", "secret");
    private static final String WRONG = basic("alice", "wrong");

    private int worked;
    private Optional<UncheckedFile> unchecked = Optional.empty();
    private final CredentialKind users = Users.line(
                    "alice:" + OpenBSDBCrypt.generate("2y", "secret".getBytes(UTF_8), new byte[16], 4))
            .open(InstantSource.fixed(NOW), (hash, password) -> {
                worked++;
                return PasswordWork.BCRYPT.matches(hash, password);
            });
    private final CredentialKind kind = users.whileChecked(proof -> unchecked);

    private void notLookedAtFor(Duration time) {
        unchecked = Optional.of(new UncheckedFile("users 'the/file'", time));
    }

    @Test
    void admitNobodyAfterFifteenSecondsAndEverybodyAgainAfterwards() {
        CredentialProof.Proven proof = (CredentialProof.Proven) kind.prove(GOOD, NOW);
        assertThat(proof.callerId()).isEqualTo("basic:alice");

        notLookedAtFor(Duration.ofSeconds(15));
        assertThat(kind.known(GOOD, NOW)).contains(proof);
        assertThat(kind.prove(GOOD, NOW)).isEqualTo(proof);

        notLookedAtFor(Duration.ofSeconds(15).plusNanos(1));
        assertThat(kind.known(GOOD, NOW)).isEmpty();
        assertThat(kind.prove(GOOD, NOW))
                .isEqualTo(new CredentialProof.Rejected(
                        CredentialProof.Reason.UNCHECKED,
                        "basic:alice, users the/file not looked at for 15 s, its file system may hang"));

        unchecked = Optional.empty();
        assertThat(kind.known(GOOD, NOW)).contains(proof);
        assertThat(kind.prove(GOOD, NOW)).isEqualTo(proof);
    }

    @Test
    void keepWhatIsOpenForSixtySeconds() {
        CredentialProof.Proven proof = (CredentialProof.Proven) kind.prove(GOOD, NOW);
        ProvenCredential credential = new ProvenCredential(kind, proof);
        notLookedAtFor(Duration.ofSeconds(60));
        assertThat(credential.holds(NOW)).isTrue();
        notLookedAtFor(Duration.ofSeconds(60).plusNanos(1));
        assertThat(credential.holds(NOW)).isFalse();
        unchecked = Optional.empty();
        assertThat(credential.holds(NOW)).isTrue();
    }

    /** Else whoever guesses would learn how the node's file systems are. */
    @Test
    void tellNothingToWhoHasNoSecret() {
        notLookedAtFor(Duration.ofHours(1));
        assertThat(kind.prove(WRONG, NOW)).isEqualTo(users.prove(WRONG, NOW));
        assertThat(kind.prove(basic("bob", "secret"), NOW)).isEqualTo(users.prove(basic("bob", "secret"), NOW));
    }

    /** Many honest clients come again and again meanwhile. */
    @Test
    void costNoPasswordWorkForWhoWasProvenAMomentAgo() {
        kind.prove(GOOD, NOW);
        notLookedAtFor(Duration.ofSeconds(16));
        int before = worked;
        assertThat(kind.prove(GOOD, NOW)).isInstanceOf(CredentialProof.Rejected.class);
        assertThat(worked).isEqualTo(before);
    }

    @Test
    void areHeldToTheTimesOfClientTrust() {
        assertThat(UncheckedFile.BELIEVED).isEqualTo(Duration.ofSeconds(15));
        assertThat(UncheckedFile.BORNE)
                .isEqualTo(Duration.ofSeconds(60))
                .isEqualTo(ClientTrust.installed(Path.of("clients")).grace());
    }

    @Test
    void areThoseOfTheKindInEverythingElse() {
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

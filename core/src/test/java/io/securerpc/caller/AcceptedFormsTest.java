package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.reload.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which kind judges what is presented: the scheme decides, and where two share one, the credential's own look. */
class AcceptedFormsTest {
    private static final CredentialKind TOKEN = new Marked(CredentialForm.TOKEN);
    private static final CredentialKind JWT = new Marked(CredentialForm.JWT);
    private static final CredentialKind BASIC = new Marked(CredentialForm.BASIC);
    private static final CredentialKind PARITY = new Marked(CredentialForm.PARITY_PROOF);
    private static final AcceptedCredentials ALL = AcceptedCredentials.of(List.of(BASIC, TOKEN, JWT, PARITY));

    @Test
    void theLookOfABearerCredentialDecidesWhoJudgesIt() {
        assertThat(ALL.kind("Bearer", "srt_abc")).contains(TOKEN);
        assertThat(ALL.kind("bEARER", "e30.e30.")).contains(JWT);
        assertThat(ALL.kind("Bearer", "a.b")).contains(JWT);
        assertThat(ALL.kind("Bearer", "")).contains(TOKEN);
    }

    @Test
    void aKindAloneWithItsSchemeJudgesWhateverComes() {
        assertThat(AcceptedCredentials.of(List.of(TOKEN)).kind("Bearer", "e30.e30."))
                .contains(TOKEN);
        assertThat(AcceptedCredentials.of(List.of(JWT)).kind("Bearer", "srt_abc"))
                .contains(JWT);
        assertThat(ALL.kind("Basic", "a.b")).contains(BASIC);
    }

    @Test
    void aProofForWebSocketsHasNoSchemeAndNoChallenge() {
        AcceptedCredentials parity = AcceptedCredentials.of(List.of(PARITY));
        for (String scheme : List.of("Parity", "parity-proof", "PARITY_PROOF", "Bearer", "")) {
            assertThat(parity.kind(scheme, "00_1")).as(scheme).isEmpty();
        }
        assertThat(parity.kind(CredentialForm.PARITY_PROOF)).contains(PARITY);
        assertThat(parity.challenges()).isEmpty();
        assertThat(parity.challengesAfterRefusal(PARITY)).isEmpty();
    }

    @Test
    void oneSchemeIsOneChallenge() {
        assertThat(ALL.challenges()).isEqualTo("Basic, Bearer");
        assertThat(ALL.challengesAfterRefusal(JWT)).isEqualTo("Basic, Bearer refused");
        assertThat(ALL.challengesAfterRefusal(TOKEN)).isEqualTo("Basic, Bearer refused");
        assertThat(ALL.challengesAfterRefusal(BASIC)).isEqualTo("Basic refused, Bearer");
    }

    @Test
    void twoOfOneFormAreRefused() {
        assertThatThrownBy(() -> AcceptedCredentials.of(List.of(JWT, new Marked(CredentialForm.JWT))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("credentials: jwt twice (expected: once)");
    }

    private record Marked(CredentialForm form) implements CredentialKind {
        @Override
        public String challenge() {
            return form.scheme().orElse("none");
        }

        @Override
        public String challengeAfterRefusal() {
            return challenge() + " refused";
        }

        @Override
        public Optional<String> claimedName(String value) {
            return Optional.empty();
        }

        @Override
        public Optional<CredentialProof.Proven> known(String value, Instant now) {
            return Optional.empty();
        }

        @Override
        public CredentialProof prove(String value, Instant now) {
            return new CredentialProof.Rejected(CredentialProof.Reason.UNKNOWN, "nobody");
        }

        @Override
        public boolean holds(CredentialProof.Proven proof, Instant now) {
            return false;
        }

        @Override
        public List<Live<?>> followed() {
            return List.of();
        }
    }
}

package io.securerpc.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.Permission;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.reload.Live;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials among the sub-protocols of a WebSocket, and the tickets that stand for them. */
class GateTicketTest {
    private static final String WALLET = "https://wallet.example.com";
    private static final String OTHER = "https://other.example.com";
    private static final String V1 = "securerpc.v1";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
    private final InstantSource clock = now::get;
    private final WebSocketTickets tickets = new WebSocketTickets();
    private final String token = "srt_planted-token";
    private final OneToken tokens = new OneToken(token);

    /** What is offered, and who gets in; the sub-protocol of the answer after a slash. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "required; securerpc.v1, token.TOKEN; token:ci/securerpc.v1",
                "required; token.TOKEN, securerpc.v1; token:ci/securerpc.v1",
                "required; securerpc.v1, token.TOKENx; CREDENTIAL_REFUSED",
                "required; securerpc.v1, token.a.b.c; CREDENTIAL_REFUSED",
                "required; securerpc.v1; CREDENTIAL_MISSING",
                "required; token.TOKEN; CREDENTIAL_MALFORMED",
                "required; chat, token.TOKEN; CREDENTIAL_MALFORMED",
                "required; securerpc.v1, ticket.none; CREDENTIAL_REFUSED",
                "required; PROOF; CREDENTIAL_REFUSED",
                "required; PROOF, chat; CREDENTIAL_MALFORMED",
                "optional; securerpc.v1; anonymous/securerpc.v1",
                "optional; chat; anonymous/-",
                "optional; securerpc.v1, token.wrong; CREDENTIAL_REFUSED",
                "optional; PROOF; CREDENTIAL_REFUSED",
                "none; securerpc.v1, token.TOKEN; anonymous/securerpc.v1",
                "none; securerpc.v1; anonymous/securerpc.v1",
                "none; PROOF; anonymous/-",
                "none; token.TOKEN; anonymous/-",
            })
    void aListOfSubprotocolsIsOneCredentialOrNone(String demand, String offered, String outcome) {
        String list = offered.replace("TOKEN", token).replace("PROOF", "0".repeat(64) + "_1700000000");
        assertThat(said(decide(gate(demand), socket(WALLET).subprotocols(list))))
                .isEqualTo(outcome);
    }

    @Test
    void overHttpSubprotocolsMeanNothing() {
        Gate gate = gate("required");
        assertThat(said(decide(gate, post(WALLET).authorization("Bearer " + token))))
                .isEqualTo("token:ci/-");
        assertThat(decide(gate, post(WALLET))).isInstanceOf(Refused.class);
    }

    @Test
    void aTicketOpensOneWebSocketAsTheCallerItWasGivenTo() {
        Gate gate = gate("required");
        String ticket = ticket(gate, WALLET);
        Admitted admitted = (Admitted) decide(gate, socket(WALLET).subprotocols(V1 + ", ticket." + ticket));
        assertThat(admitted.caller().id()).isEqualTo("token:ci");
        assertThat(admitted.caller().has(Permission.CONTROL)).isTrue();
        assertThat(admitted.caller().proof().credential()).contains(CredentialForm.TOKEN);
        assertThat(admitted.credential()).isPresent();
        assertThat(said(decide(gate, socket(WALLET).subprotocols(V1, "ticket." + ticket))))
                .isEqualTo("CREDENTIAL_REFUSED");
    }

    /** The last moment, and the first that is too late. */
    @ParameterizedTest
    @CsvSource({"29999, token:ci/securerpc.v1", "30000, CREDENTIAL_REFUSED"})
    void aTicketLivesThirtySeconds(long millis, String outcome) {
        Gate gate = gate("required");
        String ticket = ticket(gate, WALLET);
        now.set(now.get().plusMillis(millis));
        assertThat(said(decide(gate, socket(WALLET).subprotocols(V1, "ticket." + ticket))))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "https://other.example.com, none, 'ticket: not-for-us, made for another Origin'",
        "'', none, 'ticket: not-for-us, made for another Origin'",
        "https://wallet.example.com, trusted, 'ticket: not-for-us, made for another client certificate'",
    })
    void aTicketIsGoodForItsOriginAndCertificate(String origin, String peer, String seen) {
        Gate gate = gate("required");
        String ticket = ticket(gate, WALLET);
        Refused refused =
                (Refused) decide(gate, socket(origin).peer(Gates.peer(peer)).subprotocols(V1, "ticket." + ticket));
        assertThat(refused.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(Refusal.Code.CREDENTIAL_REFUSED);
            assertThat(refusal.seen()).isEqualTo(seen);
        });
    }

    @Test
    void aTicketIsWorthNothingOnceItsCredentialIs() {
        Gate gate = gate("required");
        String ticket = ticket(gate, WALLET);
        tokens.revoked = true;
        assertThat(said(decide(gate, socket(WALLET).subprotocols(V1, "ticket." + ticket))))
                .isEqualTo("CREDENTIAL_ENDED");
    }

    @Test
    void whoeverProvesNothingGetsNone() {
        Gate gate = gate("optional");
        Ask ask = post(WALLET);
        Admitted anonymous = (Admitted) decide(gate, ask);
        assertThat(gate.ticket(anonymous, ask.facts()))
                .isInstanceOfSatisfying(
                        TicketAnswer.Denied.class,
                        denied -> assertThat(denied.refusal().codes()).containsExactly("credential-missing"));
    }

    @Test
    void aCallerOfACertificateGetsOneForItself() {
        Gate gate = gate("required");
        Ask ask = post(WALLET).peer(Gates.TRUSTED);
        Admitted admitted = (Admitted) decide(gate, ask);
        String ticket = text(gate.ticket(admitted, ask.facts()));
        assertThat(said(decide(gate, socket(WALLET).peer(Gates.TRUSTED).subprotocols(V1, "ticket." + ticket))))
                .isEqualTo("certificate:rpc.user.1/securerpc.v1");
    }

    @Test
    void withoutTheSettingThereAreNone() {
        Gate gate = builder("required").build();
        Ask ask = post(WALLET).authorization("Bearer " + token);
        assertThat(gate.ticket((Admitted) decide(gate, ask), ask.facts())).isInstanceOf(TicketAnswer.Denied.class);
        assertThat(said(decide(gate, socket(WALLET).subprotocols(V1, "ticket.x"))))
                .isEqualTo("CREDENTIAL_REFUSED");
    }

    @Test
    void nothingOpensASecondDoorWithOne() {
        Gate gate = gate("required");
        String ticket = ticket(gate, WALLET);
        for (String header : List.of("Ticket " + ticket, "Bearer " + ticket, "Bearer ticket." + ticket)) {
            assertThat(said(decide(gate, post(WALLET).authorization(header)))).isEqualTo("CREDENTIAL_REFUSED");
        }
        assertThat(gate.ticket(
                        (Admitted) decide(gate, socket(WALLET).authorization("Bearer " + token)),
                        socket(WALLET).facts()))
                .as("none over a WebSocket")
                .isInstanceOf(TicketAnswer.Denied.class);
    }

    @Test
    void badTicketsCountAsFailedAttempts() {
        Gate gate = gate("required");
        for (int i = 0; i < 10; i++) {
            assertThat(said(decide(gate, socket(WALLET).subprotocols(V1, "ticket.guess" + i))))
                    .isEqualTo("CREDENTIAL_REFUSED");
        }
        assertThat(said(decide(gate, socket(WALLET).subprotocols(V1, "ticket.guess"))))
                .isEqualTo("TOO_MANY_ATTEMPTS");
        // They have failed, and are not under way: nobody waits for them.
        assertThat(gate.admit(post(WALLET).authorization("Bearer " + token).facts()))
                .isInstanceOf(Refused.class);
    }

    @Test
    void nothingPrintsTickets() {
        Gate gate = gate("required");
        Ask ask = post(WALLET).authorization("Bearer " + token);
        TicketAnswer answer = gate.ticket((Admitted) decide(gate, ask), ask.facts());
        String ticket = text(answer);
        Ask redeeming = socket(OTHER).subprotocols(V1, "ticket." + ticket);
        Refused refused = (Refused) decide(gate, redeeming);
        assertThat(answer + " " + redeeming.facts() + " " + refused + " "
                        + refused.operatorLine(redeeming.facts().remote()))
                .doesNotContain(ticket)
                .doesNotContain(token.substring(4));
    }

    private String ticket(Gate gate, String origin) {
        Ask ask = post(origin).authorization("Bearer " + token);
        return text(gate.ticket((Admitted) decide(gate, ask), ask.facts()));
    }

    private static String text(TicketAnswer answer) {
        String body = new String(((TicketAnswer.Issued) answer).body(), UTF_8);
        assertThat(body).matches("\\{\"ticket\":\"[A-Za-z0-9_-]{43}\",\"expires_in\":30}");
        return body.substring(11, 54);
    }

    private Gate gate(String demand) {
        return builder(demand).tickets(tickets).build();
    }

    private GateBuilder builder(String demand) {
        AcceptedCredentials accepted =
                demand.equals("none") ? AcceptedCredentials.none() : AcceptedCredentials.of(List.of(tokens));
        return Gates.builder(demand.equals("none") ? "tls" : "request", HostPolicy.ownNames())
                .origins(OriginPolicy.allow(WALLET, OTHER))
                .credentials(demand.equals("optional") ? accepted.orAnonymous() : accepted)
                .clock(clock);
    }

    private static Ask post(String origin) {
        return Ask.at(Door.HTTP).origins(origin).peer(Gates.NO_CERTIFICATE);
    }

    private static Ask socket(String origin) {
        Ask ask = Ask.at(Door.WEBSOCKET).peer(Gates.NO_CERTIFICATE);
        return origin.isEmpty() ? ask : ask.origins(origin);
    }

    private static Verdict decide(Gate gate, Ask ask) {
        Verdict verdict = gate.admit(ask.facts());
        return verdict instanceof ProofNeeded needed
                ? gate.prove(needed, () -> ask.facts().peer())
                : verdict;
    }

    private static String said(Verdict verdict) {
        if (verdict instanceof Admitted admitted) {
            return admitted.caller().id()
                    + '/'
                    + admitted.subprotocol().map(Subprotocol::text).orElse("-");
        }
        return ((Refused) verdict).refusals().get(0).code().name();
    }

    /** The token of {@code token:ci}, until it is revoked. */
    private static final class OneToken implements CredentialKind {
        private final String token;
        boolean revoked;

        OneToken(String token) {
            this.token = token;
        }

        @Override
        public CredentialForm form() {
            return CredentialForm.TOKEN;
        }

        @Override
        public String challenge() {
            return "Bearer";
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
            return value.equals(token) && !revoked
                    ? new CredentialProof.Proven("token:ci", "", Set.of(Permission.CONTROL), Optional.empty())
                    : new CredentialProof.Rejected(CredentialProof.Reason.UNKNOWN, "no such token");
        }

        @Override
        public boolean holds(CredentialProof.Proven proof, Instant now) {
            return !revoked;
        }

        @Override
        public List<Live<?>> followed() {
            return List.of();
        }
    }
}

package io.securerpc.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.UncheckedFile;
import io.securerpc.caller.Users;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.reload.Looks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Credentials at the gate: after all that is cheaper, before any permission, and with no way round. */
class GateCredentialTest {
    private static final String SECRET = "planted-Pa55word";
    private static final String CHALLENGE = "Basic realm=\"rpc\", charset=\"UTF-8\"";

    @TempDir
    private Path folder;

    private CredentialKind basic;

    @BeforeEach
    void openUsers() throws IOException {
        Files.writeString(folder.resolve("users"), line("alice", SECRET));
        basic = Users.file(folder.resolve("users")).open(InstantSource.system());
    }

    /** Every listener with every peer it can have, every demand, and what is presented; the same at both doors. */
    @ParameterizedTest
    @CsvSource({
        "plain, plaintext, none, nothing, anonymous",
        "plain, plaintext, none, alice, anonymous",
        "plain, plaintext, required, nothing, CREDENTIAL_MISSING",
        "plain, plaintext, required, alice, basic:alice",
        "plain, plaintext, required, wrong, CREDENTIAL_REFUSED",
        "plain, plaintext, optional, nothing, anonymous",
        "plain, plaintext, optional, wrong, CREDENTIAL_REFUSED",
        "tls, none, none, alice, anonymous",
        "tls, none, required, nothing, CREDENTIAL_MISSING",
        "tls, none, required, alice, basic:alice",
        "tls, none, required, wrong, CREDENTIAL_REFUSED",
        "tls, none, required, bearer, CREDENTIAL_REFUSED",
        "tls, none, required, twice, CREDENTIAL_MALFORMED",
        "tls, none, required, bare, CREDENTIAL_MALFORMED",
        "tls, none, required, empty, CREDENTIAL_MALFORMED",
        "tls, none, optional, nothing, anonymous",
        "tls, none, optional, alice, basic:alice",
        "tls, none, optional, wrong, CREDENTIAL_REFUSED",
        "tls, none, optional, bearer, CREDENTIAL_REFUSED",
        "tls, none, optional, twice, CREDENTIAL_MALFORMED",
        "tls, unjudged, required, alice, UNJUDGED",
        "tls, trusted, required, alice, CLIENT_CERTIFICATE_REFUSED",
        "request, none, none, alice, CLIENT_CERTIFICATE_MISSING",
        "request, none, required, nothing, CREDENTIAL_MISSING",
        "request, none, required, alice, basic:alice",
        "request, none, required, wrong, CREDENTIAL_REFUSED",
        "request, none, optional, nothing, anonymous",
        "request, trusted, required, nothing, certificate:rpc.user.1",
        "request, trusted, required, alice, basic:alice",
        "request, trusted, required, wrong, CREDENTIAL_REFUSED",
        "request, distrusted, required, alice, CLIENT_CERTIFICATE_REFUSED",
        "request, distrusted, optional, nothing, CLIENT_CERTIFICATE_REFUSED",
        "request, unjudged, required, alice, UNJUDGED",
        "require, none, required, alice, CLIENT_CERTIFICATE_MISSING",
        "require, none, optional, alice, CLIENT_CERTIFICATE_MISSING",
        "require, trusted, none, alice, certificate:rpc.user.1",
        "require, trusted, required, nothing, CREDENTIAL_MISSING",
        "require, trusted, required, alice, basic:alice",
        "require, trusted, required, wrong, CREDENTIAL_REFUSED",
        "require, trusted, optional, nothing, certificate:rpc.user.1",
        "require, revoked, required, alice, CLIENT_CERTIFICATE_REFUSED",
    })
    void servesWhoeverProvesEnough(String listener, String peer, String demand, String presented, String outcome) {
        for (Door door : Door.values()) {
            Gate gate = gate(listener, demand, OriginPolicy.sameOrigin());
            Verdict verdict = decide(gate, Ask.at(door).peer(Gates.peer(peer)).authorization(values(presented)));
            assertThat(said(verdict)).as("%s", door).isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aRequestThatIsRefusedAnywayIsNeverProven(Door door) {
        Gate gate = gate("require", "required", OriginPolicy.sameOrigin());
        Ask good = Ask.at(door).peer(Gates.TRUSTED).authorization(values("alice"));
        assertThat(gate.admit(good.facts())).isInstanceOf(ProofNeeded.class);
        assertThat(said(gate.admit(good.hosts("evil.example").facts()))).isEqualTo("HOST_NOT_ALLOWED");
        assertThat(said(gate.admit(good.origins("https://evil.example").facts())))
                .isEqualTo("ORIGIN_NOT_ALLOWED");
        assertThat(said(gate.admit(good.peer(Gates.REVOKED).facts()))).isEqualTo("CLIENT_CERTIFICATE_REFUSED");
    }

    @Test
    void aPeerThatIsDistrustedWhileThePasswordIsHashedIsRefused() {
        Gate gate = gate("require", "required", OriginPolicy.sameOrigin());
        Ask ask = Ask.at(Door.HTTP).peer(Gates.TRUSTED).authorization(values("alice"));
        ProofNeeded needed = (ProofNeeded) gate.admit(ask.facts());
        assertThat(said(gate.prove(needed, () -> Gates.REVOKED))).isEqualTo("CLIENT_CERTIFICATE_REFUSED");
        ProofNeeded again = (ProofNeeded) gate("require", "required", OriginPolicy.sameOrigin())
                .admit(ask.authorization(values("wrong")).facts());
        assertThat(said(gate.prove(again, () -> {
                    throw new IllegalStateException("lost");
                })))
                .isEqualTo("CHECK_FAILED");
    }

    @Test
    void anOpenWebSocketIsItsUsersAsLongAsTheUserIsThere() throws IOException {
        Gate gate = gate("require", "required", OriginPolicy.sameOrigin());
        Admitted admitted = (Admitted)
                decide(gate, Ask.at(Door.WEBSOCKET).peer(Gates.TRUSTED).authorization(values("alice")));
        assertThat(gate.admitMessage(admitted, Gates.TRUSTED)).isEqualTo(admitted);
        assertThat(said(gate.admitMessage(admitted, Gates.REVOKED))).isEqualTo("CLIENT_CERTIFICATE_REFUSED");
        // Without what proves it, nobody is believed to be a user.
        assertThat(said(gate.admitMessage(admitted.caller(), Gates.TRUSTED))).isEqualTo("CALLER_CHANGED");
        Files.writeString(folder.resolve("users"), line("alice", "changed"));
        basic.followed().forEach(Looks::at);
        assertThat(said(gate.admitMessage(admitted, Gates.TRUSTED))).isEqualTo("CREDENTIAL_ENDED");
        assertThat(said(decide(gate, Ask.at(Door.HTTP).peer(Gates.TRUSTED).authorization(values("alice")))))
                .isEqualTo("CREDENTIAL_REFUSED");
    }

    @Test
    void anyOriginNeverActsWithAPassword() {
        Gate gate = gate("tls", "optional", OriginPolicy.any());
        for (Door door : Door.values()) {
            Ask page = Ask.at(door).origins("https://evil.example");
            assertThat(said(gate.admit(page.facts()))).isEqualTo("anonymous");
            assertThat(said(gate.admit(page.authorization(values("alice")).facts())))
                    .isEqualTo("ORIGIN_NOT_ALLOWED");
        }
    }

    @Test
    void asksForTheCredentialByItsChallengeAndLetsAnAllowedPageReadThat() {
        Gate gate = gate("tls", "required", OriginPolicy.allow("https://wallet.example.com"));
        Refused missing = (Refused) gate.admit(
                Ask.at(Door.HTTP).origins("https://wallet.example.com").facts());
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.headers())
                .isEqualTo(Map.of(
                        "WWW-Authenticate",
                        CHALLENGE,
                        "Access-Control-Allow-Origin",
                        "https://wallet.example.com",
                        "Vary",
                        "Origin"));
    }

    @Test
    void preflightComesBeforeTheCredential() {
        Gate gate = gate("tls", "required", OriginPolicy.allow("https://wallet.example.com"));
        assertThat(gate.admit(Ask.at(Door.HTTP)
                        .method("OPTIONS")
                        .origins("https://wallet.example.com")
                        .requestedMethod("POST")
                        .types()
                        .facts()))
                .isInstanceOf(Verdict.Preflight.class);
    }

    @Test
    void theLimitIsReachedBeforeAnyFurtherProofAndSaysWhen() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask wrong = Ask.at(Door.HTTP).authorization(values("wrong"));
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            said.add(said(decide(gate, wrong)));
        }
        assertThat(said.subList(0, 10)).containsOnly("CREDENTIAL_REFUSED");
        Refused refused = (Refused) gate.admit(wrong.facts());
        assertThat(refused.codes()).containsExactly("too-many-attempts");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().get("Retry-After"))).isBetween(1, 6);
    }

    @Test
    void whoComesWhileTheLimitIsUnderWayWaitsAndOneProofServesAll() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask right = Ask.at(Door.HTTP).authorization(values("alice"));
        List<ProofNeeded> underWay = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            underWay.add((ProofNeeded) gate.admit(right.facts()));
            assertThat(underWay.get(i).mustWait()).isFalse();
        }
        List<ProofNeeded> turns = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ProofNeeded waits = (ProofNeeded) gate.admit(right.facts());
            assertThat(waits.mustWait()).isTrue();
            assertThat(gate.await(waits, turns::add)).isPresent();
        }
        List<String> said = new ArrayList<>();
        for (ProofNeeded needed : underWay) {
            said.add(said(gate.prove(needed, () -> right.facts().peer())));
        }
        for (int i = 0; i < turns.size(); i++) {
            said.add(said(gate.resume(turns.get(i), () -> right.facts().peer())));
        }
        assertThat(said).hasSize(50).containsOnly("basic:alice");
    }

    @Test
    void whoWaitedForWrongOnesIsRefusedAndWhoCannotWaitIsNeverProven() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask wrong = Ask.at(Door.HTTP).authorization(values("wrong"));
        Ask right = Ask.at(Door.HTTP).authorization(values("alice"));
        List<ProofNeeded> underWay = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            underWay.add((ProofNeeded) gate.admit(wrong.facts()));
        }
        ProofNeeded waits = (ProofNeeded) gate.admit(right.facts());
        List<ProofNeeded> turns = new ArrayList<>();
        assertThat(gate.await(waits, turns::add)).isPresent();
        assertThat(said(gate.prove(waits, () -> right.facts().peer()))).isEqualTo("TOO_MANY_ATTEMPTS");
        assertThat(said(gate.resume(waits, () -> right.facts().peer()))).isEqualTo("TOO_MANY_ATTEMPTS");
        for (ProofNeeded needed : underWay) {
            assertThat(turns).isEmpty();
            assertThat(said(gate.prove(needed, () -> wrong.facts().peer()))).isEqualTo("CREDENTIAL_REFUSED");
        }
        Refused refused =
                (Refused) gate.resume(turns.get(0), () -> right.facts().peer());
        assertThat(refused.codes()).containsExactly("too-many-attempts");
        assertThat(refused.headers()).containsKey("Retry-After");
    }

    @Test
    void aPeerThatIsDistrustedWhileItWaitsIsRefusedAndKeepsNoPlace() {
        Gate gate = gate("require", "required", OriginPolicy.sameOrigin());
        Ask wrong = Ask.at(Door.HTTP).peer(Gates.TRUSTED).authorization(values("wrong"));
        List<ProofNeeded> underWay = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            underWay.add((ProofNeeded) gate.admit(wrong.facts()));
        }
        List<ProofNeeded> turns = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            assertThat(gate.await((ProofNeeded) gate.admit(wrong.facts()), turns::add))
                    .isPresent();
        }
        gate.turnAway(underWay.get(0));
        assertThat(turns).hasSize(1);
        assertThat(said(gate.resume(turns.get(0), () -> Gates.REVOKED))).isEqualTo("CLIENT_CERTIFICATE_REFUSED");
        assertThat(turns).hasSize(2);
        assertThat(gate.resume(turns.get(1), () -> Gates.TRUSTED)).isInstanceOf(ProofNeeded.class);
    }

    @Test
    void whoIsTurnedAwayHasFailedNothing() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask ask = Ask.at(Door.HTTP).authorization(values("alice"));
        for (int i = 0; i < 50; i++) {
            Refused away = gate.turnAway((ProofNeeded) gate.admit(ask.facts()));
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.headers()).containsEntry("Retry-After", "1");
        }
        assertThat(said(decide(gate, ask))).isEqualTo("basic:alice");
    }

    @Test
    void whoseFileCannotBeLookedAtComesAgainHasFailedNothingAndIsExplainedInTheLog() {
        CredentialKind checked = basic;
        basic = checked.whileChecked(
                proof -> Optional.of(new UncheckedFile("users 'the/file'", Duration.ofSeconds(16))));
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask ask = Ask.at(Door.HTTP).authorization(values("alice"));
        for (int i = 0; i < 50; i++) {
            Refused refused = (Refused) decide(gate, ask);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.peerText()).isEqualTo("Credential cannot be checked now.");
            assertThat(refused.headers()).isEqualTo(Map.of("Retry-After", "15", "Vary", "Origin"));
            assertThat(refused.operatorLine(ask.facts().remote()))
                    .isEqualTo("request from 192.0.2.66:50000 refused: credential-unchecked 'basic: unchecked,"
                            + " basic:alice, users the/file not looked at for 16 s, its file system may hang'");
        }
        assertThat(said(decide(gate, Ask.at(Door.HTTP).authorization(values("wrong")))))
                .isEqualTo("CREDENTIAL_REFUSED");
    }

    @Test
    void aPasswordThatWasRightAMomentAgoNeedsNoProof() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask ask = Ask.at(Door.HTTP).authorization(values("alice"));
        assertThat(gate.admit(ask.facts())).isInstanceOf(ProofNeeded.class);
        decide(gate, ask);
        assertThat(said(gate.admit(ask.facts()))).isEqualTo("basic:alice");
    }

    @Test
    void thePersonAtABrowserIsAskedToo() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        Ask page = Ask.at(Door.HTTP).method("GET").types().navigation("text/html", "navigate", "document");
        assertThat(said(gate.admit(page.facts()))).isEqualTo("CREDENTIAL_MISSING");
        assertThat(decide(gate, page.authorization(values("alice")))).isInstanceOf(Verdict.Page.class);
        assertThat(said(decide(gate, page.authorization(values("wrong"))))).isEqualTo("CREDENTIAL_REFUSED");
    }

    @Test
    void nothingPrintsWhatWasPresented() {
        Gate gate = gate("tls", "required", OriginPolicy.sameOrigin());
        for (String presented : List.of("alice", "wrong", "bearer", "twice", "bare")) {
            Ask ask = Ask.at(Door.HTTP).authorization(values(presented));
            Verdict first = gate.admit(ask.facts());
            Verdict last = decide(gate, ask);
            String lines = last instanceof Refused refused
                    ? refused.operatorLine(ask.facts().remote())
                    : "";
            assertThat(ask.facts() + " " + first + " " + last + " " + lines)
                    .doesNotContain(SECRET, values("alice")[0].substring(6), "$2y$");
        }
        assertThat(Ask.at(Door.HTTP).authorization(values("alice")).facts().toString())
                .contains("authorization=****");
    }

    private Gate gate(String listener, String demand, OriginPolicy origins) {
        AcceptedCredentials accepted =
                demand.equals("none") ? AcceptedCredentials.none() : AcceptedCredentials.of(List.of(basic));
        return Gates.builder(listener, HostPolicy.ownNames())
                .origins(origins)
                .credentials(demand.equals("optional") ? accepted.orAnonymous() : accepted)
                .build();
    }

    private static Verdict decide(Gate gate, Ask ask) {
        Verdict verdict = gate.admit(ask.facts());
        return verdict instanceof ProofNeeded needed
                ? gate.prove(needed, () -> ask.facts().peer())
                : verdict;
    }

    private static String said(Verdict verdict) {
        return verdict.match(
                admitted -> admitted.caller().id(),
                preflight -> "preflight",
                page -> "page",
                refused -> String.join(
                        ",",
                        refused.refusals().stream()
                                .map(Refusal::code)
                                .map(Code::name)
                                .toList()),
                needed -> "proof");
    }

    private static String[] values(String presented) {
        String right = "Basic " + Base64.getEncoder().encodeToString(("alice:" + SECRET).getBytes(UTF_8));
        return switch (presented) {
            case "nothing" -> new String[0];
            case "alice" -> new String[] {right};
            case "wrong" -> new String[] {"BASIC " + Base64.getEncoder().encodeToString("alice:other".getBytes(UTF_8))};
            case "bearer" -> new String[] {"Bearer " + SECRET};
            case "twice" -> new String[] {right, right};
            case "bare" -> new String[] {SECRET};
            case "empty" -> new String[] {""};
            default -> throw new IllegalArgumentException(presented);
        };
    }

    private static String line(String name, String password) {
        return name + ":" + OpenBSDBCrypt.generate("2y", password.getBytes(UTF_8), new byte[16], 4) + "\n";
    }
}

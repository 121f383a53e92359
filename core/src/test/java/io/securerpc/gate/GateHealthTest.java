package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.Users;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask how the node is doing: behind the same rules as a call, and outside authentication only where that was chosen. */
class GateHealthTest {
    private static final String PASSWORD = "right-Pa55word";

    @ParameterizedTest
    @CsvSource({
        "tls, none, no, CALLERS, nothing, anonymous",
        "tls, none, yes, CALLERS, nothing, CREDENTIAL_MISSING",
        "tls, none, yes, CALLERS, alice, basic:alice",
        "tls, none, yes, CALLERS, wrong, CREDENTIAL_REFUSED",
        "tls, none, yes, EVERYBODY, nothing, anonymous",
        "tls, none, yes, EVERYBODY, wrong, anonymous",
        "request, none, no, CALLERS, nothing, CLIENT_CERTIFICATE_MISSING",
        "request, none, no, EVERYBODY, nothing, anonymous",
        "request, distrusted, no, EVERYBODY, nothing, CLIENT_CERTIFICATE_REFUSED",
        "request, trusted, no, CALLERS, nothing, certificate:rpc.user.1",
        "request, trusted, no, EVERYBODY, nothing, anonymous",
        "require, unjudged, no, EVERYBODY, nothing, UNJUDGED",
        "require, revoked, no, EVERYBODY, nothing, CLIENT_CERTIFICATE_REFUSED",
        "require, trusted, yes, CALLERS, nothing, CREDENTIAL_MISSING",
    })
    void whoMayAsk(String listener, String peer, String users, HealthAccess access, String presented, String outcome) {
        Gate gate = gate(listener, users.equals("yes"), access);
        Ask ask = get().peer(Gates.peer(peer));
        Ask asked = presented.equals("nothing")
                ? ask
                : ask.authorization(basic(presented.equals("alice") ? PASSWORD : "wrong"));
        assertThat(said(gate, asked)).isEqualTo(outcome);
    }

    /** Also where everybody may ask. */
    @Test
    void theRulesOfEveryRequestHold() {
        for (HealthAccess access : List.of(HealthAccess.CALLERS, HealthAccess.EVERYBODY)) {
            Gate gate = gate("tls", false, access);
            assertThat(said(gate, get().hosts("evil.example"))).isEqualTo("HOST_NOT_ALLOWED");
            assertThat(said(gate, get().hosts("node.example.com:7076", "node.example.com:7076")))
                    .isEqualTo("HOST_MALFORMED");
            assertThat(said(gate, get().origins("https://evil.example"))).isEqualTo("ORIGIN_NOT_ALLOWED");
            assertThat(said(gate, get().site("cross-site"))).isEqualTo("CROSS_SITE");
            assertThat(said(gate, get().forwardingFault("two addresses"))).isEqualTo("CLIENT_ADDRESS_DOUBTFUL");
            for (String method : List.of("POST", "PUT", "OPTIONS", "get", "CONNECT")) {
                Refused refused =
                        (Refused) gate.admitHealth(get().method(method).facts());
                assertThat(refused.codes()).containsExactly("method-not-allowed");
                assertThat(refused.headers()).containsEntry("Allow", "GET, HEAD");
            }
            assertThat(said(gate, get().method("HEAD"))).isEqualTo("anonymous");
        }
    }

    @Test
    void anAllowedPageMayReadIt() {
        Admitted admitted = (Admitted) gate("tls", false, HealthAccess.EVERYBODY)
                .admitHealth(get().origins("https://wallet.example.com").facts());
        assertThat(admitted.headers()).containsEntry("Access-Control-Allow-Origin", "https://wallet.example.com");
    }

    @Test
    void aCallIsStillACall() {
        Gate gate = gate("tls", false, HealthAccess.EVERYBODY);
        assertThat(((Refused) gate.admit(get().facts())).codes()).containsExactly("method-not-allowed");
    }

    private static Ask get() {
        return Ask.at(Door.HTTP).method("GET").types().peer(Gates.NO_CERTIFICATE);
    }

    private static Gate gate(String listener, boolean users, HealthAccess access) {
        GateBuilder gate = Gates.builder(listener, HostPolicy.ownNames())
                .origins(OriginPolicy.allow("https://wallet.example.com"))
                .health(access);
        return users
                ? gate.credentials(AcceptedCredentials.of(
                                List.of(Users.line(line()).open(InstantSource.system()))))
                        .build()
                : gate.build();
    }

    private static String said(Gate gate, Ask ask) {
        Verdict verdict = gate.admitHealth(ask.facts());
        Verdict last = verdict instanceof ProofNeeded needed
                ? gate.prove(needed, () -> ask.facts().peer())
                : verdict;
        return last instanceof Admitted admitted
                ? admitted.caller().id()
                : ((Refused) last).refusals().get(0).code().name();
    }

    private static String line() {
        return "alice:" + OpenBSDBCrypt.generate("2y", PASSWORD.toCharArray(), new byte[16], 4);
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("alice:" + password).getBytes(StandardCharsets.UTF_8));
    }
}

package io.securerpc.gate;

import static io.securerpc.gate.Refusal.Code.CALLER_CHANGED;
import static io.securerpc.gate.Refusal.Code.CHECK_FAILED;
import static io.securerpc.gate.Refusal.Code.ORIGIN_NOT_ALLOWED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Stage two: the peer, as TLS proves it; and the permission of each call. */
class GatePeerTest {
    /** listener, peer, call, OPTIONS; "-" where the answer is yes. */
    private static final String TABLE = """
            plain   plaintext  anonymous  -
            plain   unjudged   UNJUDGED   UNJUDGED
            plain   none       TRANSPORT  TRANSPORT
            plain   trusted    TRANSPORT  TRANSPORT
            plain   distrusted TRANSPORT  TRANSPORT
            tls     plaintext  TRANSPORT  TRANSPORT
            tls     unjudged   UNJUDGED   UNJUDGED
            tls     none       anonymous  -
            tls     trusted    CLIENT_CERTIFICATE_REFUSED CLIENT_CERTIFICATE_REFUSED
            tls     distrusted CLIENT_CERTIFICATE_REFUSED CLIENT_CERTIFICATE_REFUSED
            request plaintext  TRANSPORT  TRANSPORT
            request unjudged   UNJUDGED   UNJUDGED
            request none       CLIENT_CERTIFICATE_MISSING -
            request trusted    certificate:rpc.user.1 -
            request distrusted CLIENT_CERTIFICATE_REFUSED CLIENT_CERTIFICATE_REFUSED
            require plaintext  TRANSPORT  TRANSPORT
            require unjudged   UNJUDGED   UNJUDGED
            require none       CLIENT_CERTIFICATE_MISSING -
            require trusted    certificate:rpc.user.1 -
            require distrusted CLIENT_CERTIFICATE_REFUSED CLIENT_CERTIFICATE_REFUSED
            """;

    static Stream<Arguments> table() {
        return TABLE.lines().map(line -> Arguments.of((Object[]) line.split(" +")));
    }

    @ParameterizedTest
    @MethodSource("table")
    void servesOnlyWhatTheListenerAsksFor(String listener, String peer, String call, String options) {
        Gate gate = Gates.gate(listener, OriginPolicy.sameOrigin());
        for (Door door : Door.values()) {
            assertThat(said(gate.admit(Ask.at(door).peer(Gates.peer(peer)).facts())))
                    .as("%s", door)
                    .isEqualTo(call);
        }
        Ask ask = Ask.at(Door.HTTP).method("OPTIONS").peer(Gates.peer(peer));
        assertThat(said(gate.admit(ask.facts()))).isEqualTo(options);
    }

    @ParameterizedTest
    @MethodSource("table")
    void judgesEachMessageOfAnOpenWebSocketByTheSameRules(String listener, String peer, String call, String options) {
        Gate gate = Gates.gate(listener, OriginPolicy.sameOrigin());
        boolean admitted = call.equals("anonymous") || call.startsWith("certificate:");
        Verdict verdict = gate.admitMessage(Gates.GRANTS.caller(admitted ? call : "anonymous"), Gates.peer(peer));
        assertThat(said(verdict)).isEqualTo(call);
    }

    @Test
    void refusesAMessageOfAnotherCallerThanTheOneWhoOpened() {
        Gate gate = Gates.gate("require", OriginPolicy.sameOrigin());
        Refused refused = (Refused) gate.admitMessage(Gates.GRANTS.caller("certificate:rpc.user.2"), Gates.TRUSTED);
        assertThat(refused.refusals()).extracting(Refusal::code).containsExactly(CALLER_CHANGED);
        assertThat(refused.closeCode()).isEqualTo(1008);
    }

    @Test
    void handsOverTheCallerWithWhatItWasGranted() {
        Gate gate = Gates.gate("require", OriginPolicy.sameOrigin());
        Verdict verdict = gate.admit(Ask.at(Door.HTTP).peer(Gates.TRUSTED).facts());
        assertThat(verdict).isEqualTo(new Admitted(Gates.USER, Map.of("Vary", "Origin")));
        assertThat(gate.admitMessage(Gates.USER, Gates.TRUSTED)).isEqualTo(new Admitted(Gates.USER, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"public, true, true", "control, true, false", "nobody, false, false", "stake, false, false"})
    void admitsEachCallByItsPermission(String permission, boolean user, boolean anybody) {
        Gate gate = Gates.gate("require", OriginPolicy.sameOrigin());
        assertThat(gate.admits(Gates.USER, "stop", Permission.of(permission))).isEqualTo(user);
        assertThat(gate.admits(Gates.ANYBODY, "stop", Permission.of(permission)))
                .isEqualTo(anybody);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void anyOriginNeverComesWithACertificateThatTheBrowserAdded(Door door) {
        Gate gate = Gates.gate("request", OriginPolicy.any());
        Ask ask = Ask.at(door).peer(Gates.TRUSTED);
        assertThat(said(gate.admit(ask.facts()))).isEqualTo("certificate:rpc.user.1");
        assertThat(said(gate.admit(ask.origins("https://node.example.com:7076").facts())))
                .isEqualTo("certificate:rpc.user.1");
        for (String page : List.of("https://evil.example", "null")) {
            assertThat(said(gate.admit(ask.origins(page).facts()))).isEqualTo(ORIGIN_NOT_ALLOWED.name());
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aCheckThatThrowsRefusesAndTellsTheOperatorWhy(Door door) {
        IllegalStateException injected = new IllegalStateException("names unreadable\nforged line");
        Gate gate = Gate.builder()
                .listener(Gates.listener("tls"))
                .hosts(HostPolicy.any().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), () -> {
                    throw injected;
                }))
                .build();
        Refused refused = (Refused) gate.admit(Ask.at(door).facts());
        assertThat(refused.refusals()).extracting(Refusal::code).containsExactly(CHECK_FAILED);
        assertThat(refused.cause()).containsSame(injected);
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.closeCode()).isEqualTo(1011);
        assertThat(refused.peerText()).isEqualTo("The request could not be checked.");
        assertThat(refused.operatorLine(new InetSocketAddress("192.0.2.66", 5)))
                .isEqualTo("request from 192.0.2.66:5 refused: check-failed"
                        + " 'java.lang.IllegalStateException: names unreadable\\u000Aforged line'");
    }

    @Test
    void namesAllThatIsMissingOrSetTwice() {
        assertThatThrownBy(() -> Gate.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gate: without hosts and listener (expected: both set)");
        assertThatThrownBy(() -> Gate.builder().origins(OriginPolicy.any()).origins(OriginPolicy.sameOrigin()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("origins: own origin and [] (expected: set once, was any origin already)");
    }

    @Test
    void theTableHasEveryListenerWithEveryPeer() {
        assertThat(TABLE.lines()
                        .map(line -> Arrays.asList(line.split(" +")).subList(0, 2))
                        .distinct())
                .hasSize(4 * 5);
    }

    private static String said(Verdict verdict) {
        return verdict.match(
                admitted -> admitted.caller().id(),
                preflight -> "-",
                page -> "page",
                refused -> String.join(
                        ",",
                        refused.refusals().stream()
                                .map(refusal -> refusal.code().name())
                                .toList()),
                needed -> "proof");
    }
}

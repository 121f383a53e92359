package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.gate.Verdict.Admitted;
import io.securerpc.gate.Verdict.Refused;
import io.securerpc.limit.CallRates;
import io.securerpc.limit.Quotas;
import io.securerpc.limit.Rate;
import io.securerpc.origin.HostPolicy;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls, and what is none, are paid for from one account; of anonymous callers from that of their address. A call's thousand units take as many seconds to come back: none does meanwhile. */
class GateQuotaTest {
    private static final InetSocketAddress HOME = new InetSocketAddress("192.0.2.1", 50_000);
    private static final InetSocketAddress HOME_TOO = new InetSocketAddress("192.0.2.1", 50_001);
    private static final InetSocketAddress AWAY = new InetSocketAddress("198.51.100.7", 50_000);

    private final Gate gate = Gates.builder("plain", HostPolicy.ownNames())
            .callRates(new CallRates(Quotas.builder()
                    .quota("anonymous", Rate.perSecond(1).withBurst(3_000))
                    .cost("*", 1_000)
                    .cost("dear", 2_000)
                    .build()))
            .build();

    @Test
    void whatIsNoCallIsPaidForWithTheCalls() {
        assertThat(call("dear", HOME)).isInstanceOf(Admitted.class);
        assertThat(gate.admitOther(Gates.ANYBODY, HOME_TOO)).isEqualTo(new Admitted(Gates.ANYBODY, Map.of()));
        assertThat(call("count", HOME)).isInstanceOf(Refused.class);
        Refused refused = (Refused) gate.admitOther(Gates.ANYBODY, HOME);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().get("Retry-After"))).isBetween(940, 1_000);
        assertThat(refused.operatorLine(HOME))
                .matches(
                        "request from 192\\.0\\.2\\.1:50000 refused: rate-limited 'what is no call of anonymous, quota anonymous, again in \\d+ s'");
        assertThat(gate.admitOther(Gates.ANYBODY, AWAY)).isInstanceOf(Admitted.class);
        assertThat(gate.admitOther(Gates.USER, HOME))
                .as("nothing is said of named ones")
                .isInstanceOf(Admitted.class);
    }

    @Test
    void whoAsksWithoutAnAddressIsCountedAsOne() {
        for (int i = 0; i < 3; i++) {
            assertThat(gate.affords(Gates.ANYBODY)).isTrue();
        }
        assertThat(gate.affords(Gates.ANYBODY)).isFalse();
        assertThat(gate.admits(Gates.ANYBODY, "count", Permission.PUBLIC)).isFalse();
        assertThat(gate.affords(Gates.USER)).isTrue();
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> gate.admitOther(null, HOME)).hasMessage("caller");
        assertThatThrownBy(() -> gate.admitOther(Gates.ANYBODY, null)).hasMessage("remote");
    }

    private Verdict call(String method, InetSocketAddress remote) {
        return gate.admitCall(Gates.ANYBODY, remote, method, Permission.PUBLIC);
    }
}

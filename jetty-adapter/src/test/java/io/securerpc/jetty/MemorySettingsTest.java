package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import org.junit.jupiter.api.Test;

/** One request or answer must fit into what all of them have, or it could never be served. */
class MemorySettingsTest {
    @Test
    void namesBothTotalsThatAreBelowWhatOneMayHave() {
        assertThatThrownBy(() -> builder(Limits.builder()
                                .maxRequestBytes(70_001)
                                .maxResponseBytes(80_001)
                                .memory(totals(70_000, 80_000))
                                .build())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("maxRequestBytesTotal: 70000 (expected: at least maxRequestBytes, 70001)\n"
                        + "maxResponseBytesTotal: 80000 (expected: at least maxResponseBytes, 80001)");
    }

    @Test
    void takesTotalsThatAreWhatOneMayHave() {
        assertThatCode(() -> builder(Limits.builder()
                                .maxRequestBytes(70_000)
                                .maxResponseBytes(80_000)
                                .memory(totals(70_000, 80_000))
                                .build())
                        .build())
                .doesNotThrowAnyException();
    }

    private static MemoryLimits totals(long requests, long responses) {
        return MemoryLimits.builder()
                .maxRequestBytesTotal(requests)
                .maxResponseBytesTotal(responses)
                .build();
    }

    private static SecureRpcServerBuilder builder(Limits limits) {
        return SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .build())
                .addListener(Listener.plain("127.0.0.1", 0))
                .limits(limits);
    }
}

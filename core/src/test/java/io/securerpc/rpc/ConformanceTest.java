package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.conformance.ConformanceCase;
import io.securerpc.testsupport.conformance.ConformanceMethods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON-RPC 2.0 and RFC 8259, case by case; {@code ConformanceIT} of the adapter asks the same over sockets. */
@Functional
class ConformanceTest {
    private final ConformanceMethods methods = new ConformanceMethods();
    private final RpcService service = service(methods);

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsTheRuleSays(ConformanceCase conformance) {
        String answer = Exchanges.ask(service, conformance.request(), Exchanges.http());
        assertThat(ConformanceCase.comparable(answer)).isEqualTo(conformance.answer());
        assertThat(methods.ran()).isEqualTo(conformance.runs());
    }

    @Test
    void hasEveryExampleOfTheSpecificationAndManyCasesMore() {
        assertThat(cases().stream().filter(each -> each.rule().startsWith("JSON-RPC 2.0, section 7")))
                .hasSize(15);
        assertThat(cases()).hasSizeGreaterThan(300);
        assertThat(cases().stream().map(ConformanceCase::toString)).doesNotHaveDuplicates();
    }

    static List<ConformanceCase> cases() {
        return ConformanceCase.jsonRpc();
    }

    private static RpcService service(ConformanceMethods methods) {
        RpcServiceBuilder builder = RpcService.builder();
        methods.forEach((name, method) -> builder.method(
                name, name.equals(ConformanceMethods.CLOSED) ? Permission.NOBODY : Permission.PUBLIC, call -> {
                    try {
                        return method.answer(call.params().as(Object.class));
                    } catch (ConformanceMethods.Told told) {
                        throw new RpcException(
                                told.code(), told.getMessage(), told.data().equals("") ? null : told.data());
                    }
                }));
        return builder.build();
    }
}

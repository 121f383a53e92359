package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handler that asks for a type which no text can become has a fault of its own: its callers are not told that what they sent was wrong, and its author finds it in the log. */
class UnreadableTypeTest {
    interface Amount {}

    record Transfer(Amount amount) {}

    static final class Account {
        final String name;

        Account(String name, int number) {
            this.name = name + number;
        }
    }

    private final RpcService service = RpcService.builder()
            .method("transfer", Permission.PUBLIC, call -> call.params().as(Transfer.class))
            .method("account", Permission.PUBLIC, call -> call.params().as(Account.class))
            .method(
                    "amount",
                    Permission.PUBLIC,
                    call -> call.params().param("amount").as(Amount.class))
            .build();

    @ParameterizedTest
    @CsvSource({"transfer, '{\"amount\":{}}'", "account, '{}'", "amount, '{\"amount\":{\"value\":\"5\"}}'"})
    void isAFaultOfTheNode(String method, String params) {
        String answer = Exchanges.ask(
                service,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}",
                Exchanges.http());
        assertThat(answer)
                .matches("\\{\"jsonrpc\":\"2\\.0\",\"error\":\\{\"code\":-32603,\"message\":\"Internal error\","
                        + "\"data\":\\{\"incident\":\"[0-9a-f]{16}\"}},\"id\":1}");
        String nano = "{\"action\":\"" + method + "\"," + params.substring(1);
        assertThat(Exchanges.ask(service, nano.replace(",}", "}"), Exchanges.http()))
                .isEqualTo("{\n    \"error\": \"Internal server error in RPC\"\n}\n");
    }
}

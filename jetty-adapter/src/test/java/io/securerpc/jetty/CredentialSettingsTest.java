package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.caller.Users;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Settings about credentials that contradict each other are named before anything is read. */
class CredentialSettingsTest {
    @Test
    void namesKindsThatAreGivenTwice() {
        assertThatThrownBy(() -> builder()
                        .addCredentials(Users.file(Path.of("a")))
                        .addCredentials(Users.file(Path.of("b")))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("credentials: basic twice (expected: each kind once)");
    }

    @Test
    void refusesAnonymousCallersByNameWhereNobodyIsAsked() {
        assertThatThrownBy(() -> builder().allowAnonymous().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "allowAnonymous: set (expected: only beside addCredentials(…), without which nobody is asked)");
    }

    private static SecureRpcServerBuilder builder() {
        return SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .build())
                .addListener(Listener.plain("127.0.0.1", 0));
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.caller.Users;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
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

    @Test
    void refusesAListOfDisabledCallersThatWouldNotHoldForAll() {
        assertThatThrownBy(() -> builder().disabledCallers(Path.of("list")).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "disabledCallers: 'list' (expected: none, where neither client certificates nor credentials are)");
        assertThatThrownBy(() -> builder()
                        .addListener(Listener.tls(
                                "127.0.0.1",
                                0,
                                IdentityFiles.pem(Path.of("c"), Path.of("k"), Passphrase.none()),
                                TlsPolicy.intermediate(),
                                ClientAuthentication.require(ClientTrust.installed(Path.of("clients"))
                                        .withDisabledCallers(Path.of("other")))))
                        .disabledCallers(Path.of("list"))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disabledCallers: 'list' (expected: 'other', which client trust names too)");
    }

    private static SecureRpcServerBuilder builder() {
        return SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .build())
                .addListener(Listener.plain("127.0.0.1", 0));
    }
}

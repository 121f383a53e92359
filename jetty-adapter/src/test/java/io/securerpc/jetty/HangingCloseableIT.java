package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose subscriptions do not end when they are told to: credentials that are taken back are closed all the same, that subscriber's and those of others. */
class HangingCloseableIT {
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";

    @TempDir
    Path folder;

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void holdsUpNoCredentialThatIsTakenBack() throws Exception {
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        String first = tokens.create(NewToken.named("first")).secret();
        String second = tokens.create(NewToken.named("second")).secret();
        try (TestNode node = node(tokens);
                RawWebSocket subscriber = open(node, first);
                RawWebSocket other = open(node, second)) {
            subscriber.ask(SUBSCRIBE);
            other.ask(SUBSCRIBE);

            tokens.revoke("first");
            CredentialEnd.assertEnds(subscriber);
            await().atMost(Duration.ofSeconds(20)).until(() -> hanging.getCount() == 0);

            tokens.revoke("second");
            CredentialEnd.assertEnds(other);
            assertThat(node.events.callersCut()).containsExactly("token:first", "token:second");
            released.countDown();
        } finally {
            released.countDown();
        }
    }

    private TestNode node(TokenFile tokens) {
        RpcService service = TestService.builder()
                .subscription("newHeads", Permission.PUBLIC, subscriber -> () -> {
                    hanging.countDown();
                    released.await();
                })
                .build();
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        return CredentialMode.ALONE
                .node(folder, user, Grants.builder().build(), BearerTokens.in(tokens.path()))
                .service(service)
                .start();
    }

    private static RawWebSocket open(TestNode node, String token) throws IOException {
        return RawWebSocket.open(node.anonymous().connect(), "Authorization: Bearer " + token);
    }
}

package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Realm;
import io.securerpc.caller.Users;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server was told of failed attempts and of its realm is what its peers meet. */
class AttemptLimitsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    @TempDir
    private Path folder;

    @Test
    void theLimitsAndTheRealmAreThoseThatWereSet() throws Exception {
        Users users = Users.line("alice:$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK")
                .withRealm(new Realm("wallet node"));
        AttemptLimits limits =
                AttemptLimits.builder().byAddress(2, Duration.ofHours(1)).build();
        try (TestNode node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addCredentials(users).attemptLimits(limits))
                .start()) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            List<String> wrong = List.of("Basic " + Base64.getEncoder().encodeToString("bob:wrong".getBytes(UTF_8)));
            for (CallWay way : List.of(CallWay.HTTP_2, CallWay.WEBSOCKET)) {
                CallWay.Answer refused = way.call(node, tls, wrong, COUNT);
                assertThat(refused.status()).as("%s", way).isEqualTo(401);
                assertThat(refused.challenge()).isEqualTo("Basic realm=\"wallet node\", charset=\"UTF-8\"");
            }
            for (CallWay way : CallWay.values()) {
                CallWay.Answer turnedAway = way.call(node, tls, wrong, COUNT);
                assertThat(turnedAway.status()).as("%s", way).isEqualTo(429);
                assertThat(Integer.parseInt(turnedAway.retryAfter())).isBetween(3_000, 3_600);
            }
        }
    }
}

package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions of one connection that end together, one of which fails upon it: none of the others goes on without its connection. */
class SubscriptionsEndTest {
    private final RecordingChannel channel = new RecordingChannel();
    private final List<Integer> closed = new ArrayList<>();
    private int opened;
    private Error fault = new Error("planted");

    private final RpcService service = RpcService.builder()
            .subscription("t", Permission.PUBLIC, subscriber -> {
                int number = ++opened;
                return () -> {
                    closed.add(number);
                    throw fault;
                };
            })
            .build();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allEndWithTheirConnection(boolean outOfMemory) {
        fault = outOfMemory ? new OutOfMemoryError("planted") : fault;
        subscribe(5);
        assertThatThrownBy(channel.subscriptions()::close).isSameAs(fault);
        assertThat(closed).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void allEndWithTheServer() {
        subscribe(5);
        assertThatThrownBy(channel.subscriptions()::stop).isSameAs(fault);
        assertThat(closed).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(channel.sent.stream().filter(text -> text.contains("Server is stopping")))
                .hasSize(5);
    }

    /** Their answer is too large for anybody to learn their ids. */
    @Test
    void allEndWithTheBatchThatMadeThem() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            members.add(SubscriptionTest.subscribe("[\"t\"]"));
        }
        RpcExchange base = Exchanges.webSocket(channel);
        RpcExchange exchange = new RpcExchange(
                base.caller(),
                base.guard(),
                Limits.builder().maxResponseBytes(300).build(),
                base.push());
        assertThatThrownBy(() -> service.handle(members.toString().getBytes(StandardCharsets.UTF_8), exchange)
                        .toCompletableFuture()
                        .join())
                .rootCause()
                .isSameAs(fault);
        assertThat(opened).isGreaterThan(1);
        assertThat(closed).hasSize(opened);
    }

    private void subscribe(int times) {
        for (int i = 0; i < times; i++) {
            channel.deliver(Exchanges.reply(
                    service,
                    SubscriptionTest.subscribe("[\"t\"]").getBytes(StandardCharsets.UTF_8),
                    Exchanges.webSocket(channel)));
        }
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.rpc.RpcServiceBuilder;
import io.securerpc.rpc.Subscriber;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The methods of a node that is stopped in these tests: some are answered when the test says so, or never. */
final class HeldCalls {
    static final String HELD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"held\"}";
    static final String HELD_ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":7,\"id\":1}";
    static final String BLOCKED = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"blocked\"}";
    static final String QUICK = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"quick\"}";
    static final String QUICK_ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":5,\"id\":2}";

    final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    final AtomicInteger quick = new AtomicInteger();
    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Integer>> held = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    RpcServiceBuilder service() {
        return TestService.builder()
                .method("quick", Permission.PUBLIC, call -> {
                    quick.incrementAndGet();
                    return 5;
                })
                .method("held", Permission.PUBLIC, call -> {
                    CompletableFuture<Integer> answer = new CompletableFuture<>();
                    held.add(answer);
                    call.onCancelled(() -> told.add("cancelled"));
                    told.add("held");
                    return answer;
                })
                .method("blocked", Permission.PUBLIC, call -> {
                    told.add("blocked");
                    try {
                        never.await();
                        return "released";
                    } catch (InterruptedException e) {
                        told.add("interrupted");
                        throw e;
                    }
                })
                .subscription("heads", Permission.PUBLIC, subscriber -> {
                    subscribers.add(subscriber);
                    return () -> told.add("unsubscribed");
                });
    }

    void awaitTold(String what) throws InterruptedException {
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(what);
    }

    void release() {
        held.forEach(answer -> answer.complete(7));
    }
}

package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Laws of subscriptions that hold whoever is first. */
@Functional
class SubscriptionRaceTest {
    private static final int ROUNDS = 500;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void closesEachOnceWhileSubscribedUnsubscribedAndClosed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            RecordingChannel channel = new RecordingChannel();
            Queue<AtomicInteger> closings = new ConcurrentLinkedQueue<>();
            Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
            RpcService service = service(closings, subscribers);
            RpcReply first = ask(service, SubscriptionTest.subscribe("[\"t\"]"), channel);
            together(
                    () -> deliver(service, SubscriptionTest.subscribe("[\"t\"]"), channel),
                    () -> deliver(service, "{\"action\":\"subscribe\",\"topic\":\"t\"}", channel),
                    () -> ask(service, SubscriptionTest.unsubscribe(SubscriptionTest.id(first)), channel),
                    () -> {
                        channel.breakOff();
                        subscribers.forEach(subscriber -> subscriber.send(1));
                        return null;
                    },
                    () -> {
                        channel.subscriptions().close();
                        return null;
                    });
            assertThat(closings)
                    .as("round %d", round)
                    .isNotEmpty()
                    .allSatisfy(closed -> assertThat(closed).hasValue(1));
            assertThat(channel.subscriptions().size()).isZero();
        }
    }

    @Test
    void keepsTheOrderOfEachThreadAndTheAnswerFirst() throws Exception {
        int events = 50;
        for (int round = 0; round < ROUNDS; round++) {
            RecordingChannel channel = new RecordingChannel();
            Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
            RpcService service = service(new ConcurrentLinkedQueue<>(), subscribers);
            RpcReply reply = ask(service, SubscriptionTest.subscribe("[\"t\"]"), channel);
            Subscriber subscriber = subscribers.element();
            together(() -> send(subscriber, 1_000, events), () -> send(subscriber, 2_000, events), () -> {
                channel.deliver(reply);
                return null;
            });
            assertThat(channel.sent).as("round %d", round).hasSize(1 + 2 * events);
            assertThat(channel.sent.get(0)).contains("\"id\":1");
            for (int from : new int[] {1_000, 2_000}) {
                assertThat(numbers(channel.sent, from)).isSorted().hasSize(events);
            }
        }
    }

    private static Void send(Subscriber subscriber, int from, int events) {
        for (int i = 0; i < events; i++) {
            subscriber.send(from + i);
        }
        return null;
    }

    private static List<Integer> numbers(List<String> sent, int from) {
        List<Integer> numbers = new ArrayList<>();
        for (String event : sent.subList(1, sent.size())) {
            int number = Integer.parseInt(event.replaceAll(".*\"result\":([0-9]+).*", "$1"));
            if (number / 1_000 == from / 1_000) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static RpcService service(Queue<AtomicInteger> closings, Queue<Subscriber> subscribers) {
        return RpcService.builder()
                .subscription("t", Permission.PUBLIC, subscriber -> {
                    AtomicInteger closed = new AtomicInteger();
                    closings.add(closed);
                    subscribers.add(subscriber);
                    Thread.yield();
                    return closed::incrementAndGet;
                })
                .build();
    }

    private static RpcReply ask(RpcService service, String request, PushChannel channel) {
        return Exchanges.reply(service, request.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel));
    }

    private static Void deliver(RpcService service, String request, RecordingChannel channel) {
        channel.deliver(ask(service, request, channel));
        return null;
    }

    private void together(Callable<?>... actions) throws Exception {
        CyclicBarrier start = new CyclicBarrier(actions.length);
        List<Future<?>> running = new ArrayList<>();
        for (Callable<?> action : actions) {
            running.add(threads.submit(() -> {
                start.await(20, TimeUnit.SECONDS);
                return action.call();
            }));
        }
        for (Future<?> future : running) {
            future.get(20, TimeUnit.SECONDS);
        }
    }
}

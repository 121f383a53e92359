package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it costs to ask what may be called, again and again, and that nobody is told what another may call. */
class OwnAnswersTest {
    private static final int METHODS = 200;
    private static final int BATCH = 100;

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Room room = new Room();
    private final RpcService service = service();

    @ParameterizedTest
    @ValueSource(strings = {"rpc_methods", "rpc.discover"})
    void aBatchAsksOnceForEachName(String method) {
        String answer = ask(batch(method, BATCH), Set.of(), Limits.defaults());

        assertThat(answer.split("\"id\":", -1)).hasSize(BATCH + 1);
        assertThat(asked).hasValue(METHODS + 2);
    }

    @Test
    void isMadeOnceForAllWhoMayCallTheSame() {
        ask(batch("rpc_methods", BATCH), Set.of(), Limits.defaults());
        ask(batch("rpc_methods", BATCH), Set.of(), Limits.defaults());
        assertThat(written).hasValue(1);

        ask(batch("rpc_methods", BATCH), Set.of("m7"), Limits.defaults());
        ask(batch("rpc_methods", BATCH), Set.of(), Limits.defaults());
        assertThat(written).hasValue(2);
    }

    /** More classes of callers than are remembered, in turns. */
    @Test
    void tellsEachCallerWhatItMayCallNowAndNothingElse() {
        for (int round = 0; round < 2; round++) {
            for (int denied = 0; denied < 3 * OwnAnswers.KEPT; denied++) {
                for (String method : List.of("rpc_methods", "rpc.discover")) {
                    String answer = ask(single(method), Set.of("m" + denied), Limits.defaults());
                    assertThat(answer).doesNotContain("\"m" + denied + "\"").contains("\"m" + (denied + 1) + "\"");
                }
            }
        }
    }

    @Test
    void remembersFew() {
        OwnAnswers answers = new OwnAnswers(null, JsonCodec.standard());
        for (int i = 0; i < 10 * OwnAnswers.KEPT; i++) {
            RpcExchange exchange = exchange(Set.of("m" + i), Limits.defaults());
            CallableNames.Found found = new CallableNames(Map.of(), Map.of(), List.of()).of(exchange);
            found.methods().add("m" + i);
            answers.list(found);
        }
        assertThat(answers.kept()).isEqualTo(OwnAnswers.KEPT);
    }

    @Test
    void aHundredCopiesAreWithinTheBoundOfOneAnswerAndCountedWithAllOthers() {
        int copies = copyBytes() * BATCH;
        String whole = ask(batch("rpc.discover", BATCH), Set.of(), limits(copies + 10 * BATCH));
        assertThat(whole.length()).isBetween(copies, copies + 10 * BATCH);
        assertThat(room.most).as("twice, while they are put together").isBetween(2L * copies, 2L * whole.length() + 2);
        assertThat(room.held).isZero();
    }

    @Test
    void aHundredCopiesThatAreTooManyForOneAnswerAreAnErrorAndHoldNoMoreThanThat() {
        int limit = copyBytes() * BATCH / 2;

        String answer = ask(batch("rpc.discover", BATCH), Set.of(), limits(limit));

        assertThat(answer)
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32011,\"message\":\"The batch response was too large\","
                                + "\"data\":\"Exceeded max limit of " + limit + "\"},\"id\":null}");
        assertThat(room.most).isBetween(1L, (long) limit);
        assertThat(room.held).isZero();
    }

    @Test
    void aHundredCopiesForWhichThereIsNoRoomAreAnError() {
        room.max = copyBytes() * 10L;
        assertThat(ask(batch("rpc.discover", BATCH), Set.of(), Limits.defaults()))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"Server has no room\"},\"id\":null}");
        assertThat(room.held).isZero();
    }

    private int copyBytes() {
        return ask(single("rpc.discover"), Set.of(), Limits.defaults()).length();
    }

    private String ask(String body, Set<String> denied, Limits limits) {
        room.reopen();
        return Exchanges.ask(service, body, exchange(denied, limits));
    }

    private RpcExchange exchange(Set<String> denied, Limits limits) {
        RpcExchange base = Exchanges.http(limits);
        CallGuard guard = new CallGuard() {
            @Override
            public boolean admits(Caller caller, String method, Permission required) {
                return true;
            }

            @Override
            public boolean wouldAdmit(Caller caller, String method, Permission required) {
                asked.incrementAndGet();
                return !denied.contains(method);
            }
        };
        return new RpcExchange(base.caller(), guard, limits, Optional.empty(), base.departure(), base.calls(), room);
    }

    private RpcService service() {
        MethodDescription description = MethodDescription.of("A method of which much is said: " + "x".repeat(100));
        RpcServiceBuilder builder =
                RpcService.builder().methodList().discover("a node", "1").codec(counting());
        for (int i = 0; i < METHODS; i++) {
            builder.method("m" + i, Permission.PUBLIC, description, call -> 1);
        }
        return builder.build();
    }

    private JsonCodec counting() {
        return new JsonCodec() {
            @Override
            public byte[] write(Object value) {
                written.incrementAndGet();
                return JsonCodec.standard().write(value);
            }

            @Override
            public <T> T read(byte[] json, Class<T> type) {
                return JsonCodec.standard().read(json, type);
            }
        };
    }

    private static Limits limits(int maxResponseBytes) {
        return Limits.builder().maxResponseBytes(maxResponseBytes).build();
    }

    private static String single(String method) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":1}";
    }

    private static String batch(String method, int members) {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            calls.add(single(method));
        }
        return calls.toString();
    }

    /** For one request after the other. */
    private static final class Room implements AnswerRoom, AnswerRoom.Held {
        private long max = Long.MAX_VALUE;
        private long held;
        private long most;
        private boolean closed;

        void reopen() {
            closed = false;
            held = 0;
            most = 0;
        }

        @Override
        public Held open(Runnable giveWay) {
            return this;
        }

        @Override
        public boolean grow(long bytes) {
            if (closed || held + bytes > max) {
                release();
                return false;
            }
            held += bytes;
            most = Math.max(most, held);
            return true;
        }

        @Override
        public void release() {
            closed = true;
            held = 0;
        }
    }
}

package io.securerpc.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the answers of a batch take while others of it are made. */
class BatchAnswerTest {
    private static final String NO_ROOM =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"Server has no room\"},\"id\":null}";
    private static final int LARGE = BatchAnswer.STEP;

    private final Room room = new Room();

    @Test
    void countsWhatIsMadeUntilItIsWhole() {
        BatchAnswer batch = new BatchAnswer(3, 1 << 20, room);
        CompletableFuture<Optional<byte[]>> last = new CompletableFuture<>();
        batch.add(answer(LARGE));
        assertThat(room.held).isEqualTo(LARGE + 3);
        batch.add(answer(2 * LARGE));
        assertThat(room.held).isEqualTo(3 * LARGE + 4);
        batch.add(last);
        CompletableFuture<Optional<byte[]>> whole = batch.whole().toCompletableFuture();
        assertThat(whole).isNotDone();
        room.onGrow = () -> assertThat(whole).isNotDone();
        last.complete(Optional.of("1".getBytes(UTF_8)));
        assertThat(text(whole)).isEqualTo("[" + "x".repeat(LARGE) + "," + "x".repeat(2 * LARGE) + ",1]");
        assertThat(room.most).as("twice, while it is put together").isEqualTo(3 * LARGE + 4 + 3 * LARGE + 6);
        assertThat(room.held).isZero();
    }

    @Test
    void asksNobodyForWhatIsSmall() {
        BatchAnswer batch = new BatchAnswer(100, 1 << 20, room);
        for (int i = 0; i < 100; i++) {
            batch.add(answer(100));
        }
        assertThat(text(batch.whole().toCompletableFuture())).hasSize(100 * 101 + 1);
        assertThat(room.asked).isZero();
    }

    @Test
    void isAnErrorWhereThereIsNoRoomAndHoldsNothing() {
        room.full = true;
        BatchAnswer batch = new BatchAnswer(3, 1 << 20, room);
        batch.add(answer(10));
        assertThat(batch.refused()).isFalse();
        batch.add(answer(LARGE));
        assertThat(batch.refused()).isTrue();
        batch.add(answer(10));
        assertThat(text(batch.whole().toCompletableFuture())).isEqualTo(NO_ROOM);
        assertThat(room.held).isZero();
    }

    @Test
    void isAnErrorWhereItCannotBePutTogether() {
        BatchAnswer batch = new BatchAnswer(1, 1 << 20, room);
        batch.add(answer(LARGE));
        room.full = true;
        assertThat(text(batch.whole().toCompletableFuture())).isEqualTo(NO_ROOM);
        assertThat(room.held).isZero();
    }

    @Test
    void givesWayWhileItWaits() {
        BatchAnswer batch = new BatchAnswer(2, 1 << 20, room);
        CompletableFuture<Optional<byte[]>> last = new CompletableFuture<>();
        batch.add(answer(LARGE));
        batch.add(last);
        CompletableFuture<Optional<byte[]>> whole = batch.whole().toCompletableFuture();
        room.giveWay();
        assertThat(batch.refused()).isTrue();
        last.complete(Optional.of(new byte[2 * LARGE]));
        assertThat(text(whole)).isEqualTo(NO_ROOM);
        assertThat(room.held).isZero();
    }

    @Test
    void isNoErrorAnyMoreOnceItIsMade() {
        BatchAnswer batch = new BatchAnswer(1, 1 << 20, room);
        batch.add(answer(LARGE));
        assertThat(text(batch.whole().toCompletableFuture())).hasSize(LARGE + 2);
        room.giveWay();
        assertThat(batch.refused()).isFalse();
    }

    @Test
    void givesBackAtOnceWhatIsTooMuchForOneAnswer() {
        BatchAnswer batch = new BatchAnswer(3, 2 * LARGE, room);
        batch.add(answer(LARGE));
        batch.add(new CompletableFuture<>());
        assertThat(room.held).isPositive();
        batch.add(answer(LARGE));
        assertThat(batch.refused()).isTrue();
        assertThat(room.held).isZero();
    }

    @Test
    void givesBackWhatItHoldsWhenAMemberFails() {
        BatchAnswer batch = new BatchAnswer(2, 1 << 20, room);
        CompletableFuture<Optional<byte[]>> last = new CompletableFuture<>();
        batch.add(answer(LARGE));
        batch.add(last);
        CompletableFuture<Optional<byte[]>> whole = batch.whole().toCompletableFuture();
        last.completeExceptionally(new OutOfMemoryError());
        assertThat(whole).isCompletedExceptionally();
        assertThat(room.held).isZero();
    }

    /** Nobody would hear of it otherwise: a stage passes over what is thrown at its end. */
    @Test
    void endsThoughItCannotBePutTogetherForWantOfMemory() {
        BatchAnswer batch = new BatchAnswer(2, 1 << 20, room);
        CompletableFuture<Optional<byte[]>> last = new CompletableFuture<>();
        batch.add(answer(LARGE));
        batch.add(last);
        CompletableFuture<Optional<byte[]>> whole = batch.whole().toCompletableFuture();
        OutOfMemoryError full = new OutOfMemoryError();
        room.onGrow = () -> {
            throw full;
        };
        last.complete(Optional.of("1".getBytes(UTF_8)));
        assertThat(whole.isCompletedExceptionally()).isTrue();
        assertThatThrownBy(whole::join).hasCause(full);
        assertThat(room.held).isZero();
    }

    @Test
    void endsThoughAMemberCannotBeCounted() {
        BatchAnswer batch = new BatchAnswer(2, 1 << 20, room);
        CompletableFuture<Optional<byte[]>> last = new CompletableFuture<>();
        batch.add(last);
        CompletableFuture<Optional<byte[]>> whole = batch.whole().toCompletableFuture();
        room.onGrow = () -> {
            throw new OutOfMemoryError();
        };
        last.complete(Optional.of(new byte[LARGE]));
        assertThat(whole.isCompletedExceptionally()).isTrue();
        assertThat(room.held).isZero();
    }

    @Test
    void holdsNothingWhereAMemberBreaksTheJvm() {
        OutOfMemoryError full = new OutOfMemoryError();
        RpcService service = RpcService.builder()
                .method("large", Permission.PUBLIC, call -> "x".repeat(LARGE))
                .method("broken", Permission.PUBLIC, call -> {
                    assertThat(room.held).isPositive();
                    throw full;
                })
                .build();
        byte[] batch = ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"large\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"broken\"}]")
                .getBytes(UTF_8);
        RpcExchange exchange = exchange();
        assertThatThrownBy(() -> service.handle(batch, exchange)).isSameAs(full);
        assertThat(room.held).isZero();
    }

    /** Whoever else has to give way may fail upon it. */
    @Test
    void isAnErrorWhereTheRoomFailsAndNeverAnswersNothingAtAll() {
        room.onGrow = () -> {
            throw new IllegalStateException("planted");
        };
        BatchAnswer batch = new BatchAnswer(2, 1 << 20, room);
        batch.add(answer(LARGE));
        batch.add(answer(10));
        assertThat(text(batch.whole().toCompletableFuture()))
                .matches("\\{\"jsonrpc\":\"2.0\",\"error\":\\{\"code\":-32603,\"message\":\"Internal error\","
                        + "\"data\":\\{\"incident\":\"[0-9a-f]{16}\"}},\"id\":null}");
        assertThat(room.held).isZero();
    }

    @Test
    void isAnErrorWhereTheRoomFailsWhenItIsPutTogether() {
        BatchAnswer batch = new BatchAnswer(1, 1 << 20, room);
        batch.add(answer(LARGE));
        room.onGrow = () -> {
            throw new IllegalStateException("planted");
        };
        assertThat(text(batch.whole().toCompletableFuture())).contains("\"code\":-32603");
        assertThat(room.held).isZero();
    }

    @Test
    void givesBackWhatItHoldsWhereAMemberBreaksTheMachine() {
        RpcService service = RpcService.builder()
                .method("large", Permission.PUBLIC, call -> "x".repeat(LARGE))
                .method("broken", Permission.PUBLIC, call -> 1)
                .build();
        CallGuard guard = (caller, method, required) -> {
            if (method.equals("broken")) {
                throw new OutOfMemoryError("planted");
            }
            return true;
        };
        RpcExchange base = Exchanges.http();
        RpcExchange exchange =
                new RpcExchange(base.caller(), guard, base.limits(), base.push(), base.departure(), base.calls(), room);
        assertThatThrownBy(() -> service.handle(
                        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"large\"},"
                                        + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"broken\"}]")
                                .getBytes(UTF_8),
                        exchange))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(room.most).isPositive();
        assertThat(room.held).isZero();
    }

    @Test
    void isNothingWhereNobodyIsAnswered() {
        BatchAnswer batch = new BatchAnswer(2, 1 << 20, room);
        batch.add(CompletableFuture.completedFuture(Optional.empty()));
        batch.add(CompletableFuture.completedFuture(Optional.empty()));
        assertThat(batch.whole().toCompletableFuture().join()).isEmpty();
    }

    /** Once there is no room, the batch runs none of its members more. */
    @Test
    void runsNoFurtherMember() {
        List<String> ran = new ArrayList<>();
        RpcService service = RpcService.builder()
                .method("large", Permission.PUBLIC, call -> {
                    ran.add("large");
                    room.full = true;
                    return "x".repeat(LARGE);
                })
                .build();
        String member = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"large\"}";
        RpcReply reply = Exchanges.reply(service, ("[" + member + "," + member + "]").getBytes(UTF_8), exchange());
        assertThat(reply.body().map(body -> new String(body, UTF_8))).hasValue(NO_ROOM);
        assertThat(ran).hasSize(1);
    }

    private RpcExchange exchange() {
        RpcExchange base = Exchanges.http();
        return new RpcExchange(
                base.caller(), base.guard(), base.limits(), base.push(), base.departure(), base.calls(), room);
    }

    private static CompletableFuture<Optional<byte[]>> answer(int length) {
        return CompletableFuture.completedFuture(Optional.of("x".repeat(length).getBytes(UTF_8)));
    }

    private static String text(CompletableFuture<Optional<byte[]>> whole) {
        return new String(whole.orTimeout(60, TimeUnit.SECONDS).join().orElseThrow(), UTF_8);
    }

    /** For one batch. */
    private static final class Room implements AnswerRoom, AnswerRoom.Held {
        private long held;
        private long most;
        private int asked;
        private boolean full;
        private boolean closed;
        private Runnable toGiveWay = () -> {};
        private Runnable onGrow = () -> {};

        @Override
        public Held open(Runnable giveWay) {
            toGiveWay = giveWay;
            return this;
        }

        void giveWay() {
            release();
            toGiveWay.run();
        }

        @Override
        public boolean grow(long bytes) {
            asked++;
            onGrow.run();
            if (closed || full) {
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

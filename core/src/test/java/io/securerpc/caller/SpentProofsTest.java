package io.securerpc.caller;

import static io.securerpc.caller.SpentProofs.Answer.FORGOTTEN;
import static io.securerpc.caller.SpentProofs.Answer.FRESH;
import static io.securerpc.caller.SpentProofs.Answer.FULL;
import static io.securerpc.caller.SpentProofs.Answer.SPENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpentProofsTest {
    private final SpentProofs spent = new SpentProofs(4, 100);

    private static ParityProof proof(int number, long seconds) {
        return ParityProof.parse("%064x_%d".formatted(number, seconds)).orElseThrow();
    }

    @Test
    void acceptsEachOnce() {
        assertThat(spent.spend(proof(1, 100), 94)).isEqualTo(FRESH);
        assertThat(spent.spend(proof(1, 100), 94)).isEqualTo(SPENT);
        assertThat(spent.spend(proof(2, 100), 94)).isEqualTo(FRESH);
        assertThat(spent.spend(proof(1, 101), 94)).isEqualTo(FRESH);
        assertThat(spent.spend(proof(1, 100), 94)).isEqualTo(SPENT);
    }

    @Test
    void acceptsNothingOfBeforeItBegan() {
        assertThat(spent.spend(proof(1, 99), 94)).isEqualTo(FORGOTTEN);
        assertThat(spent.spend(proof(1, 100), 94)).isEqualTo(FRESH);
    }

    /** Forgetting one would accept it twice. */
    @Test
    void refusesWhatItHasNoRoomToRemember() {
        IntStream.range(0, 4)
                .forEach(i -> assertThat(spent.spend(proof(i, 100 + i), 94)).isEqualTo(FRESH));
        assertThat(spent.spend(proof(9, 104), 100)).isEqualTo(FULL);
        IntStream.range(0, 4)
                .forEach(i -> assertThat(spent.spend(proof(i, 100 + i), 94)).isEqualTo(SPENT));
    }

    @Test
    void makesRoomOfWhatIsTooOldAndNeverAcceptsThatAgain() {
        IntStream.range(0, 4).forEach(i -> spent.spend(proof(i, 100 + i), 94));
        assertThat(spent.spend(proof(9, 104), 101)).isEqualTo(FRESH);
        assertThat(spent.spend(proof(10, 104), 101)).isEqualTo(FULL);
        // The clock was put back: what was forgotten would be in its window again.
        assertThat(spent.spend(proof(0, 100), 94)).isEqualTo(FORGOTTEN);
        assertThat(spent.spend(proof(1, 101), 94)).isEqualTo(SPENT);
    }

    /** As long as there is room, a clock that is put back finds all as it was. */
    @Test
    void remembersLongerThanItMust() {
        spent.spend(proof(1, 100), 94);
        spent.spend(proof(2, 10_000), 9_994);
        assertThat(spent.spend(proof(1, 100), 94)).isEqualTo(SPENT);
        assertThat(spent.spend(proof(3, 100), 94)).isEqualTo(FRESH);
    }

    @Test
    void oneOfManyAtOnceGetsIn() throws Exception {
        SpentProofs many = new SpentProofs(SpentProofs.MOST, 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<SpentProofs.Answer>> tasks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int second = i;
                tasks.addAll(Collections.nCopies(8, () -> many.spend(proof(7, second), 0)));
            }
            int fresh = 0;
            for (Future<SpentProofs.Answer> answer : threads.invokeAll(tasks)) {
                fresh += answer.get() == FRESH ? 1 : 0;
            }
            assertThat(fresh).isEqualTo(500);
        } finally {
            threads.shutdownNow();
        }
    }

    /** With the default window, tokens cannot make more proofs than are remembered. */
    @Test
    void hasRoomForEveryTokenAllTheTime() {
        long window = 2 * ParityTokens.WINDOW.toSeconds() + 1;
        assertThat(ParityTable.MOST * window).isLessThanOrEqualTo(SpentProofs.MOST);
    }
}

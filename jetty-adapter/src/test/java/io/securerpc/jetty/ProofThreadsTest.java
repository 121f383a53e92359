package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProofThreadsTest {
    /** Whoever offers it refuses the request then, and gives back what it counts for. */
    @Test
    void takeNothingWhereNoThreadIsToBeHad() {
        try (ProofThreads threads = new ProofThreads(1, proof -> {
            throw new OutOfMemoryError("unable to create native thread");
        })) {
            assertThat(threads.offer(() -> {})).isFalse();
        }
    }
}

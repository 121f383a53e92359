package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenUsesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** Its thread is gone a second after each write, and for the next there may be none. */
    @Test
    void areWrittenAfterAMomentWithoutAThread() {
        List<Map<String, Instant>> written = new ArrayList<>();
        AtomicInteger writes = new AtomicInteger();
        TokenUses uses = new TokenUses(
                UseRecord.of(Optional::of, name -> Optional.empty(), written::add), Duration.ZERO, write -> {
                    if (writes.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    write.run();
                });

        uses.used("ci", NOW);
        uses.used("ci", NOW.plusSeconds(1));

        assertThat(written).containsExactly(Map.of("ci", NOW.plusSeconds(1)));
    }
}

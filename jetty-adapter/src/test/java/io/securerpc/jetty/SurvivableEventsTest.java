package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.CallEnd;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SurvivableEventsTest {
    private static final int CALLS = 1_000;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(before);
    }

    @Test
    void aListenerThatFailsAtEachCallIsToldOfEachAndFillsNoLog() {
        AtomicInteger told = new AtomicInteger();
        SurvivableEvents events = new SurvivableEvents(new SecurityEventListener() {
            @Override
            public void on(SecurityEvent event) {
                // nothing to see
            }

            @Override
            public void called(String callerId, boolean admitted) {
                told.incrementAndGet();
                throw new IllegalStateException("planted");
            }

            @Override
            public void callEnded(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
                told.incrementAndGet();
                throw new OutOfMemoryError("planted");
            }
        });
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            events.called("token:ci", true);
            events.callEnded("token:ci", "block_count", CallEnd.RESULT, 0, 1);
        }
        long seconds = 1 + (System.nanoTime() - begin) / 1_000_000_000;
        assertThat(told).hasValue(2 * CALLS);
        assertThat(lines("security event listener failed on a call of token:ci"))
                .isBetween(1L, seconds);
        assertThat(lines("security event listener failed on the end of a call of block_count"))
                .isBetween(1L, seconds);
    }

    private long lines(String text) {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }
}

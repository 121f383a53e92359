package io.securerpc.reload;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Looks at files for tests that pass no clock of their own to a {@link Live}. */
public final class Looks {
    private Looks() {}

    /** Looks until what the files hold now was tried: one look passes over them while the attempt before, however long a busy machine made it, is rested from. */
    public static void at(Live<?> live) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    live.look();
                    return !live.rests();
                });
    }
}

package io.securerpc.reload;

import io.securerpc.certificate.FileContents;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which failures are told: each once, and only those that last. Files are not written in one moment, so about every tenth renewal would
 * otherwise raise an alarm for nothing.
 */
final class Complaint {
    /** A renewal that writes its files one after the other is done by then; the status shows a failure at once. */
    static final Duration LASTS = Duration.ofSeconds(1);

    private record Failure(String kind, String reason, FileContents contents) {
        /** The reason alone may differ by the time of day in it, the contents alone by how much was written. */
        boolean sameAs(@Nullable Failure other) {
            return other != null
                    && kind.equals(other.kind)
                    && (reason.equals(other.reason) || contents.sameAs(other.contents));
        }
    }

    private @Nullable Failure current;
    private @Nullable Failure told;
    private long since;

    void failed(String kind, String reason, FileContents contents, long now) {
        if (current == null) {
            since = now;
        }
        current = new Failure(kind, reason, contents);
    }

    /** Ends it; true if it had been told. */
    boolean end() {
        boolean wasTold = told != null;
        current = null;
        told = null;
        return wasTold;
    }

    /** The reason to tell now. */
    Optional<String> due(long now) {
        Failure failure = current;
        if (failure == null || now - since < LASTS.toNanos() || failure.sameAs(told)) {
            return Optional.empty();
        }
        told = failure;
        return Optional.of(failure.reason());
    }
}

package io.securerpc.trust;

import java.time.InstantSource;
import java.util.Optional;

/** A place that trust comes from, followed by one thread at a time. */
interface TrustSource {
    /** The state that the last look led to. */
    TrustState state();

    /** Whether a cheap look says that the dear one is needed. */
    boolean mayHaveChanged();

    /** Looks at all of it; does not throw. Returns one line about what changed, or empty. */
    Optional<String> look(InstantSource clock);
}

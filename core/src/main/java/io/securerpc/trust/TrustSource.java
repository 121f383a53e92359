package io.securerpc.trust;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A place that trust comes from, followed by one thread at a time. */
interface TrustSource {
    /** The state that the last look led to. */
    TrustState state();

    /** The state there would be after a removal. */
    default TrustState after(TrustRemoval removal) {
        return state();
    }

    /** What others may do with its files that they should not, one line each, read now. */
    List<String> warnings();

    /**
     * Looks for what has changed; does not throw.
     *
     * @param everywhere whether to look at all of it, for as long as it takes; else some of it may be left to later looks
     * @return one line about what changed, or empty
     */
    Optional<String> look(InstantSource clock, boolean everywhere);
}

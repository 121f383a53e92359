package io.securerpc.caller;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where the last uses of tokens are written down, and what is known of them there. */
interface UseRecord {
    /** Of the file as it was read last; never waits. */
    boolean has(String name);

    /** Of the file as it was read last; never waits. */
    Optional<Instant> lastUse(String name);

    /** Throws a {@link io.securerpc.SecureRpcException} if that cannot be done. */
    void write(Map<String, Instant> uses);
}

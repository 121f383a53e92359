package io.securerpc.caller;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where the last uses of tokens are written down, and what is known of them there. */
interface UseRecord {
    /** Of the file as it was read last; never waits. */
    boolean has(String name);

    /** Of the file as it was read last; never waits. */
    Optional<Instant> lastUse(String name);

    /** Throws a {@link io.securerpc.SecureRpcException} if that cannot be done. */
    void write(Map<String, Instant> uses);

    /** Of a file that is followed: how to find a token in it as it was read last, and how to write to it. */
    static <T> UseRecord of(
            Function<String, Optional<T>> named,
            Function<T, Optional<Instant>> lastUse,
            Consumer<Map<String, Instant>> file) {
        return new UseRecord() {
            @Override
            public boolean has(String name) {
                return named.apply(name).isPresent();
            }

            @Override
            public Optional<Instant> lastUse(String name) {
                return named.apply(name).flatMap(lastUse);
            }

            @Override
            public void write(Map<String, Instant> uses) {
                file.accept(uses);
            }
        };
    }
}

package io.securerpc.caller;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Run in a JVM of its own: makes, rotates, uses and revokes Parity tokens, as another one does at the same time. */
final class AddParityTokens {
    private AddParityTokens() {}

    public static void main(String[] arguments) {
        work(ParityTokenFile.at(Path.of(arguments[0])), arguments[1], Integer.parseInt(arguments[2]));
    }

    static void work(ParityTokenFile file, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            file.create(prefix + i);
            file.create(prefix + "gone" + i);
            file.rotate(prefix + i);
            file.recordUses(Map.of(prefix + i, Instant.now()));
            file.revoke(prefix + "gone" + i);
        }
    }
}

package io.securerpc.caller;

import java.nio.file.Path;

/** Run in a JVM of its own: makes, rotates and revokes tokens, as another one does at the same time. */
final class AddTokens {
    private AddTokens() {}

    public static void main(String[] arguments) {
        work(TokenFile.at(Path.of(arguments[0])), arguments[1], Integer.parseInt(arguments[2]));
    }

    static void work(TokenFile file, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            file.create(NewToken.named(prefix + i));
            file.create(NewToken.named(prefix + "gone" + i));
            file.rotate(prefix + i, TokenRotation.immediate());
            file.revoke(prefix + "gone" + i);
        }
    }
}

package io.securerpc.caller;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/** The rule for names of users: RFC 7617 lets no colon and no control character be part of one. */
final class UserName {
    static final String RULE =
            "a name without colons, control characters and spaces at its ends, in Unicode's form NFC, of at most 128 bytes";

    private static final int LONGEST = 128;

    private UserName() {}

    static Optional<String> flaw(String name) {
        if (name.isEmpty()) {
            return Optional.of("empty name");
        }
        if (!name.equals(name.strip())) {
            return Optional.of("name with a space at its end");
        }
        // Marks that are not seen make two names look like one.
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
            return Optional.of("name with a character that is not seen");
        }
        // A letter and its accent, and the letter that has it, are seen as one name, and would be two users.
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of("name that is not in Unicode's form NFC");
        }
        if (name.indexOf(':') >= 0) {
            return Optional.of("name with a colon");
        }
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST
                ? Optional.of("name of more than " + LONGEST + " bytes")
                : Optional.empty();
    }
}

package io.securerpc.caller;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A name and a password as {@code Authorization: Basic} carries them (RFC 7617), in UTF-8. */
final class BasicPair {
    /** More is cut off by bcrypt without a word, so that a longer password would be no better than its beginning. */
    static final int LONGEST_PASSWORD = 72;

    private static final int LONGEST_VALUE = 1_024;

    private final String name;
    private final String password;

    private BasicPair(String name, String password) {
        this.name = name;
        this.password = password;
    }

    /** Empty if it is malformed; the same for everybody, so nothing is told by it. */
    static Optional<BasicPair> parse(String value) {
        if (value.length() > LONGEST_VALUE) {
            return Optional.empty();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(value)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        BasicPair pair = new BasicPair(text.substring(0, colon), text.substring(colon + 1));
        return UserName.flaw(pair.name).isEmpty() && passwordFlaw(pair.password).isEmpty()
                ? Optional.of(pair)
                : Optional.empty();
    }

    /** Why nobody can have that password; says nothing of it. */
    static Optional<String> passwordFlaw(String password) {
        if (password.isEmpty()) {
            return Optional.of("empty");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("holds a control character");
        }
        return password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD
                ? Optional.of("longer than " + LONGEST_PASSWORD + " bytes in UTF-8")
                : Optional.empty();
    }

    String name() {
        return name;
    }

    byte[] password() {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** Hides both: some people type their password where the name belongs. */
    @Override
    public String toString() {
        return "****";
    }
}

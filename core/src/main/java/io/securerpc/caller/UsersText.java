package io.securerpc.caller;

import io.securerpc.internal.PeerText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads lines {@code name:$2y$…}, as {@code htpasswd -B} writes them. Empty lines and those that begin with {@code #} say nothing; every other line has to be good. */
final class UsersText {
    static final String LINE = "name:$2y$…, as htpasswd -B writes it";

    /** A file is 1 MiB at most; this many fit with names of a sensible length. */
    private static final int MOST_USERS = 10_000;

    private final String source;

    UsersText(String source) {
        this.source = source;
    }

    UserTable table(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsersException(source, 0, "not UTF-8", "lines " + LINE);
        }
        return table(text.lines().toList());
    }

    UserTable table(List<String> lines) {
        Map<String, BcryptHash> users = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (says(line)) {
                add(line, i + 1, users);
            }
        }
        return new UserTable(users);
    }

    /** Whether a line is more than a comment. */
    static boolean says(String line) {
        return !line.isBlank() && !line.startsWith("#");
    }

    static String nameOf(String line) {
        return line.substring(0, Math.max(0, line.indexOf(':')));
    }

    private void add(String line, int number, Map<String, BcryptHash> users) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new UsersException(source, number, "no colon", LINE);
        }
        String name = line.substring(0, colon);
        Optional<String> flaw = UserName.flaw(name);
        if (flaw.isPresent()) {
            throw new UsersException(source, number, flaw.get(), UserName.RULE);
        }
        BcryptHash hash = BcryptHash.parse(line.substring(colon + 1).stripTrailing())
                .orElseThrow(() -> new UsersException(source, number, "no bcrypt hash after the name", LINE));
        if (!hash.costIsBearable()) {
            throw new UsersException(
                    source,
                    number,
                    "bcrypt cost " + hash.cost(),
                    BcryptHash.LEAST_COST + " to " + BcryptHash.MOST_COST);
        }
        if (users.putIfAbsent(name, hash) != null) {
            throw new UsersException(
                    source, number, "user '" + PeerText.escape(name) + "' a second time", "each user once");
        }
        if (users.size() > MOST_USERS) {
            throw new UsersException(source, number, "user " + users.size(), "at most " + MOST_USERS);
        }
    }
}

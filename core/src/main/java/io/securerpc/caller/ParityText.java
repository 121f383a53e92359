package io.securerpc.caller;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of Parity's {@code authcodes}: a line for each token, {@code token;created;last_used}, with seconds since 1970. What stands in a fourth field Parity does not read, and drops when
 * it writes the file; here it is a name. What is wrong with a line is said without a word of it.
 */
final class ParityText {
    static final String LINE = "TOKEN;CREATED;LAST_USED;NAME, all but the first may be missing";

    /** Ten digits, 2001 to 2286: a time that was cut off while it was written is not taken for another one, nor one in milliseconds for one that never comes. */
    static final String TIME_RULE = "seconds since 1970 in ten digits";

    private static final Pattern TIME = Pattern.compile("[1-9][0-9]{9}");
    private static final Pattern FIELDS = Pattern.compile("([^;]*)(?:;([^;]*)(?:;([^;]*)(?:;([^;]*))?)?)?");

    private ParityText() {}

    /** undated: when a token was made whose line does not say so. */
    static ParityTable read(Path file, FileContents contents, Function<ParityTokenSecret, Instant> undated) {
        String text = text(file, contents);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        // Parity ends the last line with the file.
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        List<ParityToken> tokens = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                tokens.add(token(lines.get(i), undated));
            } catch (TokenJson.Unreadable e) {
                throw new TokenFileException(file, i + 1, e.found(), e.expected());
            }
        }
        return table(file, tokens);
    }

    /** Whether the last line may be the beginning of one that is being written: a beginning of a token looks like a token. */
    static boolean mayBeCut(Path file, FileContents contents) {
        String text = text(file, contents);
        return !text.endsWith("\n") && text.indexOf(';', text.lastIndexOf('\n') + 1) < 0;
    }

    static ParityTable table(Path file, List<ParityToken> tokens) {
        try {
            return new ParityTable(tokens);
        } catch (IllegalArgumentException e) {
            throw new TokenFileException(
                    file, 0, String.valueOf(e.getMessage()), "each once, and at most " + ParityTable.MOST);
        }
    }

    static ParityToken token(String line, Function<ParityTokenSecret, Instant> undated) throws TokenJson.Unreadable {
        Matcher fields = FIELDS.matcher(line);
        if (!fields.matches()) {
            throw new TokenJson.Unreadable("more than four fields", LINE);
        }
        ParityTokenSecret secret = ParityTokenSecret.parse(fields.group(1))
                .orElseThrow(() -> new TokenJson.Unreadable("no token", ParityTokenSecret.RULE));
        String created = fields.group(2);
        String name = fields.group(4);
        return new ParityToken(
                secret,
                name == null ? Optional.empty() : Optional.of(name(name)),
                created == null ? undated.apply(secret) : time(created, "created"),
                lastUse(fields.group(3), name != null));
    }

    private static Optional<Instant> lastUse(@Nullable String text, boolean named) throws TokenJson.Unreadable {
        return text == null || (named && text.isEmpty()) ? Optional.empty() : Optional.of(time(text, "last_used"));
    }

    private static Instant time(String text, String field) throws TokenJson.Unreadable {
        if (!TIME.matcher(text).matches()) {
            throw new TokenJson.Unreadable("a wrong " + field, TIME_RULE);
        }
        return Instant.ofEpochSecond(Long.parseLong(text));
    }

    private static String name(String text) throws TokenJson.Unreadable {
        try {
            return BearerToken.checkedName(text);
        } catch (IllegalArgumentException e) {
            throw new TokenJson.Unreadable("a wrong name", BearerToken.NAME_RULE);
        }
    }

    static byte[] write(ParityTable table) {
        StringBuilder text = new StringBuilder();
        table.list().forEach(token -> text.append(line(token)).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static String line(ParityToken token) {
        String line = token.secret().text() + ";" + token.created().getEpochSecond();
        String lastUse = token.lastUse()
                .map(moment -> ";" + moment.getEpochSecond())
                .orElse(token.givenName().isPresent() ? ";" : "");
        return line + lastUse + token.givenName().map(name -> ";" + name).orElse("");
    }

    private static String text(Path file, FileContents contents) {
        try {
            // Whatever is not ASCII becomes a character that no field may have.
            return new String(contents.bytesOf(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TokenFileException(
                    file,
                    0,
                    PeerText.oneLine(String.valueOf(cause.getMessage()), 300),
                    "a file of Parity tokens this process may read");
        }
    }
}

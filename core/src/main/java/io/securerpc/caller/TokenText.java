package io.securerpc.caller;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text of a token file: a line that says what it is, and one line of JSON for each token. */
final class TokenText {
    static final String FORMAT = "{\"format\":\"secure-rpc tokens\",\"version\":1}";

    /** What is read of a file at most; whoever writes more would be shut out. */
    static final int MOST_BYTES = 1 << 20;

    private static final String EXPECTED = "a token file";

    private TokenText() {}

    static Tokens read(Path file, FileContents contents) {
        String text = text(file, contents);
        if (!text.endsWith("\n")) {
            throw new TokenFileException(
                    file,
                    0,
                    text.isEmpty() ? "empty" : "its last line has no end",
                    EXPECTED + " that was written whole");
        }
        String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
        if (!lines[0].equals(FORMAT)) {
            throw new TokenFileException(file, 1, "some other file", FORMAT);
        }
        List<BearerToken> tokens = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            try {
                tokens.add(TokenJson.read(lines[i]));
            } catch (TokenJson.Unreadable e) {
                throw new TokenFileException(file, i + 1, e.found(), e.expected());
            }
        }
        return distinct(file, tokens);
    }

    private static Tokens distinct(Path file, List<BearerToken> tokens) {
        try {
            return new Tokens(tokens);
        } catch (IllegalArgumentException e) {
            throw new TokenFileException(file, 0, String.valueOf(e.getMessage()), "each once");
        }
    }

    static byte[] write(Path file, Tokens tokens) {
        StringBuilder text = new StringBuilder(FORMAT).append('\n');
        tokens.list().forEach(token -> text.append(TokenJson.write(token)).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > MOST_BYTES) {
            throw new TokenFileException(
                    file, 0, "would be " + bytes.length + " bytes", "at most " + MOST_BYTES + ": revoke what expired");
        }
        return bytes;
    }

    private static String text(Path file, FileContents contents) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(contents.bytesOf(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TokenFileException(file, 0, "not UTF-8", EXPECTED);
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TokenFileException(
                    file,
                    0,
                    PeerText.oneLine(String.valueOf(cause.getMessage()), 300),
                    EXPECTED + " this process may read");
        }
    }
}

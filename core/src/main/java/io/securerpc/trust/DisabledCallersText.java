package io.securerpc.trust;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.CallerKind;
import io.securerpc.internal.PeerText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of a list of disabled callers: what its good lines say, and what is wrong with the first bad one. */
final class DisabledCallersText {
    static final String EXPECTED = "the ids of callers, one a line";
    private static final String EXPECTED_ID =
            "certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id, as in the log";
    private static final String BY_FINGERPRINT = "certificate:sha256/";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern AUTHORITY = Pattern.compile("ca:[a-z0-9._-]{1,63}\\|(.+)");
    private static final Pattern GROUP = Pattern.compile("[a-z]+:(.+\\|)?\\*");

    private final Path file;
    private final List<String> lines;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Map<String, String> idsByKey = new HashMap<>();
    private Optional<DisabledCallersException> problem;

    private DisabledCallersText(Path file, List<String> lines, Optional<DisabledCallersException> problem) {
        this.file = file;
        this.lines = lines;
        this.problem = problem;
        for (int i = 0; i < lines.size(); i++) {
            take(lines.get(i), i + 1);
        }
    }

    /** Never throws: what is wrong is part of the result. */
    static DisabledCallersText of(Path file, FileContents contents) {
        try {
            byte[] bytes = contents.bytesOf(file);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new DisabledCallersText(file, split(text), Optional.empty());
        } catch (CharacterCodingException e) {
            return bad(file, "not UTF-8");
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return bad(file, Texts.oneLine(cause.getMessage()));
        }
    }

    private static DisabledCallersText bad(Path file, String found) {
        return new DisabledCallersText(
                file, List.of(), Optional.of(new DisabledCallersException(file, 0, found, EXPECTED)));
    }

    /** What stands after the last line break is a line only if it is something. */
    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        lines.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        return lines;
    }

    private void take(String line, int number) {
        if (line.isBlank() || line.charAt(0) == '#') {
            return;
        }
        Optional<String> flaw = flaw(line);
        if (flaw.isPresent()) {
            fail(number, quoted(line) + " " + flaw.get(), EXPECTED_ID);
            return;
        }
        String other = idsByKey.putIfAbsent(key(line), line);
        ids.putIfAbsent(line, number);
        if (other != null && !other.equals(line)) {
            fail(number, quoted(line) + " differs from line " + ids.get(other) + " in case only", "one of both");
        }
    }

    private void fail(int number, String found, String expected) {
        if (problem.isEmpty()) {
            problem = Optional.of(new DisabledCallersException(file, number, found, expected));
        }
    }

    static DisabledCallersException refusal(Path file, String callerId, String flaw) {
        return new DisabledCallersException(file, 0, quoted(callerId) + " " + flaw, EXPECTED_ID);
    }

    /** Why a text can be no caller's id. */
    static Optional<String> flaw(String id) {
        if (!CallerId.readable(id)) {
            return Optional.of("has characters that cannot be read");
        }
        if (!id.strip().equals(id)) {
            return Optional.of("has white space around it");
        }
        if (id.startsWith(BY_FINGERPRINT)) {
            return FINGERPRINT.matcher(id.substring(BY_FINGERPRINT.length())).matches()
                    ? Optional.empty()
                    : Optional.of("is no fingerprint in lower-case hex");
        }
        Optional<CallerKind> kind = CallerKind.of(id);
        if (kind.isEmpty()
                || (kind.get() == CallerKind.CA && !AUTHORITY.matcher(id).matches())) {
            return Optional.of("is no id of a caller");
        }
        return GROUP.matcher(id).matches() ? Optional.of("is no exact id") : Optional.empty();
    }

    /** Two ids with one key are too near to each other to be two. Users may differ in case alone, certificates do not. */
    static String key(String id) {
        return CallerKind.key(id);
    }

    private static String quoted(String text) {
        return "'" + PeerText.escape(text) + "'";
    }

    /** What the good lines say. */
    DisabledCallers callers() {
        return DisabledCallers.of(file, ids);
    }

    Optional<DisabledCallersException> problem() {
        return problem;
    }

    /** What the lines say, if all are good. */
    DisabledCallers required() {
        problem.ifPresent(found -> {
            throw found;
        });
        return callers();
    }

    /** As they stand in the file, without their ends. */
    List<String> lines() {
        return lines;
    }
}

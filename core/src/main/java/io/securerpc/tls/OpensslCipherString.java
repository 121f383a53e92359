package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads an OpenSSL cipher string, the language of {@code ciphers(1)} and of nginx's {@code ssl_ciphers}.
 *
 * <p>It selects what {@code openssl ciphers} selects, in the same order. Where OpenSSL passes over what it does not know,
 * and hands out what is unsafe, this refuses and says which.
 */
final class OpensslCipherString {
    /** All suites of OpenSSL by name are five thousand characters. */
    static final int MAX_LENGTH = 8192;

    private static final int MAX_HINTS = 20;
    private static final String SUBJECT = "cipher string";
    private static final String DEFAULT = "DEFAULT";
    private static final String MEANING_OF_DEFAULT = "ALL:!COMPLEMENTOFDEFAULT:!eNULL";
    private static final String SEPARATORS = ": ;,";
    /** Every suite that can be offered has the 112 bits of level 2. */
    private static final Set<String> LEVELS = Set.of("SECLEVEL=0", "SECLEVEL=1", "SECLEVEL=2");

    private static final Set<String> HIGH_LEVELS = Set.of("SECLEVEL=3", "SECLEVEL=4", "SECLEVEL=5");

    private final CipherList list = CipherList.asOpensslPrefers();
    private final List<String> problems = new ArrayList<>();
    private String text = "";
    private int position;

    private OpensslCipherString() {}

    /**
     * What a string says.
     *
     * @param selected every suite it selects, safe or not, as {@code openssl ciphers} prints them
     * @param problems what in it is unknown or without effect, one line each
     */
    record Reading(List<OpensslSuite> selected, List<String> problems) {}

    /** The safe suites of TLS 1.2 that the string selects, in its order; anything else in it is refused. */
    static List<CipherSuite> select(String cipherString) {
        requireNonNull(cipherString, "cipherString");
        Reading reading = read(cipherString);
        List<String> problems = new ArrayList<>(reading.problems());
        problems.addAll(OpensslSuite.complaints(
                SUBJECT,
                reading.selected().stream().filter(suite -> suite.offerable().isEmpty())));
        if (problems.isEmpty() && reading.selected().isEmpty()) {
            problems.add(problem(cipherString, "to select at least one cipher suite"));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return reading.selected().stream()
                .map(OpensslSuite::offerable)
                .flatMap(Optional::stream)
                .toList();
    }

    static Reading read(String cipherString) {
        if (cipherString.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "%s: %d characters (expected: at most %d)".formatted(SUBJECT, cipherString.length(), MAX_LENGTH));
        }
        OpensslCipherString reader = new OpensslCipherString();
        String rest = cipherString;
        if (rest.startsWith(DEFAULT)) {
            reader.process(MEANING_OF_DEFAULT);
            rest = rest.substring(DEFAULT.length());
        }
        reader.process(rest);
        return new Reading(reader.list.selected(), List.copyOf(reader.problems));
    }

    private void process(String string) {
        text = string;
        position = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (SEPARATORS.indexOf(c) >= 0) {
                position++;
            } else if (c == '@') {
                position++;
                command();
            } else {
                boolean marked = "!-+".indexOf(c) >= 0;
                position += marked ? 1 : 0;
                rule(marked ? c : ' ');
            }
        }
    }

    private void rule(char mark) {
        int start = position;
        Optional<Predicate<OpensslSuite>> meaning = combination(mark);
        String words = text.substring(start, position);
        if (meaning.isEmpty()) {
            skipToSeparator();
            return;
        }
        Predicate<OpensslSuite> matching = meaning.get();
        if (CipherWords.confusing(List.of(words.split("\\+", -1)))) {
            problems.add(problem(words, "one class of strength in a combination, COMPLEMENTOFDEFAULT in none"));
            return;
        }
        switch (mark) {
            case '!' -> list.kill(matching);
            case '-' -> list.remove(matching);
            case '+' -> list.moveToEnd(matching);
            default -> {
                if (OpensslSuite.all().stream().noneMatch(matching)) {
                    problems.add(problem(words, "to stand for at least one cipher suite"));
                }
                list.add(matching);
            }
        }
    }

    /** Words joined by {@code +}, which stand for the suites that all of them stand for; empty if one is unknown. */
    private Optional<Predicate<OpensslSuite>> combination(char mark) {
        Predicate<OpensslSuite> all = suite -> true;
        while (true) {
            String word = word();
            Optional<Predicate<OpensslSuite>> meaning = CipherWords.find(word);
            if (meaning.isEmpty()) {
                complain(word, mark);
                return Optional.empty();
            }
            all = all.and(meaning.get());
            if (position == text.length() || text.charAt(position) != '+') {
                return Optional.of(all);
            }
            position++;
        }
    }

    private void complain(String word, char mark) {
        boolean excludedAnyway = (mark == '!' || mark == '-') && CipherWords.removed(word);
        if (word.isEmpty()) {
            problems.add(problem(text.substring(position), "a word at character " + (position + 1)));
            position = text.length();
        } else if (!excludedAnyway) {
            // Looking for the nearest word costs too much to do it thousands of times.
            problems.add(problem(word, problems.size() < MAX_HINTS ? CipherWords.hint(word) : "as above"));
        }
    }

    private void command() {
        String word = word();
        if (word.equals("STRENGTH")) {
            list.sortByStrength();
        } else if (HIGH_LEVELS.contains(word)) {
            problems.add(
                    problem("@" + word, "at most @SECLEVEL=2; higher levels bound the keys of certificates as well"));
        } else if (!LEVELS.contains(word)) {
            problems.add(problem("@" + word, "@STRENGTH or @SECLEVEL=0 to 2"));
        }
        int end = position;
        skipToSeparator();
        if (position > end) {
            problems.add(problem("@" + word + text.substring(end, position), "a separator after a command"));
        }
    }

    private String word() {
        int start = position;
        while (position < text.length() && ofWord(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean ofWord(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.=".indexOf(c) >= 0;
    }

    private void skipToSeparator() {
        while (position < text.length() && SEPARATORS.indexOf(text.charAt(position)) < 0) {
            position++;
        }
    }

    private static String problem(String value, String rule) {
        return "%s: %s (expected: %s)".formatted(SUBJECT, Names.quoted(value), rule);
    }
}

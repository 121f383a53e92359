package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Secrets that a test has put where a program keeps or gets them, to be looked for in everything that the program says.
 *
 * <p>A secret counts as found if any 12 bytes of it in a row are there: as they are, in any case, in base64 at any alignment (so also as part of a longer value, as {@code name:password}
 * is), in hex, or with percent signs.
 */
public final class Planted {
    /** Fewer bytes in a row may be there by chance, or by the shape that all secrets of a kind have. */
    private static final int RUN = 12;

    /** How much of a piece its beginning is. */
    private static final int SHORTEST = 5;

    private final Map<String, byte[]> secrets = new LinkedHashMap<>();
    /** What to look for, by its length: the piece and whose it is. */
    private final Map<Integer, Map<String, String>> pieces = new HashMap<>();
    /** How pieces begin: logs are long, and nearly everywhere nothing begins. */
    private final BitSet beginnings = new BitSet(1 << 20);

    /** Plants a secret that is text, in ASCII; it should be random, or unlike anything else. */
    @CanIgnoreReturnValue
    public Planted add(String name, String secret) {
        return add(name, secret.getBytes(StandardCharsets.US_ASCII));
    }

    /** Plants a secret that is bytes. */
    @CanIgnoreReturnValue
    public Planted add(String name, byte[] secret) {
        if (secret.length < RUN) {
            throw new IllegalArgumentException(name + ": " + secret.length + " bytes (expected: at least " + RUN + ")");
        }
        secrets.put(requireNonNull(name, "name"), secret.clone());
        if (isText(secret)) {
            String text = new String(secret, StandardCharsets.US_ASCII);
            cut(name, text, RUN);
            cut(name, URLEncoder.encode(text, StandardCharsets.UTF_8), RUN);
            cut(name, text.replace("%", "%25").replace("$", "%24"), RUN);
        } else {
            cut(name, new BigInteger(1, secret).toString(), 2 * RUN);
        }
        cut(name, HexFormat.of().formatHex(secret), 2 * RUN);
        for (int skipped = 0; skipped < 3; skipped++) {
            int length = (secret.length - skipped) / 3 * 3;
            byte[] part = Arrays.copyOfRange(secret, skipped, skipped + length);
            cut(name, Base64.getEncoder().encodeToString(part), RUN / 3 * 4);
            cut(name, Base64.getUrlEncoder().encodeToString(part), RUN / 3 * 4);
        }
        return this;
    }

    /** Returns the names of all that is planted. */
    public Set<String> names() {
        return Set.copyOf(secrets.keySet());
    }

    /** Returns the names of the secrets that are in a text, whole or in part, each with the piece that was found; empty if there is none. */
    public Set<String> in(String text) {
        String folded = fold(text);
        Set<String> found = new TreeSet<>();
        for (int i = 0; i + SHORTEST <= folded.length(); i++) {
            if (beginnings.get(beginning(folded, i))) {
                int begin = i;
                pieces.forEach((length, wanted) -> {
                    if (begin + length <= folded.length()) {
                        Optional.ofNullable(wanted.get(folded.substring(begin, begin + length)))
                                .ifPresent(found::add);
                    }
                });
            }
        }
        return found;
    }

    /** Hides what is planted. */
    @Override
    public String toString() {
        return secrets.keySet().stream().collect(Collectors.joining(", ", "Planted[", "]"));
    }

    private void cut(String name, String form, int length) {
        String folded = fold(form);
        for (int i = 0; i + length <= folded.length(); i++) {
            beginnings.set(beginning(folded, i));
            pieces.computeIfAbsent(length, any -> new HashMap<>()).put(folded.substring(i, i + length), name);
        }
    }

    private static int beginning(String text, int from) {
        int hash = 0;
        for (int i = 0; i < SHORTEST; i++) {
            hash = hash * 67 + text.charAt(from + i);
        }
        return hash & (1 << 20) - 1;
    }

    /** Some write host names and hex in another case; to base64 it costs some certainty, and none that matters. */
    private static String fold(String text) {
        char[] folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            if (folded[i] >= 'A' && folded[i] <= 'Z') {
                folded[i] = (char) (folded[i] - 'A' + 'a');
            }
        }
        return new String(folded);
    }

    private static boolean isText(byte[] secret) {
        for (byte b : secret) {
            if (b < ' ' || b > '~') {
                return false;
            }
        }
        return true;
    }
}

package io.securerpc.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An allowed origin reads back, and nothing near it is allowed but what browsers write alike. */
class OriginLawTest {
    private static final int ROUNDS = 40_000;
    private static final String ALPHABET = "aAbBxX019.:-_/*@%[]\\?#, \t\0é＠。";
    private static final List<String> ALLOWED = List.of(
            "https://wallet.example.com",
            "http://a-b.c:3000",
            "https://192.0.2.7:8443",
            "http://localhost:80",
            "https://xn--mnchen-3ya.example");
    private static final Pattern WEB = Pattern.compile("(https?)://([a-z0-9._-]+)(?::([1-9][0-9]{0,4}))?");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void whatAListTakesIsWhatItNamesAndWritesBack() {
        for (int i = 0; i < ROUNDS / 4; i++) {
            String host = label() + "." + label() + "." + label() + "x";
            String port = random.nextInt(3) == 0 ? ":" + (1 + random.nextInt(65_535)) : "";
            String text = (random.nextBoolean() ? "https" : "http") + "://" + host + port;
            Origin origin = Origin.parse(text).orElseThrow(() -> new AssertionError("seed " + seed + ": " + text));
            OriginPolicy policy = OriginPolicy.allow(text);
            assertThat(policy.names(origin)).as("seed %s, %s", seed, text).isTrue();
            assertThat(Origin.parse(origin.toString()))
                    .as("seed %s, %s", seed, text)
                    .contains(origin);
            assertThat(OriginPolicy.allow(origin.toString()))
                    .as("seed %s, %s", seed, text)
                    .hasToString(policy.toString());
            assertThat(origin).as("seed %s, %s", seed, text).hasToString(fetchSerialisation(text));
        }
    }

    @Test
    void noMutantIsAllowedUnlessBrowsersWriteItAlike() {
        int same = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String allowed = ALLOWED.get(random.nextInt(ALLOWED.size()));
            String mutant = mutated(allowed);
            boolean expected = fetchSerialisation(allowed).equals(fetchSerialisation(mutant));
            boolean named =
                    Origin.parse(mutant).map(OriginPolicy.allow(allowed)::names).orElse(false);
            assertThat(named).as("seed %s, %s of %s", seed, mutant, allowed).isEqualTo(expected);
            same += expected ? 1 : 0;
        }
        assertThat(same).as("seed %s: mutants that are the same origin", seed).isBetween(1, ROUNDS / 2);
    }

    @Test
    void aWildcardNamesExactlyOneLabelMore() {
        OriginPolicy policy = OriginPolicy.allow("https://*.example.com");
        Pattern oneLabelMore = Pattern.compile("https://[a-z0-9_-]{1,63}\\.example\\.com");
        for (int i = 0; i < ROUNDS; i++) {
            String mutant = mutated(random.nextBoolean() ? "https://a.example.com" : "https://example.com");
            boolean named = Origin.parse(mutant).map(policy::names).orElse(false);
            assertThat(named)
                    .as("seed %s, %s", seed, mutant)
                    .isEqualTo(oneLabelMore.matcher(fetchSerialisation(mutant)).matches());
        }
    }

    /** Written from the standard and not from our code: lower case, the scheme's own port left out; the text itself if it is no such origin. */
    private static String fetchSerialisation(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 128);
        Matcher web = WEB.matcher(ascii ? text.toLowerCase(Locale.ROOT) : text);
        if (!web.matches() || web.group(3) == null) {
            return web.matches() ? web.group() : text;
        }
        String own = web.group(1).equals("https") ? "443" : "80";
        return web.group(1) + "://" + web.group(2) + (web.group(3).equals(own) ? "" : ":" + web.group(3));
    }

    private String mutated(String text) {
        StringBuilder mutant = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(3); changes > 0 && mutant.length() > 1; changes--) {
            int at = random.nextInt(mutant.length());
            switch (random.nextInt(7)) {
                case 0 -> mutant.deleteCharAt(at);
                case 1 -> mutant.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 2 -> mutant.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 3 -> mutant.setCharAt(at, Character.toUpperCase(mutant.charAt(at)));
                case 4 ->
                    mutant.append(List.of(":443", ":80", ".", ".evil.example", "/", "@evil.example")
                            .get(random.nextInt(6)));
                case 5 -> mutant.insert(mutant.indexOf("/") < 0 ? 0 : mutant.lastIndexOf("/") + 1, "evil.");
                default -> mutant.setLength(1 + random.nextInt(mutant.length()));
            }
        }
        return mutant.toString();
    }

    private String label() {
        StringBuilder label = new StringBuilder("a");
        for (int length = random.nextInt(12); length > 0; length--) {
            label.append("abcXYZ019-_".charAt(random.nextInt(11)));
        }
        return label.toString();
    }
}

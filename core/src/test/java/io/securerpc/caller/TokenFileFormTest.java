package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a token file, and what is none. */
class TokenFileFormTest {
    private static final String HEAD = TokenText.FORMAT + "\n";
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String GOOD =
            "{\"name\":\"a\",\"permissions\":[],\"created\":\"2026-01-01T00:00:00Z\",\"sha256\":\"" + HASH + "\"}";
    private static final String FIELDS = "created, expires, last_use, name, permissions, retired, sha256";

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("tokens");
    }

    @Test
    void aGoodLineIsGood() throws Exception {
        Files.writeString(path, HEAD + GOOD + "\n");
        assertThat(TokenFile.at(path).load().list())
                .extracting(BearerToken::name)
                .containsExactly("a");
        Files.writeString(path, HEAD);
        assertThat(TokenFile.at(path).load().list()).isEmpty();
    }

    /** Each is the good file, with one thing wrong. */
    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("", "empty (expected: a token file that was written whole)"),
                Arguments.of(HEAD + GOOD, "its last line has no end (expected: a token file that was written whole)"),
                Arguments.of(GOOD + "\n", "line 1: some other file (expected: " + TokenText.FORMAT + ")"),
                Arguments.of(
                        HEAD.replace("1}", "2}") + GOOD + "\n",
                        "line 1: some other file (expected: " + TokenText.FORMAT + ")"),
                Arguments.of(
                        "\ufeff" + HEAD + GOOD + "\n", "line 1: some other file (expected: " + TokenText.FORMAT + ")"),
                Arguments.of(
                        HEAD.replace("\n", "\r\n") + GOOD + "\r\n",
                        "line 1: some other file (expected: " + TokenText.FORMAT + ")"),
                line("", "broken (expected: one JSON object)"),
                line("# " + GOOD, "broken (expected: one JSON object)"),
                line(GOOD + GOOD, "broken (expected: one JSON object)"),
                line(GOOD.substring(1), "broken (expected: one JSON object)"),
                line("[" + GOOD + "]", "broken (expected: one JSON object)"),
                line("null", "broken (expected: one JSON object)"),
                line("[".repeat(100_000), "broken (expected: one JSON object)"),
                line(GOOD.replace("{", "{\"name\":\"b\","), "broken (expected: one JSON object)"),
                line(GOOD.replace("{", "{\"expiry\":\"x\","), "unknown field 'expiry' (expected: " + FIELDS + ")"),
                line(GOOD.replace("{", "{\"EVIL\u0007\":1,"), "broken (expected: one JSON object)"),
                line(GOOD.replace("{", "{\"srt_Secret\":1,"), "unknown field (expected: " + FIELDS + ")"),
                line(GOOD.replace("\"name\":\"a\",", ""), "no name (expected: text)"),
                line(GOOD.replace("\"a\"", "1"), "a wrong name (expected: text)"),
                line(
                        GOOD.replace("\"a\"", "\"A\""),
                        "a name, a permission or a time that no token has (expected: what was written by this library)"),
                line(GOOD.replace("[]", "\"control\""), "a wrong permissions (expected: a list)"),
                line(GOOD.replace("\"permissions\":[],", ""), "no permissions (expected: a list)"),
                line(GOOD.replace("[]", "[1]"), "a wrong permission (expected: names of permissions, each once)"),
                line(GOOD.replace("[]", "[\"*\"]"), "a wrong permission (expected: names of permissions, each once)"),
                line(
                        GOOD.replace("[]", "[\"x\",\"x\"]"),
                        "a wrong permission (expected: names of permissions, each once)"),
                line(
                        GOOD.replace("[]", "[\"nobody\"]"),
                        "a name, a permission or a time that no token has (expected: what was written by this library)"),
                line(
                        GOOD.replace("2026-01-01T00:00:00Z", "yesterday"),
                        "a wrong created (expected: a moment such as 2030-01-31T12:00:00Z)"),
                line(
                        GOOD.replace("2026", "+1000000001"),
                        "a wrong created (expected: a moment such as 2030-01-31T12:00:00Z)"),
                line(
                        GOOD.replace("2026", "+999999999"),
                        "a name, a permission or a time that no token has (expected: what was written by this library)"),
                line(GOOD.replace("{", "{\"expires\":null,"), "a wrong expires (expected: text)"),
                line(
                        GOOD.replace("{", "{\"expires\":\"2025-01-01T00:00:00Z\","),
                        "a name, a permission or a time that no token has (expected: what was written by this library)"),
                line(GOOD.replace(HASH, HASH.toUpperCase(java.util.Locale.ROOT)), hash()),
                line(GOOD.replace(HASH, HASH.substring(1)), hash()),
                line(GOOD.replace("{", "{\"retired\":[],"), "0 retired secrets (expected: 1 to 8)"),
                line(GOOD.replace("{", "{\"retired\":[{\"sha256\":\"" + HASH + "\"}],"), "no until (expected: text)"),
                line(
                        GOOD.replace("{", "{\"retired\":[{\"sha256\":\"" + HASH + "\",\"x\":1}],"),
                        "unknown field 'x' (expected: sha256, until)"),
                line(GOOD.replace("{", "{\"retired\":[[]],"), "broken (expected: one JSON object)"),
                Arguments.of(
                        HEAD + GOOD + "\n" + GOOD.replace('0', '1') + "\n",
                        "the name of another token (expected: each once)"),
                Arguments.of(
                        HEAD + GOOD + "\n" + GOOD.replace("\"a\"", "\"b\"") + "\n",
                        "a hash that is there already (expected: each once)"));
    }

    private static Arguments line(String line, String message) {
        return Arguments.of(HEAD + line + "\n", "line 2: " + message);
    }

    private static String hash() {
        return "a wrong sha256 (expected: 64 lower-case hexadecimal digits)";
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void saysWhatIsWrong(String content, String message) throws Exception {
        Files.writeString(path, content);
        assertThatThrownBy(() -> TokenFile.at(path).load())
                .isInstanceOf(TokenFileException.class)
                .hasNoCause()
                .hasMessage("token file " + path + ": " + message);
    }

    /** Whoever pastes a token where its hash belongs must not find it in the log. */
    @Test
    void saysNothingOfWhatIsWrong() throws Exception {
        String secret = TokenSecret.random(new SecureRandom()).text();
        for (String line : List.of(
                secret,
                GOOD.replace(HASH, secret),
                GOOD.replace("\"a\"", "\"" + secret + "\""),
                GOOD.replace("[]", "[\"" + secret + "\"]"),
                GOOD.replace("2026-01-01T00:00:00Z", secret),
                GOOD.replace("{", "{\"" + secret + "\":1,"),
                "{\"" + secret)) {
            Files.writeString(path, HEAD + line + "\n");
            assertThatThrownBy(() -> TokenFile.at(path).load())
                    .isInstanceOf(TokenFileException.class)
                    .hasNoCause()
                    .hasMessageNotContaining(secret.substring(0, 12));
        }
    }

    @Test
    void refusesBytesThatAreNoTextAndFoldersAndLargeFiles() throws Exception {
        byte[] bytes = (HEAD + GOOD + "\n").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 5] = (byte) 0xff;
        Files.write(path, bytes);
        assertThatThrownBy(() -> TokenFile.at(path).load())
                .hasMessage("token file " + path + ": not UTF-8 (expected: a token file)");
        assertThatThrownBy(() -> TokenFile.at(folder).load())
                .hasMessage("token file " + folder + ": a directory (expected: a token file this process may read)");
        Files.writeString(path, HEAD + " ".repeat(1 << 20));
        assertThatThrownBy(() -> TokenFile.at(path).load())
                .hasMessage("token file " + path
                        + ": larger than 1048576 bytes (expected: a token file this process may read)");
    }

    /** A file that was cut short has fewer tokens, or is none; never others. */
    @Test
    void noPartOfAFileIsAnother() throws Exception {
        TokenFile file = TokenFile.at(path);
        file.create(NewToken.named("a").withPermission(Permission.CONTROL));
        file.create(NewToken.named("b"));
        List<BearerToken> whole = file.load().list();
        byte[] bytes = Files.readAllBytes(path);
        int readable = 0;
        for (int length = 0; length < bytes.length; length++) {
            Files.write(path, Arrays.copyOf(bytes, length));
            try {
                assertThat(whole).containsAll(file.load().list());
                readable++;
            } catch (TokenFileException e) {
                assertThat(e.path()).isEqualTo(path);
            }
        }
        assertThat(readable).isEqualTo(2);
    }

    @Test
    void whatIsWrittenIsReadAsItWas() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        TokenFile file = TokenFile.at(path, () -> begin);
        Map<String, Instant> uses = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            NewToken token = NewToken.named("t" + i);
            token = random.nextBoolean()
                    ? token.withoutExpiry()
                    : token.withExpiry(begin.plusSeconds(1 + random.nextInt(1_000_000)));
            for (int k = random.nextInt(4); k > 0; k--) {
                token = token.withPermission(Permission.of("p" + random.nextInt(9)));
            }
            BearerToken made = file.create(token).token();
            assertThat(file.load().named(made.name())).as("seed %s", seed).contains(made);
            names.add(made.name());
            if (random.nextBoolean()) {
                uses.put(made.name(), begin.plusSeconds(random.nextInt(1000)));
            }
        }
        file.recordUses(uses);
        for (int i = 0; i < 20; i++) {
            String name = names.get(random.nextInt(names.size()));
            BearerToken rotated = file.rotate(
                            name, TokenRotation.immediate().withGrace(Duration.ofSeconds(random.nextInt(2) * 60L)))
                    .token();
            assertThat(file.load().named(name)).as("seed %s", seed).contains(rotated);
        }
        Tokens all = file.load();
        assertThat(new String(TokenText.write(path, all), StandardCharsets.UTF_8))
                .as("seed %s", seed)
                .isEqualTo(read());
        uses.forEach((name, used) -> assertThat(all.named(name).flatMap(BearerToken::lastUse))
                .as("seed %s", seed)
                .contains(used));
    }

    private String read() {
        try {
            return Files.readString(path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a file of Parity tokens and what is none, and that Parity finds in it what was meant. */
class ParityTokenFileTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00.5Z");
    private static final long SECONDS = BEGIN.getEpochSecond();
    private static final String TOKEN = "abcdEFGH1234wxyz";

    @TempDir
    Path folder;

    private Path path;
    private Instant now = BEGIN;
    private ParityTokenFile file;

    @BeforeEach
    void open() {
        path = folder.resolve("authcodes");
        file = ParityTokenFile.at(path, () -> now);
    }

    /** As Parity 2.x reads a file: what has less than 16 bytes is passed over, and so is what follows the third field. */
    private static Map<String, String> asParityReads(Path path) throws Exception {
        return Files.readAllLines(path).stream()
                .map(line -> line.split(";", -1))
                .filter(fields -> fields[0].getBytes(StandardCharsets.UTF_8).length >= 16)
                .collect(Collectors.toMap(fields -> fields[0], fields -> number(fields, 1) + " " + number(fields, 2)));
    }

    private static String number(String[] fields, int index) {
        return fields.length > index && fields[index].matches("[0-9]{1,18}") ? fields[index] : "none";
    }

    @Test
    void parityReadsWhatIsWrittenHere() throws Exception {
        String first = file.create("first").secret().replace("-", "");
        String second = file.create("second").secret().replace("-", "");
        file.recordUses(Map.of("second", BEGIN.plusSeconds(7)));

        assertThat(path)
                .hasContent(first + ";" + SECONDS + ";;first\n" + second + ";" + SECONDS + ";" + (SECONDS + 7)
                        + ";second\n");
        assertThat(asParityReads(path))
                .isEqualTo(Map.of(first, SECONDS + " none", second, SECONDS + " " + (SECONDS + 7)));
    }

    @Test
    void whatParityWritesIsReadHere() throws Exception {
        Files.writeString(path, TOKEN + ";1700000000\n23521352asdfasdfadf;1700000001;1700000002\nolder0older0older0");
        List<ParityToken> tokens = file.load();
        assertThat(tokens)
                .extracting(
                        token -> token.secret().text() + " " + token.created().getEpochSecond() + " "
                                + token.lastUse().map(Instant::getEpochSecond))
                .containsExactly(
                        TOKEN + " 1700000000 Optional.empty",
                        "23521352asdfasdfadf 1700000001 Optional[1700000002]",
                        "older0older0older0 " + SECONDS + " Optional.empty");
        assertThat(tokens)
                .extracting(ParityToken::toString)
                .containsExactly(Stream.of(TOKEN, "23521352asdfasdfadf", "older0older0older0")
                        .map(token -> "parity:" + TokenHash.of(token).hex().substring(0, 8))
                        .toArray(String[]::new));
    }

    @Test
    void dashesOfAPastedTokenAreIgnored() throws Exception {
        Files.writeString(path, "abcd-EFGH-1234-wxyz;1700000000\n");
        assertThat(file.load().get(0).secret().text()).isEqualTo(TOKEN);
        assertThat(file.load().get(0).secret().shown()).isEqualTo("abcd-EFGH-1234-wxyz");
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        file.create("a");
        for (String name : List.of("authcodes", "authcodes.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("authcodes", "authcodes.lock");
    }

    @Test
    void tokensAreRandomAndLikeParitys() {
        List<String> secrets = IntStream.range(0, 50)
                .mapToObj(i -> file.create("t" + i).secret())
                .toList();
        assertThat(secrets)
                .doesNotHaveDuplicates()
                .allMatch(secret -> secret.matches("[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}"));
        // Each of 62 letters is missing in 800 with a probability of 1 to 400,000.
        assertThat(String.join("", secrets).chars().distinct().count()).isGreaterThan(60);
    }

    @Test
    void revokesByNameAndThoseOfParityByTheirHash() throws Exception {
        Files.writeString(path, TOKEN + ";1700000000\n");
        file.create("wallet");
        String hash = TokenHash.of(TOKEN).hex().substring(0, 8);
        assertThat(file.revoke("wallet")).hasToString("parity:wallet");
        assertThat(file.revoke(hash)).hasToString("parity:" + hash);
        assertThat(path).isEmptyFile();
        assertThatThrownBy(() -> file.revoke("wallet"))
                .isInstanceOf(UnknownTokenException.class)
                .hasMessage("token wallet: no such token (expected: the name of one in the file)");
    }

    @Test
    void overwritesNothing() throws Exception {
        file.create("wallet");
        String text = Files.readString(path);
        assertThatThrownBy(() -> file.create("wallet"))
                .isInstanceOf(TakenTokenException.class)
                .hasMessage("token wallet: exists already (expected: a free name, or a rotation of that one)");
        assertThat(path).hasContent(text);
    }

    @Test
    void rotatesInItsPlace() throws Exception {
        file.create("first");
        String before = file.create("second").secret();
        file.create("third");
        file.recordUses(Map.of("second", BEGIN));
        now = BEGIN.plusSeconds(60);
        CreatedParityToken after = file.rotate("second");

        assertThat(after.secret()).isNotEqualTo(before);
        assertThat(after.token().created()).isEqualTo(Instant.ofEpochSecond(SECONDS + 60));
        assertThat(after.token().lastUse()).isEmpty();
        assertThat(file.load()).extracting(ParityToken::name).containsExactly("first", "second", "third");
        assertThat(file.load().get(1)).isEqualTo(after.token());
        assertThatThrownBy(() -> file.rotate("none")).isInstanceOf(UnknownTokenException.class);
    }

    /** The caller's id stays, so that what is granted to it is. */
    @Test
    void aTokenOfParityKeepsItsIdWhenItIsRotated() throws Exception {
        Files.writeString(path, TOKEN + ";1700000000");
        String name = file.load().get(0).name();
        file.rotate(name);
        assertThat(file.load()).extracting(ParityToken::name).containsExactly(name);
        assertThat(Files.readString(path)).doesNotContain(TOKEN);
    }

    @Test
    void olderUsesAndStrangersArePassedOver() throws Exception {
        file.create("wallet");
        file.recordUses(Map.of("wallet", BEGIN.plusSeconds(10)));
        String text = Files.readString(path);
        file.recordUses(Map.of("wallet", BEGIN.plusSeconds(9), "stranger", BEGIN));
        assertThat(path).hasContent(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "parity:a", "a;b", "a\nb", "-a", "ä"})
    void namesAreThoseOfTokens(String name) {
        assertThatThrownBy(() -> file.create(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token name: not one (expected: [a-z0-9][a-z0-9._-]{0,63})");
        assertThatThrownBy(() -> file.revoke(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.rotate(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(path).doesNotExist();
    }

    @Test
    void holdsAThousand() throws Exception {
        Files.writeString(
                path,
                IntStream.range(0, 1_000)
                        .mapToObj(i -> "%016d;1700000000".formatted(i))
                        .collect(Collectors.joining("\n")));
        assertThat(file.load()).hasSize(1_000);
        assertThatThrownBy(() -> file.create("more"))
                .isInstanceOf(TokenFileException.class)
                .hasMessage("token file " + path + ": 1001 tokens (expected: each once, and at most 1000)");
        assertThat(file.load()).hasSize(1_000);
    }

    @Test
    void aMisspeltPathLeavesNothing() {
        assertThatThrownBy(() -> file.revoke("a")).isInstanceOf(TokenFileException.class);
        assertThatThrownBy(() -> file.rotate("a")).isInstanceOf(TokenFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    static Stream<Arguments> hostile() {
        String good = TOKEN + ";1700000000;1700000001;a";
        String token = "no token (expected: 16 to 128 letters and digits)";
        String created = "a wrong created (expected: seconds since 1970 in ten digits)";
        String used = "a wrong last_used (expected: seconds since 1970 in ten digits)";
        String name = "a wrong name (expected: [a-z0-9][a-z0-9._-]{0,63})";
        return Stream.of(
                Arguments.of("\n" + good, 1, token),
                Arguments.of(good + "\n\n", 2, token),
                Arguments.of(good + "\n# a comment, as it might be;1700000000", 2, token),
                Arguments.of("abcdEFGH1234wxy;1700000000", 1, token),
                Arguments.of("abcd-EFGH-1234-wxy;1700000000", 1, token),
                Arguments.of("a".repeat(129), 1, token),
                Arguments.of(" " + good, 1, token),
                Arguments.of("\ufeff" + good, 1, token),
                Arguments.of(TOKEN + "\r\n" + TOKEN + "x\r\n", 1, token),
                Arguments.of("abcdEFGH1234wxyä;1700000000", 1, token),
                Arguments.of("srt_abcdEFGH1234wxyz;1700000000", 1, token),
                Arguments.of("{\"format\":\"secure-rpc tokens\",\"version\":1}", 1, token),
                Arguments.of(TOKEN + ";", 1, created),
                Arguments.of(TOKEN + ";;", 1, created),
                Arguments.of(TOKEN + ";170000000", 1, created),
                Arguments.of(TOKEN + ";0170000000", 1, created),
                Arguments.of(TOKEN + ";1700000000000", 1, created),
                Arguments.of(TOKEN + ";+170000000", 1, created),
                Arguments.of(TOKEN + ";-1700000000", 1, created),
                Arguments.of(TOKEN + ";0x65432100", 1, created),
                Arguments.of(TOKEN + ";\u0661700000000", 1, created),
                Arguments.of(TOKEN + ";1700000000 ", 1, created),
                Arguments.of(TOKEN + ";1700000000\r", 1, created),
                Arguments.of(TOKEN + ";1700000000;", 1, used),
                Arguments.of(TOKEN + ";1700000000;17", 1, used),
                Arguments.of(TOKEN + ";1700000000;x;a", 1, used),
                Arguments.of(TOKEN + ";1700000000;1700000001;", 1, name),
                Arguments.of(TOKEN + ";1700000000;1700000001;A", 1, name),
                Arguments.of(TOKEN + ";1700000000;;parity:a", 1, name),
                Arguments.of(good + "\r", 1, name),
                Arguments.of(good + ";", 1, "more than four fields (expected: " + ParityText.LINE + ")"),
                Arguments.of(good + ";x;y", 1, "more than four fields (expected: " + ParityText.LINE + ")"),
                Arguments.of(good + "\n" + good, 0, "one token twice (expected: each once, and at most 1000)"),
                Arguments.of(
                        good + "\nabcd-EFGH-1234-wxyz", 0, "one token twice (expected: each once, and at most 1000)"),
                Arguments.of(
                        good + "\n" + good.replace("abcd", "dcba"),
                        0,
                        "the name of another token (expected: each once, and at most 1000)"),
                Arguments.of(
                        "23521352asdfasdfadf\n"
                                + good.replaceFirst(
                                        "a$",
                                        TokenHash.of("23521352asdfasdfadf")
                                                .hex()
                                                .substring(0, 8)),
                        0,
                        "the name of another token (expected: each once, and at most 1000)"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void saysWhatIsWrongAndNothingOfIt(String text, int line, String message) throws Exception {
        Files.writeString(path, text);
        assertThatThrownBy(file::load)
                .isInstanceOf(TokenFileException.class)
                .hasMessage("token file " + path + ": " + (line == 0 ? "" : "line " + line + ": ") + message);
        assertThatThrownBy(() -> file.create("new")).isInstanceOf(TokenFileException.class);
        assertThatThrownBy(() -> file.revoke("a")).isInstanceOf(TokenFileException.class);
        assertThat(path).hasContent(text);
    }

    @Test
    void endsAreThoseOfLifetimeAndUse() {
        ParityToken token = file.create("a").token();
        Instant created = Instant.ofEpochSecond(SECONDS);
        Duration lifetime = Duration.ofDays(90);
        assertThat(token.end(lifetime)).isEqualTo(created.plus(Duration.ofHours(24)));
        assertThat(token.end(Duration.ofHours(1))).isEqualTo(created.plus(Duration.ofHours(1)));
        file.recordUses(Map.of("a", BEGIN));
        ParityToken used = file.load().get(0);
        assertThat(used.end(lifetime)).isEqualTo(created.plus(lifetime));
        assertThat(used.lastUse()).isEqualTo(Optional.of(created));
    }
}

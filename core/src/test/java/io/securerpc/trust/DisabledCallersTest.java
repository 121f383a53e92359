package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securerpc.internal.CallerKind;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisabledCallersTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String EXPECTED =
            " (expected: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id, as in the log)";

    @TempDir
    private Path folder;

    private Path list(String text) throws IOException {
        return Files.writeString(folder.resolve("disabled"), text);
    }

    @Test
    void readsOneIdALineWithTheLine() throws IOException {
        DisabledCallers callers = DisabledCallers.load(list(
                "# since the audit\n\ncertificate:rpc.user.1\r\n  \nca:corp|alice # one\ncertificate:sha256/" + HEX));

        assertThat(callers.ids())
                .containsExactly("certificate:rpc.user.1", "ca:corp|alice # one", "certificate:sha256/" + HEX);
        assertThat(callers.line("certificate:rpc.user.1")).hasValue(3);
        assertThat(callers.line("certificate:sha256/" + HEX)).hasValue(6);
        assertThat(callers.line("certificate:RPC.user.1")).isEmpty();
        assertThat(callers.line("ca:corp|rpc.user.1")).isEmpty();
        assertThat(callers).hasToString("DisabledCallers[3]");
    }

    @Test
    void takesAnEmptyFileAndTheSameIdTwice() throws IOException {
        assertThat(DisabledCallers.load(list("")).ids()).isEmpty();
        assertThat(DisabledCallers.load(list("certificate:a\ncertificate:a\n")).line("certificate:a"))
                .hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "rpc.user.1~'rpc.user.1' is no id of a caller",
                "basic:~'basic:' is no id of a caller",
                "Basic:alice~'Basic:alice' is no id of a caller",
                "role:admin~'role:admin' is no id of a caller",
                "everyone~'everyone' is no id of a caller",
                "basic:*~'basic:*' is no exact id",
                "token:*~'token:*' is no exact id",
                "jwt:https://issuer.example|*~'jwt:https://issuer.example|*' is no exact id",
                "basic:alice ~'basic:alice ' has white space around it",
                "token:a\u200bb~'token:a\\u200bb' has characters that cannot be read",
                "Certificate:a~'Certificate:a' is no id of a caller",
                "anonymous~'anonymous' is no id of a caller",
                "certificate:~'certificate:' is no id of a caller",
                "ca:alice~'ca:alice' is no id of a caller",
                "ca:|alice~'ca:|alice' is no id of a caller",
                "ca:corp|~'ca:corp|' is no id of a caller",
                "ca:Corp|alice~'ca:Corp|alice' is no id of a caller",
                "certificate:*~'certificate:*' is no exact id",
                "ca:corp|*~'ca:corp|*' is no exact id",
                " certificate:a~' certificate:a' has white space around it",
                "certificate:a ~'certificate:a ' has white space around it",
                "certificate:sha256/AB~'certificate:sha256/AB' is no fingerprint in lower-case hex",
                "certificate:a\u0007b~'certificate:a\\u0007b' has characters that cannot be read",
                "certificate:a\tb~'certificate:a\\u0009b' has characters that cannot be read",
                "certificate:a\u202eb~'certificate:a\\u202eb' has characters that cannot be read",
                "\ufeffcertificate:a~'\\ufeffcertificate:a' has characters that cannot be read"
            })
    void refusesALineThatIsNobodysId(String line, String found) throws IOException {
        Path file = list("certificate:good\n" + line + "\n");

        DisabledCallersException refused =
                catchThrowableOfType(DisabledCallersException.class, () -> DisabledCallers.load(file));

        assertThat(refused).hasMessage("disabled callers " + file + ": line 2: " + found + EXPECTED);
        assertThat(refused.path()).isEqualTo(file);
        assertThat(refused.line()).hasValue(2);
        assertThat(refused.found()).isEqualTo(found);
        assertThatThrownBy(() -> DisabledCallers.add(list(""), line)).isInstanceOf(DisabledCallersException.class);
    }

    @Test
    void refusesTwoIdsThatDifferInCaseOnly() throws IOException {
        Path file = list("certificate:alice\n\ncertificate:Alice\n");

        assertThatThrownBy(() -> DisabledCallers.load(file))
                .hasMessage("disabled callers " + file
                        + ": line 3: 'certificate:Alice' differs from line 1 in case only (expected: one of both)");
        Path other = list("# one\ncertificate:alice\n");
        assertThatThrownBy(() -> DisabledCallers.add(other, "certificate:Alice"))
                .hasMessage("disabled callers " + other + ": 'certificate:Alice' differs from line 2 in case only"
                        + EXPECTED);
    }

    @Test
    void takesIdsOfEveryKindAndUsersThatDifferInCaseOnly() throws IOException {
        Path file = list("");
        List<String> ids = Stream.concat(
                        Arrays.stream(CallerKind.values())
                                .map(kind -> kind == CallerKind.CA
                                        ? "ca:corp|one"
                                        : kind.name().toLowerCase(Locale.ROOT) + ":one"),
                        Stream.of("basic:One", "jwt:https://issuer.example|alice"))
                .toList();
        ids.forEach(id -> assertThat(DisabledCallers.add(file, id)).as(id).isTrue());
        assertThat(DisabledCallers.load(file).ids()).isEqualTo(ids);
        assertThat(DisabledCallers.remove(file, "basic:One")).isTrue();
        assertThat(DisabledCallers.load(file).ids()).contains("basic:one").doesNotContain("basic:One");
    }

    /** Each says of its own what has changed, and nobody hears it twice. */
    @Test
    void certificatesAndCredentialsAreFollowedApart() throws IOException {
        Path file = list("basic:alice\ncertificate:rpc.user.1\n");
        FollowedDisabledCallers certificates = FollowedDisabledCallers.ofCertificates(file);
        FollowedDisabledCallers credentials = FollowedDisabledCallers.ofCredentials(file);
        assertThat(certificates.callers().ids()).containsExactly("certificate:rpc.user.1");
        assertThat(credentials.callers().ids()).containsExactly("basic:alice");
        assertThat(credentials.disables("basic:alice")).isTrue();
        assertThat(credentials.disables("basic:Alice")).isFalse();
        assertThat(credentials.disables("certificate:rpc.user.1")).isFalse();

        DisabledCallers.add(file, "token:ci");
        assertThat(certificates.look(InstantSource.system())).isEmpty();
        assertThat(credentials.look(InstantSource.system()))
                .containsExactly("disabled callers " + file + ": disabled token:ci");
    }

    @Test
    void refusesWhatIsNoReadableText() throws IOException {
        String expected = " (expected: the ids of callers, one a line)";
        Path latin =
                Files.write(folder.resolve("latin"), "certificate:m\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> DisabledCallers.load(latin))
                .hasMessage("disabled callers " + latin + ": not UTF-8" + expected);
        assertThatThrownBy(() -> DisabledCallers.load(large))
                .hasMessage("disabled callers " + large + ": larger than 1048576 bytes" + expected);
        assertThatThrownBy(() -> DisabledCallers.load(folder))
                .hasMessage("disabled callers " + folder + ": a directory" + expected);
        assertThatThrownBy(() -> DisabledCallers.add(folder.resolve("missing"), "certificate:a"))
                .hasMessage("disabled callers " + folder.resolve("missing") + ": no such file" + expected);
        assertThat(folder).isDirectoryNotContaining("glob:**.lock");
    }

    @Test
    void addsAndRemovesAndLeavesTheRestAsItIs() throws IOException {
        Path file = list("# by hand\n\ncertificate:a\nca:corp|b");

        assertThat(DisabledCallers.add(file, "certificate:c")).isTrue();
        assertThat(DisabledCallers.add(file, "certificate:c")).isFalse();
        assertThat(file).hasContent("# by hand\n\ncertificate:a\nca:corp|b\ncertificate:c\n");

        assertThat(DisabledCallers.remove(file, "certificate:a")).isTrue();
        assertThat(DisabledCallers.remove(file, "certificate:a")).isFalse();
        assertThat(DisabledCallers.remove(file, "certificate:C")).isFalse();
        assertThat(file).hasContent("# by hand\n\nca:corp|b\ncertificate:c\n");
    }

    @Test
    void keepsModeAndLinkOfTheFile() throws IOException {
        Path file = list("");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("disabled"));

        DisabledCallers.add(link, "certificate:a");

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("certificate:a\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate:good\nbad\n"})
    void changesNothingInAListThatIsWrong(String text) throws IOException {
        Path file = list(text);

        assertThatThrownBy(() -> DisabledCallers.add(file, "certificate:a"))
                .isInstanceOf(DisabledCallersException.class);
        assertThatThrownBy(() -> DisabledCallers.remove(file, "certificate:good"))
                .isInstanceOf(DisabledCallersException.class);
        assertThat(file).hasContent(text);
    }

    /** Two processes with two threads each, while others read. */
    @Test
    void losesNoneOfManyChangesAtOnceAndIsWholeAtAnyMoment() throws Exception {
        Path file = list("certificate:always\n");
        List<CompletableFuture<Tools.Output>> processes = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            processes.add(CompletableFuture.supplyAsync(() -> Tools.run(
                    Duration.ofMinutes(2),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    ManyChanges.class.getName(),
                    file.toString(),
                    name)));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(processes.toArray(CompletableFuture[]::new));
        do {
            assertThat(DisabledCallers.load(file).ids()).contains("certificate:always");
        } while (!all.isDone());
        processes.forEach(process -> process.join().success());

        assertThat(DisabledCallers.load(file).ids())
                .hasSize(1 + 2 * 2 * ManyChanges.KEPT)
                .doesNotHaveDuplicates();
    }

    /** Adds many callers and removes every other one again, on two threads. */
    static final class ManyChanges {
        static final int KEPT = 25;

        private ManyChanges() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            IntStream.range(0, 2).parallel().forEach(thread -> {
                String id = "certificate:" + arguments[1] + "." + thread + ".";
                for (int i = 0; i < KEPT; i++) {
                    require(DisabledCallers.add(file, id + i));
                    require(DisabledCallers.add(file, id + "gone." + i));
                    require(DisabledCallers.remove(file, id + "gone." + i));
                }
            });
        }

        private static void require(boolean changed) {
            if (!changed) {
                throw new IllegalStateException("somebody else's change");
            }
        }
    }
}

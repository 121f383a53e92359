package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.CertificateSeries;
import io.securerpc.testsupport.ProcessorTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any name for the file of a certificate in the trust directory: only the one right name lets it in, and no name disturbs a line of the log. */
class EntryNameFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String ONE_PRINTABLE_LINE = "[ -~]{1,2000}";
    private static final CertificateSeries SERIES = CertificateSeries.begin();
    private static final String RIGHT = SubjectHash.of(SERIES.certificate(1)).fileName(0);

    private final Path directory = folder();
    private final List<String> changes = new ArrayList<>();

    static Stream<byte[]> seeds() {
        String hash = RIGHT.substring(0, 8);
        return Stream.of(
                        RIGHT,
                        hash + ".1",
                        hash + ".00",
                        hash + ".r0",
                        hash + ".r1",
                        hash + ".-1",
                        hash + ".+0",
                        hash + ".0 ",
                        " " + RIGHT,
                        hash + ".\u0660",
                        hash + ".\uff10",
                        RIGHT + "\n",
                        RIGHT + "\u0000",
                        "\n" + RIGHT,
                        "evil\n2031-05-05 WARN io.securerpc.trust - trust directory: 1 trusted",
                        "\r\u001b[2J\u001b[31m" + RIGHT,
                        "\u202e0.f013e17f",
                        "caf\u00e9\u2028\u2029\u0085\ud83d\ude00",
                        "\\u000a",
                        "'; rm -rf $HOME; '",
                        hash + "." + "9".repeat(200),
                        hash + ".999999999",
                        hash + ".2147483648",
                        hash + ".4294967296",
                        "x".repeat(255),
                        "\u00e9".repeat(127),
                        "\ufffd".repeat(100),
                        "..data",
                        "..",
                        ".",
                        "-rf",
                        "\u212a" + "f013e17.0")
                .map(name -> name.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyTheRightNameLetsItIn(byte[] bytes) throws IOException {
        Optional<Path> file = file(new String(bytes, StandardCharsets.UTF_8));
        if (file.isEmpty()) {
            return;
        }
        String name = String.valueOf(file.get().getFileName());
        ProcessorTime time = ProcessorTime.now();
        EntryName.of(file.get()).ifPresent(entry -> {
            assertThat(entry).hasToString(name);
            assertThat(SubjectHash.parse(entry.hash()).fileName(entry.counter()))
                    .isEqualTo(name);
        });
        installUnder(file.get(), name);
        time.requireAtMost(LIMIT);
    }

    private void installUnder(Path file, String name) throws IOException {
        // Opened before there was anything, because nobody trusted is an error at start.
        try (LiveTrust live =
                ClientTrust.installed(directory).withEmptyAllowed().open(InstantSource.system())) {
            live.onChange(changes::add);
            Files.writeString(file, SERIES.pem(1));
            live.refresh();
            assertThat(live.judge(List.of(SERIES.certificate(1))) instanceof TrustDecision.Trusted)
                    .isEqualTo(name.equals(RIGHT));
            assertThat(live.current().entries())
                    .hasSizeLessThanOrEqualTo(1)
                    .allSatisfy(entry -> assertThat(entry.toString()).matches(ONE_PRINTABLE_LINE));
            assertThat(changes).allSatisfy(line -> assertThat(line).matches(ONE_PRINTABLE_LINE));
        } catch (FileSystemException e) {
            assertThat(Files.exists(file)).isFalse(); // no name for a file here
        } finally {
            if (Files.exists(file)) {
                Files.delete(file);
            }
            changes.clear();
        }
    }

    private Optional<Path> file(String name) {
        try {
            return Optional.of(directory.resolve(name))
                    .filter(path -> directory.equals(path.getParent()) && !Files.exists(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("names");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.securerpc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.internal.SharedFile.Readers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a small file that several processes change. */
class SharedFileTest {
    @TempDir
    private Path folder;

    @Test
    void aNewFileIsItsOwnersAloneWhoeverMightReadIt() throws IOException {
        for (Readers readers : Readers.values()) {
            Path file = folder.resolve("new-" + readers);
            write(SharedFile.of(file, readers), "one");
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(folder.resolve("new-" + readers + ".lock"))).isEqualTo("rw-------");
            assertThat(file).hasContent("one");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, rw-------, rw-------",
        "r--------, rw-------, rw-------",
        "rw-r-----, rw-r-----, rw-r-----",
        "rw-rw----, rw-rw----, rw-rw----",
        "rw-r--r--, rw-r-----, rw-r--r--",
        "rw-rw-rw-, rw-rw----, rw-rw-r--",
        "rwxrwxrwx, rwxrwx---, rwxrwxr--"
    })
    void othersKeepNoRightToASecretAndNeverWrite(String before, String secret, String open) throws IOException {
        assertThat(modeAfter(before, Readers.OWNER_AND_GROUP)).isEqualTo(secret);
        assertThat(modeAfter(before, Readers.WHOEVER_COULD)).isEqualTo(open);
    }

    private String modeAfter(String before, Readers readers) throws IOException {
        Path file = Files.writeString(folder.resolve("old-" + readers), "zero");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));
        write(SharedFile.of(file, readers), "one");
        assertThat(file).hasContent("one");
        assertThat(mode(folder.resolve("old-" + readers + ".lock"))).doesNotEndWith("r--");
        return mode(file);
    }

    @Test
    void whatIsAsideIsNeverReadableByOthersNotEvenForAMoment() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "zero");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path next = folder.resolve("file.new");
        int[] seen = {0};
        write(
                SharedFile.of(file, Readers.OWNER_AND_GROUP).withStep(() -> {
                    if (Files.exists(next)) {
                        seen[0]++;
                        assertThat(modeOf(next)).endsWith("---");
                    }
                }),
                "one");
        assertThat(seen[0]).isEqualTo(2);
    }

    @Test
    void leavesALinkAndReplacesWhatItLeadsTo() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "zero");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        write(SharedFile.of(link, Readers.OWNER_AND_GROUP), "one");
        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("one");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("real", "link", "real.lock");
    }

    @Test
    void neverFollowsALinkThatLiesInThePlaceOfWhatIsWrittenAside() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "precious");
        Path file = Files.writeString(folder.resolve("file"), "zero");
        Files.createSymbolicLink(folder.resolve("file.new"), other);
        write(SharedFile.of(file, Readers.OWNER_AND_GROUP), "one");
        assertThat(other).hasContent("precious");
        assertThat(file).isRegularFile().hasContent("one");
    }

    @Test
    void aChangeThatIsRefusedLeavesTheFileAndTheLock() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "zero");
        SharedFile shared = SharedFile.of(file, Readers.OWNER_AND_GROUP);
        assertThatThrownBy(() -> shared.change(
                        present -> {
                            throw new IllegalArgumentException("no");
                        },
                        Refused::new))
                .hasMessage("no");
        shared.change(present -> Optional.empty(), Refused::new);
        assertThat(file).hasContent("zero");
        write(shared, "one");
        assertThat(file).hasContent("one");
    }

    @Test
    void writesNothingThatNobodyCouldReadAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "zero");
        assertThatThrownBy(() -> write(SharedFile.of(file, Readers.OWNER_AND_GROUP), "x".repeat((1 << 20) + 1)))
                .hasMessage("would have 1048577 bytes (expected: at most 1048576)");
        assertThat(file).hasContent("zero");
    }

    @Test
    void doesNotWaitForEverForAProcessThatHangs() throws IOException {
        Path file = folder.toRealPath().resolve("file");
        SharedFile shared = SharedFile.of(file, Readers.OWNER_AND_GROUP).withPatience(Duration.ofSeconds(1));
        assertThat(SharedFile.PATIENCE).isEqualTo(Duration.ofSeconds(30));
        try (FileMutex held = FileMutex.take(folder.toRealPath().resolve("file.lock"), Duration.ofSeconds(10))
                .orElseThrow()) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> write(shared, "one"))
                    .hasMessage("being changed by another process for 1 s (expected: one change at a time)");
        }
        assertThat(file).doesNotExist();
        write(shared, "one");
        assertThat(file).hasContent("one");
    }

    /** As where the machine has stood still for longer than anybody waits. */
    @Test
    void triesOnceWhoeverHasNoTimeLeft() throws IOException {
        Path file = folder.resolve("file");
        write(SharedFile.of(file, Readers.OWNER_AND_GROUP).withPatience(Duration.ZERO), "one");
        assertThat(file).hasContent("one");
    }

    @Test
    void saysWhyAFileCannotBeChanged() {
        Path file = folder.resolve("missing").resolve("file");
        assertThatThrownBy(() -> write(SharedFile.of(file, Readers.OWNER_AND_GROUP), "one"))
                .isInstanceOf(Refused.class)
                .hasMessage("cannot be changed: java.nio.file.NoSuchFileException: " + file.getParent()
                        + " (expected: a file and a folder this process may write to)");
    }

    private static void write(SharedFile file, String text) {
        file.change(present -> Optional.of(text.getBytes(StandardCharsets.UTF_8)), Refused::new);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String modeOf(Path file) {
        try {
            return mode(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String found, String expected) {
            super(found + " (expected: " + expected + ")");
        }
    }
}

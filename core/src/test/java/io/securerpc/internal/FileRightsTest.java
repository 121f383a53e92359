package io.securerpc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRightsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        file = Files.createFile(folder.resolve("file"));
    }

    @ParameterizedTest
    @CsvSource({
        "SECRET, rwx--x--x,",
        "SECRET, rw-r-----, readable by other users (expected: mode 0600)",
        "SECRET, rw----r--, readable by other users (expected: mode 0600)",
        "SECRET, rw--w----, writable by other users (expected: mode 0600)",
        "SECRET, rw-----w-, writable by other users (expected: mode 0600)",
        "SECRET, rw-rw----, readable and writable by other users (expected: mode 0600)",
        "SHARED_SECRET, rw-rw----,",
        "SHARED_SECRET, rw----r--, readable by other users (expected: mode 0600)",
        "SHARED_SECRET, rw-----w-, writable by other users (expected: mode 0600)",
        "SHARED_SECRET, rw-rw-rw-, readable and writable by other users (expected: mode 0600)",
        "PUBLIC, rw-rw-r--,",
        "PUBLIC, rw-rw-rw-, writable by other users (expected: mode 0644)",
        "PUBLIC, rw-----w-, writable by other users (expected: mode 0644)",
    })
    void namesWhatOthersMayDoTooMuch(FileRights rights, String mode, String excess) throws IOException {
        mode(file, mode);
        assertThat(rights.excess(file).orElse(null)).isEqualTo(excess);
    }

    @Test
    void looksAtWhatALinkLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file.getFileName());
        mode(file, "rw-r--r--");
        assertThat(FileRights.PUBLIC.excess(link)).isEmpty();
        mode(file, "rw-r--rw-");
        assertThat(FileRights.PUBLIC.excess(link)).contains("writable by other users (expected: mode 0644)");
    }

    @Test
    void namesAFolderInWhichOthersMayReplaceTheFile() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        mode(open, "rwxr-xrwx");
        Path inside = Files.createFile(open.resolve("inside"));
        mode(inside, "rw-r--r--");
        Path link = Files.createSymbolicLink(folder.resolve("link"), inside);
        String expected = "list: replaceable by other users, who may write to '" + open + "' (expected: mode 0755)";

        assertThat(FileRights.PUBLIC.warnings("list", inside)).containsExactly(expected);
        assertThat(FileRights.PUBLIC.warnings("list", link)).containsExactly(expected);
        assertThat(FileRights.PUBLIC.warnings("list", file)).isEmpty();
    }

    @Test
    void theStickyBitKeepsFilesFromBeingReplacedAndNobodyFromAddingOne() throws IOException {
        mode(folder, "rwxrwxrwx");
        assertThat(FileRights.lendsPlaces(folder)).isTrue();
        assertThat(FileRights.takesFromOthers(folder)).isTrue();

        Files.setAttribute(folder, "unix:mode", 01777);

        assertThat(FileRights.lendsPlaces(folder)).isFalse();
        assertThat(FileRights.takesFromOthers(folder)).isTrue();
    }

    @Test
    void saysNothingOfAFileThatIsNotThere() {
        assertThat(FileRights.SECRET.warnings("list", folder.resolve("none"))).isEmpty();
    }

    @Test
    void saysNothingWhereThereAreNoModes() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Path there = Files.createFile(zip.getPath("/file"));
            assertThat(FileRights.SECRET.warnings("list", there)).isEmpty();
            assertThat(FileRights.takesFromOthers(zip.getPath("/"))).isFalse();
            OwnerOnlyFiles.writeNew(zip.getPath("/new"), new byte[] {1}, false);
            assertThat(Files.readAllBytes(zip.getPath("/new"))).containsExactly(1);
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}

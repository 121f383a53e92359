package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.both;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.Unprivileged;
import io.securerpc.trust.DirectoryFailure.Course;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which the trust directory fails before anything was read from it: the start fails, and works once the directory is good. */
class FailingStartTest {
    private static final String EXPECTED =
            " (expected: a directory with at least one PEM certificate under its subject hash, such as f013e17f.0)";

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource({
        "DIRECTORY_MISSING, missing",
        "VOLUME_NOT_MOUNTED, missing",
        "FILE_IN_PLACE_OF_DIRECTORY, not a directory",
        "DIRECTORY_EMPTIED, empty",
        "VOLUME_SWAPPED_FOR_AN_EMPTY_ONE, empty"
    })
    void failsUntilTheDirectoryIsGood(DirectoryFailure failure, String found) throws Exception {
        FailingDirectory directory = FailingDirectory.in(temporary);
        failure.happenTo(directory);

        assertRefused(ClientTrust.installed(directory.clients), found);

        failure.endIn(directory);
        assertOpens(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "DIRECTORY_MISSING, missing",
        "VOLUME_NOT_MOUNTED, missing",
        "FILE_IN_PLACE_OF_DIRECTORY, not a directory"
    })
    void isNotSavedByAllowingAnEmptyDirectory(DirectoryFailure failure, String found) throws Exception {
        FailingDirectory directory = FailingDirectory.in(temporary);
        failure.happenTo(directory);

        assertRefused(ClientTrust.installed(directory.clients).withEmptyAllowed(), found);
    }

    @Test
    void startsWithAnEmptyDirectoryWhereThatIsAllowedAndAdmitsWhoeverIsInstalled() throws Exception {
        FailingDirectory directory = FailingDirectory.in(temporary);
        directory.deleteEntries();

        LiveTrust live =
                ClientTrust.installed(directory.clients).withEmptyAllowed().open(new MovableClock());
        assertThat(both(live, FailingDirectory.USER)).isEqualTo("NOT_INSTALLED / NOT_INSTALLED");

        directory.install();
        live.refresh();
        assertThat(both(live, FailingDirectory.USER)).isEqualTo(Course.TRUSTED);
    }

    @ParameterizedTest
    @CsvSource({"LINK_TO_NOTHING", "FILE_HALF_WRITTEN", "FILE_EMPTY"})
    void startsForTheOtherWhereOneEntryIsBad(DirectoryFailure failure) throws Exception {
        FailingDirectory directory = FailingDirectory.in(temporary);
        failure.happenTo(directory);

        LiveTrust live = ClientTrust.installed(directory.clients).open(new MovableClock());
        assertThat(both(live, FailingDirectory.USER)).isEqualTo("NOT_INSTALLED / NOT_INSTALLED");
        assertThat(both(live, FailingDirectory.OTHER)).isEqualTo(Course.OTHER_TRUSTED);

        failure.endIn(directory);
        live.refresh();
        assertThat(both(live, FailingDirectory.USER)).isEqualTo(Course.TRUSTED);
    }

    @Test
    void failsWhereTheDirectoryMayNotBeRead() {
        assertThat(Unprivileged.run(UnreadableStarts.class, temporary.toString()))
                .isEqualTo("""
                        DIRECTORY_UNREADABLE
                        DIRECTORY_LISTED_BUT_LOCKED
                        PARENT_UNREADABLE
                        """);
    }

    /** Run in a process that permissions bind. */
    static final class UnreadableStarts {
        private UnreadableStarts() {}

        public static void main(String[] arguments) throws Exception {
            for (DirectoryFailure failure : List.of(
                    DirectoryFailure.DIRECTORY_UNREADABLE,
                    DirectoryFailure.DIRECTORY_LISTED_BUT_LOCKED,
                    DirectoryFailure.PARENT_UNREADABLE)) {
                Path root = Files.createDirectories(Path.of(arguments[0], failure.name()));
                FailingDirectory directory = FailingDirectory.in(root);
                ClientTrust trust = ClientTrust.installed(directory.clients);
                failure.happenTo(directory);

                assertRefused(trust, "unreadable: access denied");
                assertRefused(trust.withEmptyAllowed(), "unreadable: access denied");

                failure.endIn(directory);
                assertOpens(directory);
                System.out.print(failure + "\n");
            }
        }
    }

    private static void assertRefused(ClientTrust trust, String found) {
        assertThatThrownBy(() -> trust.open(new MovableClock()))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessage("trust directory " + trust.directory().orElseThrow() + ": " + found + EXPECTED);
    }

    private static void assertOpens(FailingDirectory directory) throws IOException {
        LiveTrust live = ClientTrust.installed(directory.clients).open(new MovableClock());
        assertThat(both(live, FailingDirectory.USER)).isEqualTo(Course.TRUSTED);
    }
}

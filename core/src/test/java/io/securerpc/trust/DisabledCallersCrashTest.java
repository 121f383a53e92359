package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.CrashAt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever step of a change is the last one: the list is that of before or that of afterwards, never none, and the next change finishes. */
class DisabledCallersCrashTest {
    private static final int MORE_THAN_ANY_CHANGE_HAS = 12;
    private static final String BEFORE = "# audit\ncertificate:old\n";

    @TempDir
    private Path temporary;

    private enum Change {
        ADD("# audit\ncertificate:old\nca:corp|new\n") {
            @Override
            void make(Path file, Runnable step) {
                DisabledCallersEdit.add(file, "ca:corp|new", step);
            }
        },
        REMOVE("# audit\n") {
            @Override
            void make(Path file, Runnable step) {
                DisabledCallersEdit.remove(file, "certificate:old", step);
            }
        };

        private final String after;

        Change(String after) {
            this.after = after;
        }

        abstract void make(Path file, Runnable step);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void leavesTheListOfBeforeOrTheOneOfAfterwards(Change change) throws IOException {
        List<String> found = new ArrayList<>();
        boolean done = false;
        for (int last = 1; !done; last++) {
            assertThat(last).isLessThan(MORE_THAN_ANY_CHANGE_HAS);
            Path folder = Files.createDirectory(temporary.resolve("folder" + last));
            Path file = Files.writeString(folder.resolve("disabled"), BEFORE);
            done = CrashAt.step(last).survives(step -> change.make(file, step));
            found.add(Files.readString(file));
            // Nobody holds the lock, and what lies aside is in nobody's way.
            change.make(file, () -> {});
            assertThat(file).hasContent(change.after);
            DisabledCallers.add(file, "certificate:next");
            assertThat(file).hasContent(change.after + "certificate:next\n");
            assertThat(folder.toFile().list()).containsExactlyInAnyOrder("disabled", "disabled.lock");
        }
        // Before the rename, after it, and without a crash.
        assertThat(found).containsExactly(BEFORE, BEFORE, BEFORE, change.after, change.after);
    }
}

package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.both;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Unprivileged;
import io.securerpc.trust.DirectoryFailure.Course;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which the trust directory fails while it is followed: who is refused and cut, when, and that it recovers by itself. */
class FailingDirectoryTest {
    private static final Duration TICK = Duration.ofMillis(1);

    @TempDir
    private Path temporary;

    static Stream<Arguments> failures() {
        return Stream.of(DirectoryFailure.values())
                .filter(failure -> !failure.byPermission())
                .flatMap(failure -> Stream.of(Look.values()).map(look -> Arguments.of(failure, look)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refusesAtOnceCutsInTimeAndRecovers(DirectoryFailure failure, Look look) throws Exception {
        new Scenario(temporary, look).cutsAndRecovers(failure);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void cutsNobodyWhereItRecoversInTime(DirectoryFailure failure, Look look) throws Exception {
        new Scenario(temporary, look).recoversInTime(failure);
    }

    @Test
    void doesTheSameWhereNothingMayBeRead() {
        assertThat(Unprivileged.run(UnreadableFailures.class, temporary.toString()))
                .isEqualTo("""
                        FILE_UNREADABLE
                        DIRECTORY_UNREADABLE
                        DIRECTORY_LISTED_BUT_LOCKED
                        PARENT_UNREADABLE
                        """);
    }

    @Test
    void saysLoudlyThatNobodyIsTrustedAnyMore() throws Exception {
        Scenario scenario = new Scenario(temporary, Look.EVERYWHERE);
        scenario.cutsAndRecovers(DirectoryFailure.DIRECTORY_EMPTIED);

        assertThat(scenario.changes)
                .containsExactly(
                        "0 trusted; NOBODY IS TRUSTED ANY MORE; removed certificate:rpc.user.1, certificate:rpc.user.2",
                        "2 trusted; added certificate:rpc.user.1, certificate:rpc.user.2");
    }

    @Test
    void saysWhyNobodyIsAdmittedAndThatItIsOver() throws Exception {
        List<String> said = new ArrayList<>();
        for (DirectoryFailure failure : List.of(
                DirectoryFailure.DIRECTORY_MISSING,
                DirectoryFailure.FILE_IN_PLACE_OF_DIRECTORY,
                DirectoryFailure.VOLUME_NOT_MOUNTED)) {
            Path root = Files.createDirectory(temporary.resolve(failure.name()));
            Scenario scenario = new Scenario(root, Look.EVERYWHERE);
            scenario.cutsAndRecovers(failure);
            said.addAll(scenario.changes);
        }

        String again = "2 trusted; readable again";
        assertThat(said)
                .containsExactly(
                        "missing: nobody new is admitted",
                        again,
                        "not a directory: nobody new is admitted",
                        again,
                        "missing: nobody new is admitted",
                        again);
    }

    /** A look at many files takes its time, and finds none of them from then on. */
    @ParameterizedTest
    @EnumSource
    void cutsNobodyWhereItGoesWhileItsFilesAreLookedAt(Look look) throws Exception {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        Scenario scenario = new Scenario(temporary, look, () -> {
            meanwhile.getAndSet(() -> {}).run();
            return System.nanoTime();
        });
        meanwhile.set(scenario::takeAway);
        for (int i = 0; i < 2; i++) {
            scenario.assertNow(DirectoryFailure.DIRECTORY_MISSING.course);
        }
        DirectoryFailure.DIRECTORY_MISSING.endIn(scenario.directory);
        scenario.assertBothTrusted();
        assertThat(scenario.changes).containsExactly("missing: nobody new is admitted", "2 trusted; readable again");
    }

    /** How the directory is looked at. */
    enum Look {
        /** By whoever asks for it. */
        EVERYWHERE,
        /** By the watcher, a slice of time at each look; after a change a second one compares the files. */
        BY_SLICES
    }

    /** Runs what permissions make fail, in a process that they bind; writes the name of each that went as it should. */
    static final class UnreadableFailures {
        private UnreadableFailures() {}

        public static void main(String[] arguments) throws Exception {
            for (DirectoryFailure failure : DirectoryFailure.values()) {
                if (failure.byPermission()) {
                    for (Look look : Look.values()) {
                        Path root = Path.of(arguments[0], failure + "-" + look);
                        new Scenario(Files.createDirectories(root.resolve("cut")), look).cutsAndRecovers(failure);
                        new Scenario(Files.createDirectories(root.resolve("in time")), look).recoversInTime(failure);
                    }
                    System.out.print(failure + "\n");
                }
            }
        }
    }

    /** One directory being followed, by a clock that moves only when told to. */
    private static final class Scenario {
        private final FailingDirectory directory;
        private final MovableClock clock = new MovableClock();
        private final LiveTrust live;
        private final Look look;
        private final List<String> changes = new ArrayList<>();

        Scenario(Path root, Look look) throws IOException {
            this(root, look, System::nanoTime);
        }

        Scenario(Path root, Look look, LongSupplier nanoTime) throws IOException {
            this.directory = FailingDirectory.in(root);
            this.live = LiveTrust.open(ClientTrust.installed(directory.clients), clock, nanoTime);
            this.look = look;
            String subject = "trust directory " + directory.clients + ": ";
            live.onChange(line -> changes.add(line.replace(subject, "")));
            assertBothTrusted();
        }

        void cutsAndRecovers(DirectoryFailure failure) throws IOException {
            Course course = failure.course;
            failure.happenTo(directory);
            assertNow(course.user(), course.other());
            if (!course.patience().isZero()) {
                clock.advance(course.patience().minus(TICK));
                assertNow(course.user(), course.other());
                clock.advance(TICK);
                assertNow(course.userAfter(), course.otherAfter());
            }
            failure.endIn(directory);
            assertBothTrusted();
        }

        /** Twice: what was borne once must not shorten the next time. */
        void recoversInTime(DirectoryFailure failure) throws IOException {
            for (int i = 0; i < 2; i++) {
                failure.happenTo(directory);
                assertNow(failure.course.user(), failure.course.other());
                clock.advance(failure.course.patience().dividedBy(4).multipliedBy(3));
                assertNow(failure.course.user(), failure.course.other());
                failure.endIn(directory);
                assertBothTrusted();
            }
        }

        private void takeAway() {
            try {
                DirectoryFailure.DIRECTORY_MISSING.happenTo(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void assertNow(Course course) {
            assertNow(course.user(), course.other());
        }

        private void assertBothTrusted() {
            assertNow(Course.TRUSTED, Course.OTHER_TRUSTED);
        }

        private void assertNow(String user, String other) {
            look();
            assertThat(Arrays.asList(both(live, FailingDirectory.USER), both(live, FailingDirectory.OTHER)))
                    .containsExactly(user, other);
        }

        private void look() {
            if (look == Look.EVERYWHERE) {
                live.refresh();
            } else {
                live.look(false);
                live.look(false);
            }
        }
    }
}

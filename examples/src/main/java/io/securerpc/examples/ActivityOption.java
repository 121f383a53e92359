package io.securerpc.examples;

import io.securerpc.event.ActivityFile;
import io.securerpc.event.ActivityFileException;
import io.securerpc.event.ActivityReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a running server writes down who is connected, and what it has written. */
final class ActivityOption {
    @Option(
            names = "--activity-file",
            paramLabel = "FILE",
            description = "The activity file of the server; without it, that of the configuration.")
    private @Nullable Path file;

    /** What can be learned from the file; empty where none is named. */
    Optional<Seen> seen(DirectoryOption directory, Instant now) {
        return Optional.ofNullable(file).or(directory::activityFile).map(path -> Seen.read(path, now));
    }

    /**
     * What a file says, and how far that can be believed.
     *
     * @param report what it says; empty where it cannot be read
     * @param present whether it says who is connected now
     * @param text one line about that
     */
    record Seen(Optional<ActivityReport> report, boolean present, String text) {
        private static Seen read(Path path, Instant now) {
            String name = "'" + Printable.of(path.toString()) + "'";
            ActivityReport report;
            try {
                report = ActivityFile.load(path);
            } catch (ActivityFileException e) {
                return new Seen(Optional.empty(), false, Printable.of(String.valueOf(e.getMessage())));
            }
            long age = Math.max(0, Duration.between(report.written(), now).toSeconds());
            String process = "process " + report.server().process();
            if (!report.server().running()) {
                return new Seen(
                        Optional.of(report),
                        false,
                        "the server that wrote " + name + " (" + process + ") has stopped at " + report.written());
            }
            return report.outdated(now)
                    ? new Seen(
                            Optional.of(report),
                            false,
                            "no running server has written " + name + " for " + age + " s (" + process + " did at "
                                    + report.written() + ")")
                    : new Seen(
                            Optional.of(report),
                            true,
                            "as of " + report.written() + ", " + age + " s ago (" + name + ", " + process + ")");
        }
    }
}

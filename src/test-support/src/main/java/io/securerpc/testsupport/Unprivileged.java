package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a program whom file permissions bind. Builds often run as root, to whom every file is readable: then the program runs without root's power
 * over files, which {@code setpriv} takes away.
 */
public final class Unprivileged {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String LESS = "-dac_override,-dac_read_search";
    private static final List<String> SETPRIV = List.of("setpriv", "--bounding-set=" + LESS, "--inh-caps=" + LESS);

    private Unprivileged() {}

    /**
     * Runs a main class of the tests in a JVM of its own, with this JVM's class path. Where that cannot be, the test is skipped with what to
     * install, or fails when the environment says {@code CI=true}.
     *
     * @param program has a {@code main} method; whatever it throws fails the test
     * @param arguments for the program
     * @return what it wrote to its standard output
     */
    public static String run(Class<?> program, String... arguments) {
        requireNonNull(program, "program");
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        List<String> command = new ArrayList<>();
        if (readsEverything()) {
            Tools.require(Map.of("setpriv", "util-linux"));
            Tools.requireSuccess("the right to give up rights", with(SETPRIV, "true"));
            command.addAll(SETPRIV);
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        return Tools.run(LIMIT, with(command, arguments)).success();
    }

    private static String[] with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Whether permissions mean nothing to this process. */
    private static boolean readsEverything() {
        try {
            Path file = Files.createTempFile("permission", ".test");
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
                return Files.isReadable(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands make is written by nobody but its owner, whatever the process that runs them lets files be. */
class UmaskTest {
    @TempDir
    Path folder;

    @BeforeEach
    void requireModes() throws IOException {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Files.createDirectory(folder.resolve("clients"), mode("rwxr-xr-x"));
        Files.createFile(folder.resolve("disabled"), mode("rw-r--r--"));
        Files.createFile(folder.resolve("password"), mode("rw-------"));
        Files.writeString(folder.resolve("password"), "correct horse\n");
    }

    @Test
    void nobodyElseWritesWhatIsMadeWithoutAMask() throws Exception {
        assertThat(made("000"))
                .isEqualTo(Map.ofEntries(
                        Map.entry("clients", "rwxr-xr-x"),
                        Map.entry("clients/..secure-rpc.lock", "rw-r--r--"),
                        Map.entry("clients/bob.cert.pem", "rw-r--r--"),
                        Map.entry("made", "rwxr-xr-x"),
                        Map.entry("made/deep", "rwxr-xr-x"),
                        Map.entry("made/deep/tls", "rwx------"),
                        Map.entry("made/deep/tls/bob.pem", "rw-------"),
                        Map.entry("made/deep/tls/server.cert.pem", "rw-r--r--"),
                        Map.entry("made/deep/tls/server.key.pem", "rw-------"),
                        Map.entry("password", "rw-------"),
                        Map.entry("disabled", "rw-r--r--"),
                        Map.entry("disabled.lock", "rw-r-----"),
                        Map.entry("tokens", "rw-------"),
                        Map.entry("tokens.lock", "rw-------"),
                        Map.entry("users", "rw-------"),
                        Map.entry("users.lock", "rw-------")));
    }

    @Test
    void aStricterMaskStaysStricter() throws Exception {
        assertThat(made("077"))
                .containsEntry("clients/..secure-rpc.lock", "rw-------")
                .containsEntry("clients/bob.cert.pem", "rw-------")
                .containsEntry("made", "rwx------")
                .containsEntry("made/deep/tls/server.cert.pem", "rw-------");
    }

    /** All that is there once the commands have run, but for links, whose mode means nothing. */
    private Map<String, String> made(String umask) throws Exception {
        Process commands = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "umask \"$0\" && exec \"$@\"",
                        umask,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Commands.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(commands.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(commands.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(commands.exitValue()).as(said).isZero();
        } finally {
            commands.destroyForcibly();
        }
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                modes.put(folder.relativize(path).toString(), mode(path));
            }
        }
        modes.remove(""); // the test's own
        return modes;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** Runs them in a process of their own, whose mask is its own. */
    static final class Commands {
        private Commands() {}

        public static void main(String... arguments) {
            String at = arguments[0] + "/";
            List.of(
                            List.of("certificate", "self-signed", "--name", "localhost", "--out", at + "made/deep/tls"),
                            List.of(
                                    "client",
                                    "add",
                                    "bob",
                                    "--directory",
                                    at + "clients",
                                    "--out",
                                    at + "made/deep/tls"),
                            List.of("client", "disable", "token:ci", "--list", at + "disabled"),
                            List.of("token", "new", "ci", "--permission", "control", "--file", at + "tokens"),
                            List.of(
                                    "user",
                                    "add",
                                    "alice",
                                    "--users",
                                    at + "users",
                                    "--password-file",
                                    at + "password"))
                    .forEach(command -> {
                        int exit = SecureRpcNode.commandLine().execute(command.toArray(String[]::new));
                        if (exit != 0) {
                            System.exit(exit);
                        }
                    });
            System.exit(0);
        }
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/** The npm packages that tests use, as their lock file names them, below {@code target}. */
final class NodePackages {
    /** What has to be installed to run scripts, with its Debian package. */
    static final Map<String, String> TOOLS = Map.of("node", "nodejs", "npm", "npm");

    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src", "test", "browser")
            .toAbsolutePath();
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "target", "browser").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private NodePackages() {}

    /** Installs them if they are not there as locked; skips the test, or fails it under {@code CI=true}, where it cannot be. */
    static synchronized Path folder() {
        Tools.require(TOOLS);
        try {
            Files.createDirectories(FOLDER);
            return installed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path installed() throws IOException {
        // Another process of tests may install them too.
        try (FileChannel channel =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock unused = channel.lock()) {
            boolean stale = copied("package.json") | copied("package-lock.json");
            copied("chromium.mjs");
            copied("parity.mjs");
            copied("websocket.mjs");
            copied("ethers.mjs");
            if (stale || Files.notExists(FOLDER.resolve("node_modules/.package-lock.json"))) {
                String[] install = {
                    "npm",
                    "ci",
                    "--prefix",
                    FOLDER.toString(),
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--omit=optional",
                    // What has been fetched once is fetched no more; and one that does not come is asked for again.
                    "--prefer-offline",
                    "--fetch-retries=5"
                };
                Tools.requireSuccess("packages of " + SOURCES.getFileName(), PATIENCE, install);
            }
            assertThat(FOLDER.resolve("node_modules/playwright-core")).isDirectory();
            assertThat(FOLDER.resolve("node_modules/ethers")).isDirectory();
            return FOLDER;
        }
    }

    /** Tells whether the copy was missing or another. */
    private static boolean copied(String name) throws IOException {
        Path copy = FOLDER.resolve(name);
        boolean same = Files.exists(copy) && Files.mismatch(SOURCES.resolve(name), copy) < 0;
        if (!same) {
            Files.copy(SOURCES.resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return !same;
    }
}

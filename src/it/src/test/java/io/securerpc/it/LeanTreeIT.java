package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project gets that depends on {@code secure-rpc-jetty} alone: enough to serve, and not a jar more. */
class LeanTreeIT {
    private static final Path CONSUMER = Path.of(System.getProperty("secure-rpc.lean-consumer"));

    @Test
    void dependsOnExactlyTheJarsOfTheList() throws IOException {
        List<String> names =
                classPath().stream().map(LeanTreeIT::artifact).sorted().toList();

        assertThat(names).containsExactlyElementsOf(listed());
        assertThat(names)
                .noneMatch(name -> name.matches(
                        "jetty-.*(annotations|plus|webapp|jndi|cdi).*|asm.*|jakarta\\.(enterprise|inject).*"));
    }

    @Test
    void servesHttpsAndWssOnThatClassPath(@TempDir Path folder) throws IOException {
        List<String> path = Stream.concat(Stream.of(CONSUMER.resolve("classes").toString()), classPath().stream())
                .toList();

        Tools.Output output = Tools.run(
                Duration.ofSeconds(60),
                folder,
                new byte[0],
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, path),
                "consumer.LeanConsumer",
                folder.resolve("identity").toString());

        assertThat(output.exit()).as(output.stdout() + output.stderr()).isZero();
        assertThat(output.stdout()).isEqualTo("https: {\"answer\":42}\nwss: {\"answer\":42}\n");
    }

    private static List<String> classPath() throws IOException {
        Path file = CONSUMER.resolve("runtime-class-path");
        assertThat(file).as("written by the package phase of lean-consumer").exists();
        return List.of(Files.readString(file).trim().split(File.pathSeparator));
    }

    private static List<String> listed() throws IOException {
        try (var stream = Objects.requireNonNull(LeanTreeIT.class.getResourceAsStream("lean-tree.txt"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** The file's name without its version; in the reactor a module may still be a folder of classes. */
    private static String artifact(String entry) {
        Path path = Path.of(entry);
        String name = path.endsWith(Path.of("target", "classes"))
                ? "secure-rpc-"
                        + path.getParent().getParent().getFileName().toString().replace("jetty-adapter", "jetty")
                : path.getFileName().toString();
        return name.replaceFirst("-[0-9][^/]*\\.jar$", "");
    }
}

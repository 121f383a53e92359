package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.jetty.PlantedProcess.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets are planted in files, settings and requests; every path is taken in a process whose loggers are all at TRACE; and all that the process has said is searched for them: log, events,
 * meters, exceptions with their causes, thread names, and the text of every object that the servers hold.
 */
class PlantedSecretsIT {
    private static final String JETTY = "org.eclipse.jetty.";
    private static final String ALL = "defaultLogLevel=trace";

    @TempDir
    private Path root;

    private PlantedFolder folder;

    @BeforeEach
    void plant() throws IOException {
        folder = new PlantedFolder(root);
    }

    @Test
    void nothingOfTheLibrarySaysASecretAtAnyLevel() throws Exception {
        PlantedProcess node = PlantedProcess.start(root, ALL);
        try (node) {
            PlantedDoors doors = new PlantedDoors(node, folder);
            List<String> offered = doors.webSockets();
            doors.misplace(offered);
            for (String secret : concat(folder.presented(), folder.keys.tokens())) {
                doors.presentAtEveryDoor(secret);
                steps(node, secret);
            }
            for (String secret : offered) {
                steps(node, secret);
            }
            node.step("offer " + folder.keys.proof());
            PlantedReloads reloads = new PlantedReloads(node, folder);
            reloads.reloads();
            reloads.brokenFiles();
            node.step("fail");
            node.step("show");
        }
        assertThat(node.said().stream().filter(this::tells)).isEmpty();
        assertThat(node.log(line -> !line.logger().startsWith(JETTY) && tells(line.text())))
                .isEmpty();
        // What Jetty warns of is a Host that cannot be one; nobody's credential belongs there.
        assertThat(revealing(
                        node,
                        line -> !line.level().equals("DEBUG") && !line.level().equals("TRACE")))
                .isSubsetOf("org.eclipse.jetty.http.HttpParser", "org.eclipse.jetty.util.HostPort");
        assertEverythingWasTried(node);
    }

    @Test
    void theLoggersThatRevealCredentialsAreThoseThatTheServerWarnsOf() throws Exception {
        PlantedProcess node = PlantedProcess.start(root, ALL);
        try (node) {
            PlantedDoors doors = new PlantedDoors(node, folder);
            doors.webSockets();
            for (String secret : concat(folder.presented(), folder.keys.tokens())) {
                doors.presentAtEveryDoor(secret);
            }
        }
        assertThat(revealing(node, line -> true)).containsExactlyElementsOf(new TreeSet<>(RevealingLoggers.NAMES));
        assertThat(warnings(node))
                .containsExactly("log: passwords and tokens of callers are written to it, by the loggers "
                        + String.join(", ", RevealingLoggers.NAMES)
                        + " at level DEBUG (expected: INFO or higher where credentials are accepted)");
    }

    @Test
    void withThoseLoggersAtInfoNoCredentialIsLoggedWhateverTheOthersAreAt() throws Exception {
        PlantedProcess node = PlantedProcess.start(
                root,
                Stream.concat(Stream.of(ALL), RevealingLoggers.NAMES.stream().map(name -> "log." + name + "=info"))
                        .toArray(String[]::new));
        try (node) {
            PlantedDoors doors = new PlantedDoors(node, folder);
            doors.webSockets();
            for (String secret : concat(folder.presented(), folder.keys.tokens())) {
                doors.presentAtEveryDoor(secret);
            }
        }
        assertThat(revealing(node, line -> true)).isEmpty();
        assertThat(warnings(node)).isEmpty();
        AtomicInteger records = new AtomicInteger();
        node.eachRecord(record -> {
            records.incrementAndGet();
        });
        assertThat(records).hasValueGreaterThan(10_000);
    }

    /** A secret that is said on purpose is noticed, whichever way it is said. */
    @ParameterizedTest
    @ValueSource(strings = {"log", "cause", "event", "meter", "object", "thread"})
    void aLeakIsNoticed(String way) throws Exception {
        PlantedProcess node = PlantedProcess.start(root, "defaultLogLevel=warn", "log.io.securerpc=trace");
        try (node) {
            node.ports();
            node.step(way + " " + folder.password);
            node.step("show");
        }
        boolean logged = !node.log(line -> tells(line.text())).isEmpty();
        boolean said = node.said().stream().anyMatch(this::tells);
        assertThat(logged).isEqualTo(Set.of("log", "cause", "event").contains(way));
        assertThat(said).isEqualTo(!Set.of("log", "cause").contains(way));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private boolean tells(String text) {
        return !folder.planted.in(text).isEmpty();
    }

    private Set<String> revealing(PlantedProcess node, Predicate<Line> which) {
        Set<String> loggers = new TreeSet<>();
        node.eachRecord(line -> {
            if (which.test(line) && !loggers.contains(line.logger()) && tells(line.text())) {
                loggers.add(line.logger());
            }
        });
        return loggers;
    }

    private static List<String> warnings(PlantedProcess node) {
        return node.said().stream()
                .filter(line -> line.contains(" | log: "))
                .map(line -> line.substring(line.indexOf(" | ") + 3))
                .distinct()
                .toList();
    }

    /** Or nothing was found because nothing was done. */
    private static void assertEverythingWasTried(PlantedProcess node) {
        String said = String.join("\n", node.said());
        assertThat(said)
                .contains(
                        "token: unknown",
                        "token: malformed",
                        "jwt: wrong",
                        "jwt: expired",
                        "parity-proof: replayed",
                        "parity-proof: unknown",
                        "parity-proof: malformed",
                        "ticket: replayed",
                        "ticket: unknown",
                        "basic: wrong",
                        "basic: unknown",
                        "credential-malformed")
                .contains(
                        "host-not-allowed",
                        "origin-malformed",
                        "origin-not-allowed",
                        "method-not-allowed",
                        "content-type")
                .contains("call-forbidden", "too-many-attempts", "the new file is not used", "meter MeterId{name=")
                .contains("verdict Admitted", "verdict ProofNeeded", "thread secure-rpc-", "refused users as users: ")
                .contains("refused keys as JWT keys: ", "a private or symmetric key", "refused no path: ")
                .doesNotContain("not refused: ");
        assertThat(said.lines().filter(line -> line.startsWith("texts ")).findFirst())
                .hasValueSatisfying(
                        line -> assertThat(Integer.parseInt(line.substring(6))).isGreaterThan(500));
    }

    private static void steps(PlantedProcess node, String secret) throws IOException {
        for (String value : PlantedRequests.credentials(secret)) {
            node.step("present " + value);
        }
        for (String list : PlantedRequests.lists(secret)) {
            node.step("offer " + list);
        }
    }
}

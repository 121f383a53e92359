package io.securerpc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.event.ClientActivity.Client;
import io.securerpc.event.ClientActivity.Connections;
import io.securerpc.trust.Vouchers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of who is connected: whole, its owner's alone, bounded, and never written over something else. */
class ActivityFileTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final ActivityReport.Server SERVER = new ActivityReport.Server(4711, START, true);
    private static final String EXPECTED = " (expected: a free name, or the activity file of an earlier run)";

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("clients.json");
    }

    @Test
    void readsBackWhatWasWritten() {
        ClientActivity connected = new ClientActivity(
                new Client(
                        "certificate:J\u00f6rg \"the\" \\ user",
                        "CN=J\\u00f6rg",
                        Fingerprint.ofDer(new byte[] {1}),
                        START.plusSeconds(86_400)),
                new Vouchers(Optional.of(folder.toAbsolutePath()), List.of("corp", "partner")),
                new Connections(1, 2, 3, Optional.of(START.plusMillis(1))),
                START.plusMillis(123));
        ActivityReport report = new ActivityReport(SERVER, START.plusSeconds(9), List.of(connected, left(2)), 5, 6);

        ActivityFile.open(path).write(report);

        assertThat(ActivityFile.load(path)).isEqualTo(report);
        assertThat(ActivityFile.open(path).last()).contains(report);
        assertThat(ActivityFile.open(path).warning()).isEmpty();
    }

    @Test
    void isTheTextThatIsDocumented() throws Exception {
        ActivityFile.open(path)
                .write(new ActivityReport(SERVER.stopped(), START.plusSeconds(9), List.of(left(2)), 0, 0));

        assertThat(path).hasContent("""
                {"format":"secure-rpc client activity","version":1,"process":4711,"started":"2026-03-01T10:00:00Z",\
                "written":"2026-03-01T10:00:09Z","running":false,"clients":[
                {"caller":"certificate:user 2","subject":"CN=user 2","fingerprint":"%s",\
                "not_after":"2026-03-01T10:00:00Z","last_seen":"2026-03-01T10:00:02Z","http1":0,"http2":0,"websocket":0,\
                "authorities":[]}
                ],"forgotten":0,"unlisted":0}
                """.formatted(Fingerprint.ofDer(new byte[] {0, 0, 0, 2})));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyButItsOwnerCanOpenIt() throws Exception {
        ActivityFile file = ActivityFile.open(path);
        file.write(report(List.of()));
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        file.write(report(List.of()));
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void beginsAnewWhereAnEarlierFileIsBroken() throws Exception {
        ActivityFile.open(path).write(report(List.of(left(1))));
        String whole = Files.readString(path);

        for (int length = 0; length < whole.length() - 1; length++) {
            Files.writeString(path, whole.substring(0, length));
            if (length == 0 || whole.substring(0, length).startsWith("{\"format\":\"secure-rpc client activity\"")) {
                ActivityFile file = ActivityFile.open(path);
                assertThat(file.last()).as("%d characters", length).isEmpty();
                assertThat(file.warning())
                        .contains("activity file '" + path + "': " + (length == 0 ? "empty" : "broken")
                                + ", begun anew: nobody was seen before");
            } else {
                assertThatThrownBy(() -> ActivityFile.open(path)).isInstanceOf(ActivityFileException.class);
            }
        }
        Files.writeString(path, whole.substring(0, 100));
        ActivityFile.open(path).write(report(List.of(left(3))));
        assertThat(ActivityFile.load(path).clients()).containsExactly(left(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"version\":2",
                "\"version\":\"1\"",
                "\"process\":null",
                "\"clients\":[{}]",
                "\"clients\":7",
                "\"written\":\"yesterday\"",
                "\"running\":1"
            })
    void readsNothingFromWhatIsOnlyAlmostOne(String wrong) throws Exception {
        ActivityFile.open(path).write(report(List.of()));
        String name = wrong.substring(0, wrong.indexOf(':') + 1);
        String text = Files.readString(path).replaceFirst(name + "([^,\\[]+|\\[\\s*])", wrong);
        Files.writeString(path, text);

        assertThatThrownBy(() -> ActivityFile.load(path))
                .isInstanceOf(ActivityFileException.class)
                .hasMessage(
                        "activity file '" + path + "': " + (wrong.equals("\"version\":2") ? "of version 2" : "broken")
                                + " (expected: an activity file)");
    }

    @Test
    void refusesAndLeavesWhatIsNoActivityFile() throws Exception {
        Files.writeString(path, "{\"format\":\"other\"}");
        assertRefused("some other file");
        assertThat(path).hasContent("{\"format\":\"other\"}");

        Files.delete(path);
        Files.createDirectory(path);
        assertRefused("not a regular file");
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void neverFollowsALink() throws Exception {
        Path target = folder.resolve("elsewhere.json");
        ActivityFile.open(target).write(report(List.of(left(1))));
        Files.createSymbolicLink(path, target);

        assertRefused("a symbolic link");
        assertThatThrownBy(() -> ActivityFile.load(path))
                .hasMessage("activity file '" + path + "': not a regular file (expected: an activity file)");
        assertThat(ActivityFile.load(target).clients()).containsExactly(left(1));
    }

    @Test
    void writesOverNothingThatCameMeanwhile() throws Exception {
        ActivityFile file = ActivityFile.open(path);
        file.write(report(List.of()));
        Files.delete(path);
        Files.writeString(path, "a letter");
        assertThatThrownBy(() -> file.write(report(List.of())))
                .hasMessage("activity file '" + path + "': some other file" + EXPECTED);
        assertThat(path).hasContent("a letter");

        Files.delete(path);
        Path target = Files.writeString(folder.resolve("target"), "a letter");
        Files.createSymbolicLink(path, target);
        assertThatThrownBy(() -> file.write(report(List.of())))
                .hasMessage("activity file '" + path + "': a symbolic link" + EXPECTED);
        assertThat(target).hasContent("a letter");

        Files.delete(path);
        file.write(report(List.of(left(1))));
        assertThat(ActivityFile.load(path).clients()).containsExactly(left(1));
    }

    @Test
    void neverWritesThroughALinkUnderTheNameItWritesAside() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "a letter");
        Files.createSymbolicLink(folder.resolve("clients.json.new"), target);

        ActivityFile.open(path).write(report(List.of()));

        assertThat(target).hasContent("a letter");
        assertThat(folder.resolve("clients.json.new")).doesNotExist();
        Files.createDirectory(folder.resolve("clients.json.new"));
        assertThatThrownBy(() -> ActivityFile.open(path).write(report(List.of())))
                .isInstanceOf(ActivityFileException.class);
        assertThat(folder.resolve("clients.json.new")).isEmptyDirectory();
    }

    @Test
    void saysWhereTheFolderIsMissing() {
        Path lost = folder.resolve("missing/clients.json");

        assertThatThrownBy(() -> ActivityFile.open(lost))
                .hasMessage("activity file '" + lost
                        + "': its folder is not there (expected: a folder this process may write to)");
        assertThatThrownBy(() -> ActivityFile.load(path))
                .hasMessage("activity file '" + path
                        + "': no such file (expected: what a server with this activity file writes)");
    }

    @Test
    void keepsTheConnectedAndTheLatestAndCountsTheOthers() {
        List<ClientActivity> many = IntStream.range(0, 10_003)
                .mapToObj(number -> number < 2 ? connected(number) : left(number))
                .toList();

        ActivityFile.open(path).write(new ActivityReport(SERVER, START, many, 7, 0));

        ActivityReport read = ActivityFile.load(path);
        assertThat(read.clients())
                .hasSize(10_000)
                .startsWith(connected(1), connected(0), left(10_002))
                .endsWith(left(5));
        assertThat(read.forgotten()).isEqualTo(10);
        assertThat(read.unlisted()).isZero();
    }

    @Test
    void boundsItsBytesAndCountsWhoIsConnectedAndNotListed() throws Exception {
        String name = "x".repeat(100_000);
        List<ClientActivity> many = IntStream.range(0, 300)
                .mapToObj(number -> new ClientActivity(
                        new Client("certificate:" + number + name, "CN=x", fingerprint(number), START),
                        Vouchers.NONE,
                        new Connections(1, 0, 0, Optional.of(START)),
                        START))
                .toList();

        ActivityFile.open(path).write(report(many));

        assertThat(Files.size(path)).isLessThan(17L * 1024 * 1024);
        ActivityReport read = ActivityFile.load(path);
        assertThat(read.clients()).hasSizeLessThan(300);
        assertThat(read.unlisted()).isEqualTo(300 - read.clients().size());
        assertThat(read.forgotten()).isZero();
    }

    /** Readers see one report or the next, each whole. */
    @Test
    void isNeverSeenTorn() throws Exception {
        ActivityFile file = ActivityFile.open(path);
        file.write(report(List.of()));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> reads = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (!done.get() || count == 0) {
                ActivityReport seen = ActivityFile.load(path);
                assertThat(seen.forgotten()).isEqualTo(seen.clients().size());
                count++;
            }
            return count;
        });

        for (int i = 0; i < 300; i++) {
            int size = i * 37 % 200;
            file.write(new ActivityReport(
                    SERVER,
                    START,
                    IntStream.range(0, size).mapToObj(ActivityFileTest::left).toList(),
                    size,
                    0));
        }
        done.set(true);

        assertThat(reads.get()).isPositive();
    }

    @Test
    void isOutdatedOnceItsServerWouldHaveWrittenAgain() {
        ActivityReport report = report(List.of());

        assertThat(report.outdated(START.plus(ActivityReport.STALE))).isFalse();
        assertThat(report.outdated(START.plus(ActivityReport.STALE).plusMillis(1)))
                .isTrue();
        assertThat(new ActivityReport(SERVER.stopped(), START, List.of(), 0, 0).outdated(START))
                .isTrue();
    }

    @Test
    void addsUpConnections() {
        Connections one = new Connections(2, 0, 1, Optional.of(START));
        Connections other = new Connections(0, 3, 0, Optional.of(START.minusSeconds(1)));

        assertThat(one.and(other)).isEqualTo(new Connections(2, 3, 1, Optional.of(START.minusSeconds(1))));
        assertThat(other.and(one)).isEqualTo(one.and(other));
        assertThat(Connections.NONE.and(one)).isEqualTo(one);
        assertThat(one.and(other)).hasToString("2 HTTP/1.1, 3 HTTP/2, 1 WebSocket");
        assertThat(Connections.NONE).hasToString("none");
        assertThat(connected(1).left().connected()).isFalse();
        assertThat(connected(1).and(connected(1)).lastSeen())
                .isEqualTo(connected(1).lastSeen());
    }

    private void assertRefused(String found) {
        assertThatThrownBy(() -> ActivityFile.open(path))
                .isInstanceOf(ActivityFileException.class)
                .hasMessage("activity file '" + path + "': " + found + EXPECTED);
    }

    private static ActivityReport report(List<ClientActivity> clients) {
        return new ActivityReport(SERVER, START, clients, 0, 0);
    }

    private static ClientActivity connected(int number) {
        ClientActivity left = left(number);
        return new ClientActivity(
                left.client(), left.vouchers(), new Connections(0, 1, 0, Optional.of(START)), left.lastSeen());
    }

    private static ClientActivity left(int number) {
        return new ClientActivity(
                new Client("certificate:user " + number, "CN=user " + number, fingerprint(number), START),
                Vouchers.NONE,
                Connections.NONE,
                START.plusSeconds(number));
    }

    private static Fingerprint fingerprint(int number) {
        return Fingerprint.ofDer(ByteBuffer.allocate(4).putInt(number).array());
    }
}

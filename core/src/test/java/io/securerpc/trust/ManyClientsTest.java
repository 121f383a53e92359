package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.CertificateSeries;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory of many clients costs, counted in files: {@code src/benchmarks/trust} measures 100,000. */
class ManyClientsTest {
    private static final int CLIENTS = 2_000;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final CertificateSeries SERIES = CertificateSeries.begin();

    private static final List<String> NAMES = IntStream.rangeClosed(0, CLIENTS + 1)
            .mapToObj(i -> SubjectHash.of(SERIES.certificate(i)).fileName(0))
            .toList();
    private static final int TESTS = 7;
    /** Each test has a directory of its own, made with the others so that they settle together. */
    private static final Queue<Path> DIRECTORIES = new ConcurrentLinkedQueue<>();

    @TempDir
    static Path shared;

    @TempDir
    Path own;

    private final AtomicLong nanos = new AtomicLong();
    private Path directory;
    private TrustFolder folder;

    @BeforeAll
    static void installAll() throws IOException {
        List<String> files = IntStream.range(0, CLIENTS).mapToObj(SERIES::pem).toList();
        for (int test = 0; test < TESTS; test++) {
            Path made = Files.createDirectory(shared.resolve("clients" + test));
            for (int i = 0; i < CLIENTS; i++) {
                Files.writeString(made.resolve(name(i)), files.get(i));
            }
            DIRECTORIES.add(made);
        }
        // Within two seconds of a change an equal stamp proves nothing, by design.
        Path last = shared.resolve("clients" + (TESTS - 1));
        await().until(() -> FileStamp.of(last).settled()
                && EntryStamp.of(last.resolve(name(CLIENTS - 1))).settled());
    }

    /** Where each question for the time takes so long; while files are compared, each of them is one question. */
    private void open(long nanosEach) throws IOException {
        directory = DIRECTORIES.remove();
        folder = TrustFolder.unread(directory, () -> nanos.addAndGet(nanosEach));
        folder.lookAtAll(LookProgress.NONE);
        assertThat(folder.files()).hasSize(CLIENTS);
        assertThat(folder.costs().reads()).isEqualTo(CLIENTS);
    }

    private static String name(int client) {
        return NAMES.get(client);
    }

    private Spent looks(int count) throws IOException {
        TrustFolder.Costs costs = folder.costs();
        Spent before = new Spent(costs.listings(), costs.comparisons(), costs.reads(), 0);
        int changes = 0;
        for (int i = 0; i < count; i++) {
            changes += folder.look(List.of()) ? 1 : 0;
        }
        TrustFolder.Costs now = folder.costs();
        return new Spent(
                now.listings() - before.listings,
                now.comparisons() - before.comparisons,
                now.reads() - before.reads,
                changes);
    }

    private record Spent(long listings, long comparisons, long reads, int changes) {}

    @Test
    void readsNothingAgainWhileNothingChanges() throws Exception {
        open(0);
        assertThat(looks(3)).isEqualTo(new Spent(0, 3 * CLIENTS, 0, 0));
    }

    @Test
    void readsOneFileForAChangeToOneFile() throws Exception {
        open(0);
        Files.writeString(directory.resolve(name(7)), SERIES.pem(7) + "\n");
        assertThat(looks(1).reads()).isEqualTo(1);
    }

    @Test
    void readsOneFileForAReplacementOfOneFile() throws Exception {
        open(0);
        Path next = Files.writeString(own.resolve("next"), SERIES.pem(CLIENTS + 1));
        Files.move(next, directory.resolve(name(7)), StandardCopyOption.REPLACE_EXISTING);
        assertThat(looks(1)).isEqualTo(new Spent(1, CLIENTS, 1, 1));
    }

    @Test
    void readsOneFileForAnAddition() throws Exception {
        open(0);
        Files.writeString(directory.resolve(name(CLIENTS + 1)), SERIES.pem(CLIENTS + 1));
        assertThat(looks(1)).isEqualTo(new Spent(1, 1, 1, 1));
        assertThat(folder.files()).hasSize(CLIENTS + 1);
    }

    @Test
    void readsAndComparesNothingForARemoval() throws Exception {
        open(0);
        Files.delete(directory.resolve(name(7)));
        assertThat(looks(1)).isEqualTo(new Spent(1, 0, 0, 1));
        assertThat(folder.files()).hasSize(CLIENTS - 1);
    }

    @Test
    void comparesWithinItsBudgetAndStillFindsWhatWasRewrittenInPlace() throws Exception {
        open(MILLISECOND);
        assertThat(TrustFolder.CALM_NANOS / 1e6 / (500 + TrustFolder.CALM_NANOS / 1e6))
                .as("share of a core, beside an interval of 500 ms")
                .isLessThan(0.05);
        int perLook = (int) TimeUnit.NANOSECONDS.toMillis(TrustFolder.CALM_NANOS);

        assertThat(looks(10).comparisons()).isBetween(10L * (perLook - 2), 10L * perLook);

        Files.writeString(directory.resolve(name(1)), SERIES.pem(1) + "\n\n");
        Spent round = looks(CLIENTS / (perLook - 2) + 1);
        assertThat(round.reads()).as("found within one round").isPositive();
        assertThat(round.listings()).isZero();
    }

    @Test
    void comparesFasterOnceTheFolderHasChangedAndGoesOnWhereItEndedWhileItKeepsChanging() throws Exception {
        open(MILLISECOND);
        int perLook = (int) TimeUnit.NANOSECONDS.toMillis(TrustFolder.URGENT_NANOS);
        Path next = Files.writeString(own.resolve("next"), SERIES.pem(CLIENTS + 1));
        Path replaced = folder.files().lastKey();
        Files.move(next, replaced, StandardCopyOption.REPLACE_EXISTING);
        FileContent before = folder.files().get(replaced).content();
        int looks = 0;
        while (folder.files().get(replaced).content().equals(before) && looks <= 2 * (CLIENTS / (perLook - 4) + 1)) {
            Files.writeString(directory.resolve("newcomer" + looks), "");
            looks(1);
            looks++;
        }
        assertThat(folder.files().get(replaced).content())
                .as("after " + looks + " looks")
                .isNotEqualTo(before);
    }

    @Test
    void keepsTheSnapshotWhileNothingChangesAndDecidesAnewWhenACertificateExpires() throws Exception {
        TrustFixture fixture = new TrustFixture(own.resolve("few"));
        TestCertificate brief = fixture.install(TestCertificate.named("brief")
                .notAfter(fixture.clock.instant().plusSeconds(60))
                .selfSigned());
        fixture.install(TestCertificate.named("long").selfSigned());
        LiveTrust live = fixture.open();
        TrustSnapshot first = live.current();
        live.refresh();
        assertThat(live.current()).isSameAs(first);

        fixture.clock.advance(Duration.ofSeconds(62));
        live.refresh();

        assertThat(live.current()).isNotSameAs(first);
        assertThat(fixture.entries(live).get(TrustFixture.hash(brief) + ".0")).startsWith("expired at ");
        assertThat(live.current().size()).isEqualTo(1);
    }

    @Test
    void refusesAFolderOfMoreFilesThanAnybodyMeans() throws Exception {
        Path three = Files.createDirectory(own.resolve("three"));
        for (int i = 0; i < 3; i++) {
            Files.writeString(three.resolve(name(i)), SERIES.pem(i));
        }
        TrustFolder small = TrustFolder.unread(three, nanos::get, 2);
        assertThatThrownBy(() -> small.lookAtAll(LookProgress.NONE))
                .isInstanceOf(TooManyFilesException.class)
                .hasMessage("more than 2 files, which is most likely not what was meant");
        assertThat(OpeningChecks.found(three, new TooManyFilesException(2)))
                .isEqualTo("more than 2 files, which is most likely not what was meant");
        assertThat(TrustFolder.MOST_FILES).isEqualTo(250_000);
    }

    @Test
    void saysHowFarALongLoadHasComeAndEndsOneThatIsTooSlow() throws Exception {
        List<String> lines = new ArrayList<>();
        LookProgress progress = new LookProgress.FirstLook(Path.of("clients"), nanos::get, lines::add);
        progress.passed(1);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        progress.passed(500);
        progress.passed(501);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        progress.passed(1_000);
        assertThat(lines)
                .containsExactly(
                        "trust directory clients: 500 files read so far",
                        "trust directory clients: 1000 files read so far");
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(5));
        assertThatThrownBy(() -> progress.passed(1_001))
                .isInstanceOf(IOException.class)
                .hasMessage("only 1001 files read in 5 minutes");
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Unprivileged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real connections see of a trust directory that fails: HTTP/1.1, HTTP/2 and WebSocket alike, of the one it is about and of another. */
class FailingDirectoryIT {
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";
    /** A look each 0.5 s, and a cut within 2 s of whatever asks for it; more where the machine is busy. */
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Long enough to ask every connection meanwhile. */
    private static final Duration GRACE = Duration.ofSeconds(6);
    /** Whoever has not asked for so long is on no machine that tests run on. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(48);

    /** Enough that their grace times pass together, and no more handshakes at once than are done meanwhile. */
    private static final int AT_ONCE = 4;

    @TempDir
    private static Path root;

    private static final ExecutorService CASES = Executors.newFixedThreadPool(AT_ONCE);
    private static final Map<String, Future<Void>> BEGUN = new HashMap<>();

    /** They wait for most of their time. */
    @BeforeAll
    static void beginAll() throws IOException {
        begin(
                "unreadable",
                folder -> assertThat(Unprivileged.run(Unreadable.class, folder.toString()))
                        .endsWith("cut and recovered, in time too\n"));
        for (TrustVolume.Failure failure : EnumSet.complementOf(EnumSet.of(TrustVolume.Failure.DIRECTORY_UNREADABLE))) {
            begin("cut " + failure, folder -> withGrace(folder, (in, grace) -> cutsAndRecovers(in, grace, failure)));
            if (failure.fate == TrustVolume.Fate.ALL_AFTER_THE_GRACE_TIME) {
                begin(
                        "in time " + failure,
                        folder -> withGrace(folder, (in, grace) -> recoversInTime(in, grace, failure)));
            }
        }
    }

    @AfterAll
    static void endAll() {
        CASES.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECTORY_UNREADABLE")
    void cutsWhomItIsAboutAndRecovers(TrustVolume.Failure failure) throws Throwable {
        assertPasses("cut " + failure);
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECTORY_MISSING", "FILE_IN_PLACE_OF_DIRECTORY", "VOLUME_NOT_MOUNTED"})
    void cutsNobodyWhereItRecoversWithinTheGraceTime(TrustVolume.Failure failure) throws Throwable {
        assertPasses("in time " + failure);
    }

    @Test
    void doesTheSameWhereTheDirectoryMayNotBeRead() throws Throwable {
        assertPasses("unreadable");
    }

    private interface Case {
        void run(Path folder) throws Exception;
    }

    private interface GraceCase {
        void run(Path folder, Duration grace) throws Exception;
    }

    /** The grace time was over before everything had been asked that it is there for. */
    private static final class TooLate extends Exception {
        private static final long serialVersionUID = 1;

        TooLate(Throwable seen) {
            super(seen);
        }
    }

    private static void begin(String name, Case begun) throws IOException {
        Path folder = Files.createDirectory(root.resolve(name));
        BEGUN.put(name, CASES.submit(() -> {
            begun.run(folder);
            return null;
        }));
    }

    /** With twice the grace time where the machine was too busy for this one. */
    private static void withGrace(Path folder, GraceCase begun) throws Exception {
        Duration grace = GRACE;
        while (true) {
            try {
                begun.run(Files.createDirectory(folder.resolve(grace.toString())), grace);
                return;
            } catch (TooLate e) {
                grace = grace.multipliedBy(2);
                if (grace.compareTo(LONGEST_GRACE) > 0) {
                    throw e;
                }
            }
        }
    }

    /** What is true until then; if it fails later, nothing is known. */
    private static void before(Instant end, Callable<?> asked) throws Exception {
        Throwable seen = null;
        try {
            asked.call();
        } catch (Exception | AssertionError e) {
            if (Instant.now().isBefore(end)) {
                throw e;
            }
            seen = e;
        }
        if (!Instant.now().isBefore(end)) {
            throw new TooLate(seen);
        }
    }

    private static void assertPasses(String name) throws Throwable {
        try {
            BEGUN.get(name).get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** Run in a process that permissions bind. */
    static final class Unreadable {
        private Unreadable() {}

        public static void main(String[] arguments) throws Exception {
            withGrace(
                    Files.createDirectory(Path.of(arguments[0], "cut")),
                    (in, grace) -> cutsAndRecovers(in, grace, TrustVolume.Failure.DIRECTORY_UNREADABLE));
            withGrace(
                    Files.createDirectory(Path.of(arguments[0], "in time")),
                    (in, grace) -> recoversInTime(in, grace, TrustVolume.Failure.DIRECTORY_UNREADABLE));
            System.out.print("cut and recovered, in time too\n");
            System.exit(0);
        }
    }

    private static void cutsAndRecovers(Path root, Duration grace, TrustVolume.Failure failure) throws Exception {
        try (TrustVolume volume = new TrustVolume(root, grace);
                Connections users = new Connections(volume.node, TrustVolume.USER);
                Connections others = new Connections(volume.node, TrustVolume.OTHER)) {
            boolean all = failure.fate == TrustVolume.Fate.ALL_AT_ONCE
                    || failure.fate == TrustVolume.Fate.ALL_AFTER_THE_GRACE_TIME;
            Instant begin = Instant.now();
            volume.suffer(failure);

            users.awaitRefused();
            if (all) {
                others.awaitRefused();
            }
            if (failure.fate == TrustVolume.Fate.ALL_AFTER_THE_GRACE_TIME) {
                // The server looked at it at the latest when it refused; before the grace time is over all are served.
                before(begin.plus(grace), () -> {
                    users.assertServed();
                    others.assertServed();
                    return null;
                });
            }
            users.assertCut();
            if (all) {
                others.assertCut();
            } else {
                others.assertServed();
            }
            volume.recover(failure);
            users.awaitAdmitted();
            others.awaitAdmitted();
            await().untilAsserted(() -> assertCuts(
                    volume.cuts(),
                    all ? List.of(id(TrustVolume.USER), id(TrustVolume.OTHER)) : List.of(id(TrustVolume.USER))));
        }
    }

    /** Three connections of each; whoever was just asking whether it is refused yet may have been cut too, as somebody's or as nobody's. */
    private static void assertCuts(List<String> cuts, List<String> callers) {
        for (String caller : callers) {
            assertThat(cuts).filteredOn(caller::equals).hasSizeBetween(3, 5);
        }
        List<String> others = new ArrayList<>(cuts);
        others.removeAll(callers);
        assertThat(others).isSubsetOf("certificate");
    }

    private static void recoversInTime(Path root, Duration grace, TrustVolume.Failure failure) throws Exception {
        try (TrustVolume volume = new TrustVolume(root, grace);
                Connections users = new Connections(volume.node, TrustVolume.USER);
                Connections others = new Connections(volume.node, TrustVolume.OTHER)) {
            Instant begin = Instant.now();
            volume.suffer(failure);
            before(begin.plus(grace), () -> {
                users.awaitRefused();
                others.awaitRefused();

                volume.recover(failure);
                users.awaitAdmitted();
                others.awaitAdmitted();
                return null;
            });
            await().until(() -> Instant.now().isAfter(begin.plus(grace).plusSeconds(2)));

            users.assertServed();
            others.assertServed();
            assertThat(volume.cuts()).isEmpty();
        }
    }

    private static String id(TestCertificate user) {
        return "certificate:" + (user == TrustVolume.USER ? "rpc.user.1" : "rpc.user.2");
    }

    /** All doors one client has open, and a session it may resume. */
    private static final class Connections implements AutoCloseable {
        private final RawConnection http1;
        private final RawHttp2 http2;
        private final RawWebSocket webSocket;
        private final RawTlsClient fresh;
        private final RawTlsClient resuming;

        Connections(TestNode node, TestCertificate user) throws IOException {
            http1 = node.client(user).connect();
            http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
            webSocket = RawWebSocket.open(node.client(user).connect());
            fresh = node.client(user);
            resuming = node.client(user);
            assertServed();
            assertThat(resumes()).as("first").isFalse();
            assertThat(resumes()).as("control: it does resume").isTrue();
        }

        private boolean resumes() throws IOException {
            try (RawConnection connection = resuming.connect()) {
                assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(200);
                return connection.resumed();
            }
        }

        void assertServed() throws IOException {
            assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("1000");
        }

        /** New ones and resumed ones. */
        void awaitRefused() {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(() -> {
                                try (RawConnection connection = fresh.connect()) {
                                    connection.post(BLOCK_COUNT);
                                }
                            })
                            .isInstanceOf(IOException.class));
            assertThatThrownBy(this::resumes).isInstanceOf(IOException.class);
        }

        void awaitAdmitted() {
            await().atMost(SOON).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(this::resumes);
        }

        void assertCut() throws IOException {
            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            http2.awaitGoAway();
            assertThat(http1.endsWithin(SOON)).isTrue();
            assertThat(http2.connection().endsWithin(SOON)).isTrue();
        }

        @Override
        public void close() throws IOException {
            http1.close();
            http2.close();
            webSocket.close();
        }
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Unprivileged;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Long enough to ask every connection meanwhile, on a busy machine too. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final TestCertificate OTHER =
            TestCertificate.named("rpc.user.2").selfSigned();

    /** Enough that their grace times pass together, and no more handshakes at once than are done meanwhile. */
    private static final int AT_ONCE = 4;

    @TempDir
    private static Path root;

    private static final ExecutorService CASES = Executors.newFixedThreadPool(AT_ONCE);
    private static final Map<String, Future<Void>> BEGUN = new HashMap<>();

    /** Whose connections end, and when. */
    enum Fate {
        ONE_AT_ONCE,
        ONE_AFTER_A_SECOND,
        ALL_AT_ONCE,
        ALL_AFTER_THE_GRACE_TIME
    }

    enum Failure {
        ENTRY_REMOVED(Fate.ONE_AT_ONCE),
        ENTRY_REPLACED(Fate.ONE_AT_ONCE),
        ENTRY_TORN(Fate.ONE_AFTER_A_SECOND),
        DIRECTORY_SWAPPED_FOR_ANOTHER(Fate.ONE_AT_ONCE),
        DIRECTORY_SWAPPED_FOR_AN_EMPTY_ONE(Fate.ALL_AT_ONCE),
        DIRECTORY_MISSING(Fate.ALL_AFTER_THE_GRACE_TIME),
        FILE_IN_PLACE_OF_DIRECTORY(Fate.ALL_AFTER_THE_GRACE_TIME),
        VOLUME_NOT_MOUNTED(Fate.ALL_AFTER_THE_GRACE_TIME),
        DIRECTORY_UNREADABLE(Fate.ALL_AFTER_THE_GRACE_TIME);

        private final Fate fate;

        Failure(Fate fate) {
            this.fate = fate;
        }
    }

    /** They wait for most of their time. */
    @BeforeAll
    static void beginAll() throws IOException {
        begin(
                "unreadable",
                folder -> assertThat(Unprivileged.run(Unreadable.class, folder.toString()))
                        .endsWith("cut and recovered, in time too\n"));
        for (Failure failure : EnumSet.complementOf(EnumSet.of(Failure.DIRECTORY_UNREADABLE))) {
            begin("cut " + failure, folder -> cutsAndRecovers(folder, failure));
            if (failure.fate == Fate.ALL_AFTER_THE_GRACE_TIME) {
                begin("in time " + failure, folder -> recoversInTime(folder, failure));
            }
        }
    }

    @AfterAll
    static void endAll() {
        CASES.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECTORY_UNREADABLE")
    void cutsWhomItIsAboutAndRecovers(Failure failure) throws Throwable {
        assertPasses("cut " + failure);
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECTORY_MISSING", "FILE_IN_PLACE_OF_DIRECTORY", "VOLUME_NOT_MOUNTED"})
    void cutsNobodyWhereItRecoversWithinTheGraceTime(Failure failure) throws Throwable {
        assertPasses("in time " + failure);
    }

    @Test
    void doesTheSameWhereTheDirectoryMayNotBeRead() throws Throwable {
        assertPasses("unreadable");
    }

    private interface Case {
        void run(Path folder) throws Exception;
    }

    private static void begin(String name, Case begun) throws IOException {
        Path folder = Files.createDirectory(root.resolve(name));
        BEGUN.put(name, CASES.submit(() -> {
            begun.run(folder);
            return null;
        }));
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
            cutsAndRecovers(Files.createDirectory(Path.of(arguments[0], "cut")), Failure.DIRECTORY_UNREADABLE);
            recoversInTime(Files.createDirectory(Path.of(arguments[0], "in time")), Failure.DIRECTORY_UNREADABLE);
            System.out.print("cut and recovered, in time too\n");
            System.exit(0);
        }
    }

    private static void cutsAndRecovers(Path root, Failure failure) throws Exception {
        try (Volume volume = new Volume(root);
                Connections users = new Connections(volume.node, USER);
                Connections others = new Connections(volume.node, OTHER)) {
            boolean all = failure.fate == Fate.ALL_AT_ONCE || failure.fate == Fate.ALL_AFTER_THE_GRACE_TIME;
            volume.suffer(failure);
            Instant begin = Instant.now();

            users.awaitRefused();
            if (all) {
                others.awaitRefused();
            }
            if (failure.fate == Fate.ALL_AFTER_THE_GRACE_TIME) {
                // The server looked at it at the latest when it refused; before the grace time is over all are served.
                users.assertServed();
                others.assertServed();
                assertThat(Instant.now()).as("as long as this has to be true").isBefore(begin.plus(GRACE));
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
            assertThat(volume.cuts())
                    .containsOnly(all ? new String[] {id(USER), id(OTHER)} : new String[] {id(USER)})
                    .hasSize(all ? 6 : 3);
        }
    }

    private static void recoversInTime(Path root, Failure failure) throws Exception {
        try (Volume volume = new Volume(root);
                Connections users = new Connections(volume.node, USER);
                Connections others = new Connections(volume.node, OTHER)) {
            volume.suffer(failure);
            Instant begin = Instant.now();
            users.awaitRefused();
            others.awaitRefused();

            volume.recover(failure);
            users.awaitAdmitted();
            others.awaitAdmitted();
            assertThat(Instant.now()).as("as long as this has to be true").isBefore(begin.plus(GRACE));
            await().atMost(SOON)
                    .until(() -> Instant.now().isAfter(begin.plus(GRACE).plusSeconds(1)));

            users.assertServed();
            others.assertServed();
            assertThat(volume.cuts()).isEmpty();
        }
    }

    private static String id(TestCertificate user) {
        return "certificate:" + (user == USER ? "rpc.user.1" : "rpc.user.2");
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

    /** A node whose trust directory lies on a volume that is mounted as Kubernetes does it. */
    private static final class Volume implements AutoCloseable {
        private final Path data;
        private final Path clients;
        private final Path entry;
        private final Path aside;
        private final TestNode node;

        Volume(Path root) throws IOException {
            data = root.resolve("..data");
            clients = Files.createDirectories(root.resolve("..1/clients"));
            aside = root.resolve("aside");
            Files.createSymbolicLink(data, Path.of("..1"));
            Files.createSymbolicLink(root.resolve("clients"), Path.of("..data/clients"));
            TestNode.Builder builder = TestNode.in(root)
                    .install(USER)
                    .install(OTHER)
                    .authentication(trust -> ClientAuthentication.require(trust.withGrace(GRACE)));
            entry = clients.resolve(TestNode.entryName(USER));
            node = builder.start();
        }

        void suffer(Failure failure) throws IOException {
            switch (failure) {
                case ENTRY_REMOVED -> Files.delete(entry);
                case ENTRY_REPLACED ->
                    TestCertificate.named("rpc.user.1").selfSigned().writeCertificate(entry);
                case ENTRY_TORN -> Files.writeString(entry, "-----BEGIN CERTIFICATE-----\nMIIB");
                case DIRECTORY_SWAPPED_FOR_ANOTHER -> {
                    empty();
                    OTHER.writeCertificate(clients.resolve(TestNode.entryName(OTHER)));
                }
                case DIRECTORY_SWAPPED_FOR_AN_EMPTY_ONE -> empty();
                case DIRECTORY_MISSING -> Files.move(clients, aside);
                case FILE_IN_PLACE_OF_DIRECTORY -> {
                    Files.move(clients, aside);
                    Files.writeString(clients, "not a folder");
                }
                case VOLUME_NOT_MOUNTED -> relink("..gone");
                case DIRECTORY_UNREADABLE -> permit("---------");
            }
        }

        void recover(Failure failure) throws IOException {
            switch (failure) {
                case ENTRY_REMOVED, ENTRY_REPLACED, ENTRY_TORN -> USER.writeCertificate(entry);
                case VOLUME_NOT_MOUNTED -> relink("..1");
                case DIRECTORY_UNREADABLE -> permit("rwxr-xr-x");
                default -> {
                    if (Files.isDirectory(clients)) {
                        Files.deleteIfExists(clients.resolve(TestNode.entryName(OTHER)));
                    }
                    Files.deleteIfExists(clients);
                    Files.move(aside, clients);
                }
            }
        }

        /** Whose connections were cut, one for each. */
        List<String> cuts() {
            List<String> callers = new ArrayList<>();
            for (SecurityEvent event : node.events) {
                if (event instanceof SecurityEvent.ConnectionCut cut) {
                    callers.add(cut.callerId());
                }
            }
            return callers;
        }

        private void empty() throws IOException {
            Files.move(clients, aside);
            Files.createDirectory(clients);
        }

        private void relink(String target) throws IOException {
            Files.delete(data);
            Files.createSymbolicLink(data, Path.of(target));
        }

        private void permit(String permissions) throws IOException {
            Files.setPosixFilePermissions(clients, PosixFilePermissions.fromString(permissions));
        }

        @Override
        public void close() {
            node.close();
        }
    }
}

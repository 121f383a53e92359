package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes at the same time lose nothing, in one process and in several. */
class ClientDirectoryConcurrencyTest {
    private static final int EACH = 6;

    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws Exception {
        directory = Files.createDirectory(temporary.resolve("clients"));
    }

    @Test
    void threadsInstallAndRevokeWithoutLosingAnybody() throws Exception {
        List<TestCertificate> stay = Subjects.ofOneHash(EACH * 4);
        List<TestCertificate> leave = Subjects.ofOneHash(EACH * 2);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            List<TestCertificate> mine = stay.subList(thread * EACH, (thread + 1) * EACH);
            List<TestCertificate> revoked = thread < 2 ? leave.subList(thread * EACH, (thread + 1) * EACH) : List.of();
            ClientDirectory clients = ClientDirectory.of(directory);
            tasks.add(() -> {
                revoked.forEach(user -> clients.install(file(user)));
                mine.forEach(user -> clients.install(file(user)));
                revoked.forEach(user ->
                        clients.revoke(Fingerprint.of(user.certificate()).hex()));
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> end : threads.invokeAll(tasks)) {
                end.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }

        assertTrusted(stay);
    }

    @Test
    void processesInstallWithoutLosingAnybody() throws Exception {
        List<TestCertificate> users = Subjects.ofOneHash(EACH * 3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Tools.Output>> tasks = new ArrayList<>();
            for (int process = 0; process < 3; process++) {
                List<String> command = new ArrayList<>(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AddClients.class.getName(),
                        directory.toString()));
                users.subList(process * EACH, (process + 1) * EACH)
                        .forEach(user -> command.add(file(user).toString()));
                tasks.add(() -> Tools.run(Duration.ofMinutes(2), command.toArray(String[]::new)));
            }
            for (Future<Tools.Output> end : threads.invokeAll(tasks)) {
                end.get().success();
            }
        } finally {
            threads.shutdownNow();
        }

        assertTrusted(users);
    }

    @Test
    void saysThatAnotherOneIsAtWork() throws Exception {
        try (DirectoryLock held = DirectoryLock.take(directory)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(directory, Duration.ofMillis(50)))
                    .isInstanceOf(TrustDirectoryException.class)
                    .hasMessage("trust directory " + directory
                            + ": being changed by another process for 0 s (expected: one change at a time)");
        }
        DirectoryLock.take(directory, Duration.ofSeconds(10)).close();
    }

    @Test
    void theLockIsNoEntryOfTheDirectory() {
        TestCertificate user = TestCertificate.named("user").selfSigned();
        ClientDirectory.of(directory).install(file(user));

        assertThat(directory.resolve(DirectoryLock.NAME)).exists();
        assertThat(ClientDirectory.of(directory).list().unusable()).isEmpty();
    }

    private void assertTrusted(List<TestCertificate> users) {
        ClientListing listing = ClientDirectory.of(directory).list();
        assertThat(listing.clients())
                .allMatch(InstalledClient::trusted)
                .extracting(InstalledClient::certificate)
                .containsExactlyInAnyOrderElementsOf(
                        users.stream().map(TestCertificate::certificate).toList());
        assertThat(listing.unusable()).isEmpty();
    }

    private Path file(TestCertificate user) {
        return user.writeCertificate(
                temporary.resolve(Fingerprint.of(user.certificate()).hex() + ".pem"));
    }
}

package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever step of a change is the last one: who is trusted is as before or as afterwards, and the next change finishes. */
class ClientDirectoryCrashTest {
    private static final int MORE_THAN_ANY_CHANGE_HAS = 30;

    @TempDir
    Path temporary;

    private int folders;

    private enum Change {
        ADD((clients, folder) -> clients.add(NewClient.named("new"), folder.resolve("new.pem"))),
        RENEW((clients, folder) -> clients.renew(NewClient.named("alice"), folder.resolve("alice.pem"))),
        RENEW_WHAT_WAS_COPIED((clients, folder) -> clients.renew(NewClient.named("bob"), folder.resolve("bob.pem"))),
        INSTALL((clients, folder) -> clients.install(folder.resolve("install.pem"))),
        REVOKE_THE_FIRST((clients, folder) -> clients.revoke(fingerprint(folder.resolve("one.pem")))),
        REVOKE_A_LINKED_ONE((clients, folder) -> clients.revoke("alice")),
        REHASH((clients, folder) -> clients.rehash());

        private final Step step;

        Change(Step step) {
            this.step = step;
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void leavesTheStateBeforeOrTheStateAfter(Change change) throws IOException {
        int crashes = 0;
        boolean done = false;
        for (int last = 1; !done; last++) {
            assertThat(last).isLessThan(MORE_THAN_ANY_CHANGE_HAS);
            Path folder = fill();
            Path directory = folder.resolve("clients");
            Set<String> before = trusted(directory);
            done = survives(change, folder, last);
            Set<String> after = trusted(directory);
            crashes += done ? 0 : 1;

            assertThat(bothOrOne(change, before, after))
                    .as("%s, ended after step %s: %s", change, last, after)
                    .isTrue();
            assertThat(opensslFinds(directory)).containsAll(after);
            // Finishes, whatever is left: nobody else holds the lock, nothing that lies aside is in the way.
            ClientDirectory.of(directory).rehash();
            assertThat(TrustFixture.names(directory)).noneMatch(name -> name.startsWith(".."));
        }
        assertThat(crashes).isPositive();
    }

    private boolean survives(Change change, Path folder, int last) {
        int[] steps = {0};
        ClientDirectory clients = ClientDirectory.of(folder.resolve("clients"), InstantSource.system(), () -> {
            steps[0]++;
            if (steps[0] == last) {
                throw new Crash();
            }
        });
        try {
            change.step.on(clients, folder);
            return true;
        } catch (Crash e) {
            return false;
        }
    }

    /** Nobody but whom the change is about comes or goes; a renewal has the old or the new one. */
    private static boolean bothOrOne(Change change, Set<String> before, Set<String> after) {
        Set<String> came = new TreeSet<>(after);
        came.removeAll(before);
        Set<String> went = new TreeSet<>(before);
        went.removeAll(after);
        return switch (change) {
            case ADD, INSTALL -> went.isEmpty() && came.size() <= 1;
            case RENEW, RENEW_WHAT_WAS_COPIED -> went.size() == came.size() && came.size() <= 1;
            case REVOKE_THE_FIRST, REVOKE_A_LINKED_ONE -> came.isEmpty() && went.size() <= 1;
            case REHASH -> went.isEmpty();
        };
    }

    /** Three of one hash, one by a link and one copied, two without a link, and a link to nothing. */
    private Path fill() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("folder" + folders++));
        Path directory = Files.createDirectory(folder.resolve("clients"));
        List<TestCertificate> users = Subjects.ofOneHash(3);
        for (int i = 0; i < users.size(); i++) {
            users.get(i).writeCertificate(directory.resolve(TrustFixture.hash(users.get(i)) + "." + i));
        }
        users.get(0).writeCertificate(folder.resolve("one.pem"));
        Subjects.ofOneHash(1).get(0).writeCertificate(folder.resolve("install.pem"));
        TestCertificate alice = TestCertificate.named("alice").selfSigned();
        alice.writeCertificate(directory.resolve("alice.cert.pem"));
        Files.createSymbolicLink(directory.resolve(TrustFixture.hash(alice) + ".0"), Path.of("alice.cert.pem"));
        TestCertificate bob = TestCertificate.named("bob").selfSigned();
        bob.writeCertificate(directory.resolve(TrustFixture.hash(bob) + ".0"));
        for (String name : List.of("carol", "dave")) {
            TestCertificate.named(name).selfSigned().writeCertificate(directory.resolve(name + ".pem"));
        }
        Files.createSymbolicLink(
                directory.resolve(
                        TrustFixture.hash(TestCertificate.named("carol").selfSigned()) + ".0"),
                Path.of("gone.pem"));
        return folder;
    }

    private static Set<String> trusted(Path directory) {
        return ClientDirectory.of(directory).list().clients().stream()
                .filter(InstalledClient::trusted)
                .map(client -> client.fingerprint().hex())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a look-up finds that begins at 0 under each hash and ends at the first gap. */
    private static Set<String> opensslFinds(Path directory) throws IOException {
        Set<String> found = new TreeSet<>();
        Set<String> hashes = TrustFixture.names(directory).stream()
                .filter(name -> name.matches("[0-9a-f]{8}\\.[0-9]+"))
                .map(name -> name.substring(0, 8))
                .collect(Collectors.toSet());
        for (String hash : hashes) {
            for (int i = 0; Files.exists(directory.resolve(hash + "." + i)); i++) {
                found.add(fingerprint(directory.resolve(hash + "." + i)));
            }
        }
        return found;
    }

    private static String fingerprint(Path file) {
        return Fingerprint.of(
                        io.securerpc.certificate.CertificateFile.load(file).get(0))
                .hex();
    }

    private interface Step {
        void on(ClientDirectory clients, Path folder);
    }

    /** Not an exception, so that nothing is tidied up on the way. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }
}

package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that replaces {@code openssl x509 -noout -subject_hash}. */
class HashIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path root;

    @Test
    void printsWhatOpensslPrintsForFilesAndDirectories() throws IOException {
        Tools.require("openssl");
        Path first = TestCertificate.named("rpc.user.1").selfSigned().writeCertificate(root.resolve("a.pem"));
        Path second =
                TestCertificate.named("  RPC \t User  Ünïcode ").selfSigned().writeCertificate(root.resolve("b.pem"));
        Path folder = Files.createDirectory(root.resolve("folder"));
        List<Path> expected = new ArrayList<>(List.of(first, second));
        for (String name : List.of("one", "two", "three")) {
            expected.add(TestCertificate.named(name).selfSigned().writeCertificate(folder.resolve(name + ".pem")));
        }
        List<String> hashes = expected.stream().map(HashIT::opensslHash).toList();

        List<String> lines = NodeProcess.run("hash", first.toString(), second.toString(), folder.toString())
                .success()
                .lines()
                .toList();

        assertThat(lines).hasSize(5);
        assertThat(lines.subList(0, 2)).containsExactlyElementsOf(hashes.subList(0, 2));
        assertThat(lines.subList(2, 5)).containsExactlyInAnyOrderElementsOf(hashes.subList(2, 5));
    }

    @Test
    void namesAFileThatIsNoCertificateAndFails() throws IOException {
        Path garbage = Files.writeString(root.resolve("garbage.pem"), "no certificate\n");

        Tools.Output output = NodeProcess.run("hash", garbage.toString());

        assertThat(output.exit()).isNotZero();
        assertThat(output.stdout()).isEmpty();
        assertThat(output.stderr()).contains("garbage.pem");
    }

    @Test
    void knownVectorWithoutAnyTool() {
        // CN=rpc.user.1 as UTF8String, as printed by openssl.
        Path file = TestCertificate.named("rpc.user.1").selfSigned().writeCertificate(root.resolve("user.pem"));

        assertThat(NodeProcess.run("hash", file.toString()).success()).isEqualTo("f013e17f\n");
    }

    private static String opensslHash(Path certificate) {
        return Tools.run(LIMIT, "openssl", "x509", "-in", certificate.toString(), "-noout", "-subject_hash")
                .success()
                .trim();
    }
}

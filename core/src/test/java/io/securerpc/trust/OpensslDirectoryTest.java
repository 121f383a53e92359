package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that the {@code openssl} command made, judged by us; the same rules without it are in {@link InstalledNamesTest}. */
class OpensslDirectoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @BeforeEach
    void needsOpenssl() {
        Tools.require("openssl");
    }

    @Test
    void trustsWhatNanosGuideInstalls() throws Exception {
        Path certificate = directory.resolve("rpcuser1.cert.pem");
        Tools.run(
                        LIMIT,
                        directory,
                        new byte[0],
                        "openssl",
                        "req",
                        "-newkey",
                        "rsa:2048",
                        "-keyout",
                        "rpcuser1.key.pem",
                        "-x509",
                        "-days",
                        "3650",
                        "-nodes",
                        "-subj",
                        "/CN=rpc.user.1",
                        "-out",
                        "rpcuser1.cert.pem")
                .success();
        String hash = Tools.run(LIMIT, "openssl", "x509", "-in", certificate.toString(), "-noout", "-subject_hash")
                .success()
                .strip();
        Files.createSymbolicLink(directory.resolve(hash + ".0"), Path.of("rpcuser1.cert.pem"));

        try (LiveTrust live = ClientTrust.installed(directory).open(InstantSource.system())) {
            assertThat(live.current().entries())
                    .filteredOn(TrustEntry::trusted)
                    .extracting(TrustEntry::file)
                    .containsExactly(directory.resolve("f013e17f.0"));
            assertThat(TrustFixture.outcome(live.judge(io.securerpc.certificate.CertificateFile.load(certificate))))
                    .isEqualTo("certificate:rpc.user.1");
        }
    }

    @Test
    void trustsEveryFileThatOpensslRehashNamed() throws Exception {
        Map<String, TestCertificate> users = Map.of(
                "alice", TestCertificate.named("alice").selfSigned(),
                "bob", TestCertificate.named(" B\u00d6B  x ").selfSigned(),
                "carol", TestCertificate.named("Carol").rsa(2048).ca(true).selfSigned());
        users.forEach((name, user) -> user.writeCertificate(directory.resolve(name + ".pem")));
        Tools.run(LIMIT, "openssl", "rehash", directory.toString()).success();
        assertThat(links()).isEqualTo(users.size());

        try (LiveTrust live = ClientTrust.installed(directory).open(InstantSource.system())) {
            assertThat(live.current().entries()).hasSize(users.size()).allMatch(TrustEntry::trusted);
            assertThat(users.values())
                    .allSatisfy(user -> assertThat(live.judge(user.chain())).isInstanceOf(TrustDecision.Trusted.class));
        }
    }

    private long links() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isSymbolicLink).count();
        }
    }
}

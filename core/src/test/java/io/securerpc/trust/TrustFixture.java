package io.securerpc.trust;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A trust directory that a test fills and breaks. */
class TrustFixture {
    final Path directory;
    final MovableClock clock = new MovableClock();

    TrustFixture(Path temporary) throws IOException {
        this.directory = Files.createDirectories(temporary.resolve("clients"));
    }

    static String hash(TestCertificate certificate) {
        return SubjectHash.of(certificate.certificate()).toString();
    }

    Path file(TestCertificate certificate) {
        return directory.resolve(hash(certificate) + ".0");
    }

    TestCertificate install(TestCertificate certificate) {
        certificate.writeCertificate(file(certificate));
        return certificate;
    }

    /** As Nano's guide does it: the certificate under its own name, and a link beside it. */
    Path link(TestCertificate certificate, String name) throws IOException {
        certificate.writeCertificate(directory.resolve(name));
        return Files.createSymbolicLink(file(certificate), Path.of(name));
    }

    ClientTrust trust() {
        return ClientTrust.installed(directory);
    }

    LiveTrust open() {
        return trust().open(clock);
    }

    Map<String, String> entries(LiveTrust live) {
        Map<String, String> entries = new TreeMap<>();
        for (TrustEntry entry : live.current().entries()) {
            entries.put(entry.file().getFileName().toString(), entry.rejection().orElse("trusted"));
        }
        return entries;
    }

    static List<X509Certificate> chain(TestCertificate certificate) {
        return certificate.chain();
    }

    /** The caller id of a trusted client, else the reason it is refused for. */
    static String outcome(TrustDecision decision) {
        return decision.match(
                TrustDecision.Trusted::callerId,
                distrusted -> distrusted.reason().toString());
    }

    static String detail(TrustDecision decision) {
        return decision.match(trusted -> "trusted", TrustDecision.Distrusted::detail);
    }

    /** Every name in a folder, links to nothing too; without the lock. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(DirectoryLock.NAME))
                    .sorted()
                    .toList();
        }
    }

    /** What a new and an open connection of the client would be told. */
    static String both(LiveTrust live, TestCertificate certificate) {
        return outcome(live.judge(certificate.chain())) + " / " + outcome(live.judgeOpen(certificate.chain()));
    }
}

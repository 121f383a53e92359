package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.CertificateFileException;
import io.securerpc.testsupport.ProcessorTime;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes under the right name in the trust directory: they let in the one certificate they hold, or nobody, and put nobody else out. */
class InstalledFileFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final TestCertificate OTHER =
            TestCertificate.named("rpc.user.2").selfSigned();

    private final Path directory = folder();
    private final Path file = directory.resolve(TrustFixture.hash(USER) + ".0");

    static Stream<byte[]> seeds() throws CertificateEncodingException {
        byte[] der = USER.certificate().getEncoded();
        Random random = new Random(1);
        return Stream.concat(
                Arrays.stream(Form.values()).map(form -> FileForms.of(form, der, KeyTrait.EC_256)),
                IntStream.range(0, 100).mapToObj(i -> {
                    byte[] changed = der.clone();
                    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                    return FileForms.pem(changed);
                }));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyTheCertificateInTheFileIsLetIn(byte[] bytes) throws IOException {
        ProcessorTime time = ProcessorTime.now();
        Files.write(file, bytes);
        try (LiveTrust live = ClientTrust.installed(directory).open(InstantSource.system())) {
            if (trusts(live, USER)) {
                assertThat(certificates(bytes)).containsExactly(USER.certificate());
            }
            assertThat(trusts(live, OTHER)).isTrue();
            assertThat(live.current().entries())
                    .allSatisfy(entry -> assertThat(entry.toString()).matches("[ -~]{1,2000}"));
        }
        time.requireAtMost(LIMIT);
    }

    private static boolean trusts(LiveTrust live, TestCertificate client) {
        return live.judge(client.chain()) instanceof TrustDecision.Trusted;
    }

    private static List<X509Certificate> certificates(byte[] bytes) {
        try {
            return CertificateFile.parse(Path.of("installed.pem"), bytes);
        } catch (CertificateFileException e) {
            return List.of();
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("installed");
            folder.toFile().deleteOnExit();
            OTHER.writeCertificate(folder.resolve(TrustFixture.hash(OTHER) + ".0"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

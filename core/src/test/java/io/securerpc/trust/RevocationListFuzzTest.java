package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.certificate.RevocationListException;
import io.securerpc.certificate.RevocationListFile;
import io.securerpc.testsupport.ProcessorTime;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the revocation lists of an authority: a client is let in only on the word of a list that its authority has signed. */
class RevocationListFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final TestCertificate AUTHORITY =
            TestCertificate.named("authority").ca(true).selfSigned();
    private static final TestCertificate GOOD = TestCertificate.named("good").issuedBy(AUTHORITY);
    private static final TestCertificate REVOKED =
            TestCertificate.named("revoked").issuedBy(AUTHORITY);

    private final Path folder = folder();
    private final Path lists = folder.resolve("corp.crl");
    private final ClientAuthority authority = ClientAuthority.of(
                    "corp", AUTHORITY.writeCertificate(folder.resolve("corp.pem")))
            .withRevocationLists(lists);

    static Stream<byte[]> seeds() {
        TestCertificate impostor = TestCertificate.named("authority").ca(true).selfSigned();
        TestCertificate other = TestCertificate.named("other").ca(true).selfSigned();
        String genuine = TestRevocationList.of(AUTHORITY).revoking(REVOKED).pem();
        Instant later = Instant.now().plus(Duration.ofHours(1));
        Stream<String> forged = Stream.of(
                TestRevocationList.of(AUTHORITY).signedBy(impostor).pem(),
                TestRevocationList.of(impostor).pem(),
                TestRevocationList.of(other).pem(),
                TestRevocationList.of(AUTHORITY)
                        .valid(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1)))
                        .pem(),
                TestRevocationList.of(AUTHORITY)
                        .valid(later, later.plus(Duration.ofDays(1)))
                        .pem(),
                genuine.replace("X509 CRL", "CERTIFICATE"),
                "");
        Random random = new Random(1);
        return Stream.of(Stream.of(genuine), forged, IntStream.range(0, 60).mapToObj(i -> changed(genuine, random)))
                .flatMap(texts -> texts)
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void onlyASignedListLetsAnybodyIn(byte[] bytes) throws IOException, GeneralSecurityException {
        Files.write(lists, bytes);
        ProcessorTime time = ProcessorTime.now();
        List<X509CRL> read;
        try {
            read = RevocationListFile.load(lists);
        } catch (RevocationListException e) {
            read = List.of();
        }
        boolean signed = read.stream().anyMatch(RevocationListFuzzTest::speaksForTheAuthority);
        assertThat(trusted(GOOD)).isEqualTo(signed);
        assertThat(trusted(REVOKED)).isFalse();
        time.requireAtMost(LIMIT);
    }

    private boolean trusted(TestCertificate client) throws GeneralSecurityException {
        try {
            return AuthorityFixture.judge(authority, client.chain()) instanceof TrustDecision.Trusted;
        } catch (RevocationListException e) {
            return false; // the authority admits nobody
        }
    }

    /** Nobody but the authority can sign, so that whatever says so is the genuine list, or was found by breaking ECDSA. */
    private static boolean speaksForTheAuthority(X509CRL list) {
        try {
            list.verify(AUTHORITY.certificate().getPublicKey());
            return list.isRevoked(REVOKED.certificate());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Another letter somewhere: mostly still base64, and no longer what was signed. */
    private static String changed(String pem, Random random) {
        StringBuilder text = new StringBuilder(pem);
        int place = "-----BEGIN X509 CRL-----\n".length() + random.nextInt(pem.length() - 60);
        text.setCharAt(place, (char) ('A' + random.nextInt(26)));
        return text.toString();
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("lists");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

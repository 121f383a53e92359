package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a file of revocation lists: complete lists that end some day, or a refusal. */
class RevocationListFileFuzzTest {
    private static final byte[] SCOPE = {6, 3, 0x55, 0x1d, 28};
    private static final byte[] NOT_YET_SCOPE = {6, 3, 0x55, 0x1d, 99};
    private static final String DELTA = "2.5.29.27";

    private final FuzzedFile file = new FuzzedFile();

    static Stream<byte[]> seeds() {
        TestCertificate authority = TestCertificate.named("authority").ca(true).selfSigned();
        TestCertificate user = TestCertificate.named("user").issuedBy(authority);
        String list = TestRevocationList.of(authority).revoking(user).pem();
        Stream<byte[]> scopes = Stream.concat(
                        HostileFiles.asn1(),
                        // Deep enough for the stack, and hidden in a value that looks flat from outside.
                        Stream.of(HostileFiles.endless(0x30, 20_000), HostileFiles.endless(0xa0, 20_000)))
                .map(scope -> HostileFiles.bytes(HostileFiles.pem("X509 CRL", scoped(authority, scope))));
        return Stream.of(
                        HostileFiles.spoilt(list),
                        scopes,
                        Stream.of(
                                        TestRevocationList.of(authority)
                                                .valid(Instant.EPOCH, null)
                                                .pem(),
                                        TestRevocationList.of(authority)
                                                .extension(DELTA, true, new byte[] {2, 1, 1})
                                                .pem(),
                                        list + user.certificatePem())
                                .map(HostileFiles::bytes),
                        Stream.of(
                                        HostileFiles.spoilt(der(list)),
                                        HostileFiles.asn1(),
                                        Stream.of(HostileFiles.endless(0x30, 100_000)),
                                        changed(der(list)))
                                .flatMap(ders -> ders)
                                .map(der -> HostileFiles.bytes(HostileFiles.pem("X509 CRL", der))))
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void listsOrARefusal(byte[] bytes) {
        ParserLaws.hold(bytes, ParserLaws.QUICK, Set.of(RevocationListException.class), () -> {
            for (X509CRL list : RevocationListFile.load(file.holding(bytes))) {
                assertThat(list.getNextUpdate()).isNotNull();
                assertThat(list.getExtensionValue(DELTA)).isNull();
                assertThat(list.getIssuerX500Principal().getName()).isNotNull();
            }
        });
    }

    /** Bouncy Castle writes no scope that it cannot read: it is another extension until the list is made. */
    private static byte[] scoped(TestCertificate authority, byte[] scope) {
        byte[] der = der(TestRevocationList.of(authority)
                .extension("2.5.29.99", true, scope)
                .pem());
        for (int i = 0; i + SCOPE.length <= der.length; i++) {
            if (Arrays.equals(der, i, i + SCOPE.length, NOT_YET_SCOPE, 0, SCOPE.length)) {
                System.arraycopy(SCOPE, 0, der, i, SCOPE.length);
            }
        }
        return der;
    }

    /** One byte changed at each place of the beginning, where everything but the signature is. */
    private static Stream<byte[]> changed(byte[] der) {
        return IntStream.range(0, der.length - 70).mapToObj(i -> {
            byte[] copy = der.clone();
            copy[i] ^= (byte) (i % 2 == 0 ? 0x80 : 0x01);
            return copy;
        });
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
    }
}

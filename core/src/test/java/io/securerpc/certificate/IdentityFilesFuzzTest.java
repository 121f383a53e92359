package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as one file with chain and key: an identity whose key is proven, or a refusal. */
class IdentityFilesFuzzTest {
    private static final Set<Class<? extends RuntimeException>> DOCUMENTED = Set.of(
            CertificateFileException.class,
            PrivateKeyException.class,
            PassphraseException.class,
            KeyMismatchException.class,
            CertificateChainException.class,
            CertificateValidityException.class,
            UnsuitableKeyException.class);

    private final FuzzedFile file = new FuzzedFile();
    private final Instant now = Instant.now();

    static Stream<byte[]> seeds() {
        TestCertificate authority = TestCertificate.named("authority").ca(true).selfSigned();
        TestCertificate ec = TestCertificate.named("ec").issuedBy(authority);
        TestCertificate rsa = TestCertificate.named("rsa").rsa(1024).issuedBy(authority);
        return Stream.of(
                        HostileFiles.spoilt(ec.keyPem() + ec.chainPem()),
                        Stream.of(
                                        authority.certificatePem() + ec.certificatePem() + ec.keyPem(),
                                        rsa.chainPem() + rsa.keyPem(),
                                        rsa.chainPem() + ec.keyPem(),
                                        ec.chainPem() + rsa.chainPem() + ec.keyPem(),
                                        ec.certificatePem().repeat(11) + ec.keyPem())
                                .map(HostileFiles::bytes))
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void anIdentityOrARefusal(byte[] content) {
        Path path = file.holding(content);
        IdentityFiles files = IdentityFiles.pem(path, path, Passphrase.of(ParserLaws.SECRET));
        ParserLaws.hold(content, ParserLaws.DERIVING, DOCUMENTED, () -> {
            ServerIdentity identity = files.load(FileContents.read(List.of(path)), now);
            assertThat(identity.chain()).hasSizeBetween(1, 10);
            assertThat(identity.toString()).contains("key=****").doesNotContain(ParserLaws.SECRET);
        });
    }
}

package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.ProcessorTime;
import io.securerpc.testsupport.TestCertificate;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to hang or to fill the heap, as large as a file may be: too slow to begin a fuzzing run with. */
class LargeFilesTest {
    private static final Path FILE = Path.of("hostile.pem");
    private static final int LARGE = SmallFile.LIMIT * 5; // bits that still fit a file as base64

    @Test
    void refusesAnRsaKeyWhoseExponentTakesHours() throws Exception {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey)
                TestCertificate.named("rsa").rsa(2048).selfSigned().key();
        BigInteger huge = BigInteger.ONE.shiftLeft(LARGE).subtract(BigInteger.ONE);
        String pem = HostileFiles.pem(
                "RSA PRIVATE KEY",
                new RSAPrivateKey(
                                key.getModulus(),
                                key.getPublicExponent(),
                                key.getPrivateExponent(),
                                key.getPrimeP(),
                                key.getPrimeQ(),
                                huge,
                                key.getPrimeExponentQ(),
                                key.getCrtCoefficient())
                        .getEncoded());
        assertThatThrownBy(() -> PrivateKeyFile.parse(FILE, HostileFiles.bytes(pem), file -> null))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage("private key file 'hostile.pem': RSA key with a number of " + LARGE
                        + " bits (expected: none larger than its modulus of 2048 bits)");
    }

    /** Verifying what such a key is said to have signed is an exponentiation over five million bits. */
    @Test
    void refusesAnIssuerWhoseKeyTakesHours() throws Exception {
        BigInteger huge = BigInteger.ONE.shiftLeft(LARGE).subtract(BigInteger.ONE);
        BigInteger order = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf(189));
        SubjectPublicKeyInfo dsa = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, new DSAParameter(huge, order, BigInteger.TWO)),
                new ASN1Integer(BigInteger.TEN));
        TestCertificate leaf = TestCertificate.named("leaf").selfSigned();
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(leaf.key());
        var issuer = certificate("issuer", "issuer", dsa, signer);
        var subject = certificate(
                "issuer",
                "leaf",
                SubjectPublicKeyInfo.getInstance(
                        leaf.certificate().getPublicKey().getEncoded()),
                signer);
        ProcessorTime time = ProcessorTime.now();
        assertThatThrownBy(() -> ServerIdentity.of(List.of(subject, issuer), leaf.key()))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: 'CN=issuer' is not part of the chain, whose last certificate 'CN=leaf'"
                        + " is issued by 'CN=issuer' (expected: a leaf and its issuers, each signed by the next)");
        time.requireAtMost(ParserLaws.QUICK);
    }

    static Stream<byte[]> large() {
        int depth = SmallFile.LIMIT * 3 / 8 / 2;
        String block = HostileFiles.pem("CERTIFICATE", new byte[0]);
        return Stream.of(
                HostileFiles.bytes(HostileFiles.pem("CERTIFICATE", HostileFiles.endless(0x30, depth))),
                HostileFiles.bytes(HostileFiles.pem("PRIVATE KEY", HostileFiles.endless(0x30, depth))),
                HostileFiles.bytes(HostileFiles.pem("ENCRYPTED PRIVATE KEY", HostileFiles.endless(0x24, depth))),
                HostileFiles.bytes(HostileFiles.pem("RSA PRIVATE KEY", HostileFiles.endless(0xa0, depth))),
                HostileFiles.bytes(HostileFiles.pem("DH PARAMETERS", HostileFiles.endless(0x30, depth))),
                HostileFiles.bytes(HostileFiles.pem("PRIVATE KEY", HostileFiles.nested(0x30, 5_000))),
                HostileFiles.bytes(HostileFiles.pem("DH PARAMETERS", HostileFiles.nested(0x30, 5_000))),
                HostileFiles.bytes(block.repeat(SmallFile.LIMIT / block.length())),
                HostileFiles.bytes("-----BEGIN ".repeat(SmallFile.LIMIT / 11)),
                HostileFiles.bytes("-----BEGIN X-----\n" + "A: b\n".repeat(SmallFile.LIMIT / 5 - 10)),
                HostileFiles.bytes("-----BEGIN X-----\n" + "A".repeat(SmallFile.LIMIT - 30)),
                new byte[SmallFile.LIMIT]);
    }

    @ParameterizedTest
    @MethodSource("large")
    void refusesWhatIsLargeOrDeepSoon(byte[] file) {
        Path path = new FuzzedFile().holding(file);
        refused(file, CertificateFileException.class, () -> CertificateFile.load(path));
        refused(file, PrivateKeyException.class, () -> PrivateKeyFile.parse(path, file, key -> ParserLaws.SECRET));
        refused(file, DhParametersException.class, () -> DhParameters.load(path));
        refused(file, SubjectNameException.class, () -> SubjectHash.ofName(file));
    }

    private static void refused(byte[] file, Class<? extends RuntimeException> refusal, Runnable parse) {
        ParserLaws.hold(file, ParserLaws.QUICK, Set.of(refusal), () -> {
            parse.run();
            throw new AssertionError("taken (expected: " + refusal + ")");
        });
    }

    private static X509Certificate certificate(
            String issuer, String subject, SubjectPublicKeyInfo key, ContentSigner signer) throws Exception {
        Date now = new Date();
        return new JcaX509CertificateConverter()
                .getCertificate(new X509v3CertificateBuilder(
                                new X500Name("CN=" + issuer),
                                BigInteger.ONE,
                                now,
                                now,
                                new X500Name("CN=" + subject),
                                key)
                        .build(signer));
    }
}

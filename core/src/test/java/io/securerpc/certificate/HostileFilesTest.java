package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.securerpc.SecureRpcException;
import io.securerpc.testsupport.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to break the reader: each is refused with one of our own exceptions, soon. */
class HostileFilesTest {
    private static final Passphrase PASS = Passphrase.of("secret");
    private static final String EXPECTED =
            " (expected: what 'openssl pkcs12 -export' writes by default, or with -legacy)";
    private static final TestCertificate NODE =
            TestCertificate.named("localhost").selfSigned();

    @TempDir
    Path folder;

    @Test
    void boundsTheRoundsOfAnIntegrityCode() throws Exception {
        MacData mac = new MacData(
                new DigestInfo(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1), new byte[20]),
                new byte[8],
                Integer.MAX_VALUE);
        assertStoreFound(
                new Pfx(new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(new byte[0])), mac),
                "PKCS#12 iterations outside 1 to 6000000");
    }

    /** One layer within the bound costs seconds; a file of a megabyte could hold thousands. */
    @Test
    void boundsTheRoundsOfAllLayersTogether() throws Exception {
        ContentInfo cheap = layer(1);
        ContentInfo costly = layer(5_999_999);
        DerivationCost cost = new DerivationCost();
        for (ContentInfo each : new ContentInfo[] {cheap, costly}) {
            KeyDecryption.of(EncryptedData.getInstance(each.getContent()).getEncryptionAlgorithm(), cost);
        }
        assertThatThrownBy(() -> KeyDecryption.of(
                        EncryptedData.getInstance(cheap.getContent()).getEncryptionAlgorithm(), cost))
                .isInstanceOf(KeyDecryption.Unsupported.class)
                .hasMessage("PKCS#12 iterations of all layers together over 6000000");
    }

    @Test
    void countsTheIntegrityCodeAmongTheLayers() throws Exception {
        byte[] authenticated = new DERSequence(layer(5_999_999)).getEncoded();
        MacData mac = mac(authenticated, 2);
        assertStoreFound(
                new Pfx(new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(authenticated)), mac),
                "PKCS#12 iterations of all layers together over 6000000");
    }

    private static MacData mac(byte[] content, int iterations) {
        byte[] salt = new byte[8];
        PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new SHA1Digest());
        generator.init(PasswordScheme.unicode("secret"), salt, iterations);
        HMac mac = new HMac(new SHA1Digest());
        mac.init(generator.generateDerivedMacParameters(160));
        mac.update(content, 0, content.length);
        byte[] code = new byte[20];
        mac.doFinal(code, 0);
        return new MacData(
                new DigestInfo(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1), code), salt, iterations);
    }

    private static ContentInfo layer(int iterations) {
        return new ContentInfo(
                PKCSObjectIdentifiers.encryptedData,
                new EncryptedData(
                        PKCSObjectIdentifiers.data,
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
                                new PKCS12PBEParams(new byte[8], iterations)),
                        new DEROctetString(new byte[8])));
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 100, 10_000, 300_000})
    void doesNotFollowNestingWithoutEnd(int depth) throws Exception {
        byte[] nested = new byte[2 * depth];
        for (int i = 0; i < depth; i++) {
            nested[2 * i] = 0x30;
            nested[2 * i + 1] = (byte) 0x80;
        }
        assertRefused(nested);
        for (String type : new String[] {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE", "EC PRIVATE KEY"}) {
            assertRefused(pem(type, nested).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void doesNotBelieveTheCountsOfAJksFile() throws Exception {
        ByteBuffer store = ByteBuffer.allocate(64)
                .putInt(0xfeedfeed)
                .putInt(2)
                .putInt(1) // one entry
                .putInt(1) // a private key
                .putShort((short) 1)
                .put((byte) 'a')
                .putLong(0)
                .putInt(Integer.MAX_VALUE); // its length
        assertRefused(store.array());
        store.putInt(23, 0).putInt(27, Integer.MAX_VALUE); // an empty key, and that many certificates
        assertRefused(store.array());
    }

    static Stream<String> forms() {
        return Stream.of("PKCS12", "JKS", "PEM");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyDamagedFileIsRefusedWithOurOwnExceptionOrLoadsTheSame(String form) throws Exception {
        byte[] good = write(form);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            }
            try {
                tryAll(bad);
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed + ", round " + i, e);
            }
        }
    }

    /** Whatever comes out is one of ours, and a key that comes out is proven to be the certificate's. */
    private void tryAll(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("file"), content);
        FileReport.inspect(file, PASS, Instant.now());
        for (IdentityFiles files :
                new IdentityFiles[] {IdentityFiles.keyStore(file, PASS), IdentityFiles.pem(file, file, PASS)}) {
            try {
                assertThat(files.load().privateKey()).isEqualTo(NODE.key());
            } catch (SecureRpcException e) {
                assertThat(e).hasMessageContaining("'" + file + "'").hasMessageContaining(" (expected: ");
            }
        }
    }

    private void assertRefused(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("file"), content);
        assertThat(FileReport.inspect(file, PASS, Instant.now()).problems()).isNotEmpty();
        assertThatThrownBy(() -> IdentityFiles.keyStore(file, PASS).load()).isInstanceOf(SecureRpcException.class);
        Path certificate = NODE.writeCertificate(folder.resolve("good.pem"));
        assertThatThrownBy(() -> IdentityFiles.pem(certificate, file, PASS).load())
                .isInstanceOf(SecureRpcException.class);
        assertThatThrownBy(() -> CertificateFile.load(file)).isInstanceOf(SecureRpcException.class);
        assertThatThrownBy(() -> DhParameters.load(file)).isInstanceOf(SecureRpcException.class);
    }

    private void assertStoreFound(Pfx pfx, String found) throws IOException {
        Path file = Files.write(folder.resolve("store.p12"), pfx.getEncoded());
        assertThatThrownBy(() -> IdentityFiles.keyStore(file, PASS).load())
                .isInstanceOf(KeyStoreFileException.class)
                .hasMessage("key store file '" + file + "': " + found + EXPECTED);
    }

    private static byte[] write(String form) throws Exception {
        if (form.equals("PEM")) {
            return (NODE.certificatePem() + NODE.keyPem()).getBytes(StandardCharsets.US_ASCII);
        }
        KeyStore store = KeyStore.getInstance(form);
        store.load(null, null);
        store.setKeyEntry("node", NODE.key(), "secret".toCharArray(), new Certificate[] {NODE.certificate()});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, "secret".toCharArray());
        return out.toByteArray();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}

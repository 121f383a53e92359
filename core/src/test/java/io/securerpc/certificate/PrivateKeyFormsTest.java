package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyFormsTest {
    private static final Path FILE = Path.of("server.key.pem");
    private static final String PASS = "correct horse";
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    private static final Map<String, PrivateKey> KEYS =
            Map.of("RSA", key("RSA"), "EC", key("EC"), "Ed25519", key("Ed25519"), "RSASSA-PSS", key("RSASSA-PSS"));

    static Stream<String> plain() {
        return KEYS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("plain")
    void loadsPlainPkcs8AsAKeyOfTheJdk(String algorithm) throws Exception {
        PrivateKey key = KEYS.get(algorithm);
        PrivateKey loaded = load(pem(new JcaPKCS8Generator(key, null)), Passphrase.none());
        assertThat(loaded).isEqualTo(key);
        assertThat(loaded.getClass().getName()).startsWith("sun.security.");
    }

    @Test
    void ignoresAPassphraseThatIsNotNeeded() throws Exception {
        assertThat(load(pem(new JcaPKCS8Generator(KEYS.get("EC"), null)), Passphrase.of("unused")))
                .isEqualTo(KEYS.get("EC"));
    }

    @Test
    void loadsPkcs1Rsa() throws Exception {
        assertThat(load(pem(new JcaMiscPEMGenerator(KEYS.get("RSA"))), Passphrase.none()))
                .isEqualTo(KEYS.get("RSA"));
    }

    @Test
    void loadsSec1EcAndSkipsTheCurveBeforeIt() throws Exception {
        ECPrivateKey key = (ECPrivateKey) KEYS.get("EC");
        ASN1Encodable curve = PrivateKeyInfo.getInstance(key.getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters();
        int bits = key.getParams().getOrder().bitLength();
        String sec1 =
                pem("EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(bits, key.getS(), curve).getEncoded());
        assertSameKey(load(sec1, Passphrase.none()), key);
        String parameters = pem("EC PARAMETERS", curve.toASN1Primitive().getEncoded());
        assertSameKey(load(parameters + sec1, Passphrase.none()), key);
    }

    /** By its number: the encodings differ in what they repeat. */
    private static void assertSameKey(PrivateKey loaded, ECPrivateKey key) {
        assertThat(((ECPrivateKey) loaded).getS()).isEqualTo(key.getS());
        assertThat(((ECPrivateKey) loaded).getParams().getOrder())
                .isEqualTo(key.getParams().getOrder());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"})
    void loadsTheTraditionalEncryptedForm(String cipher) throws Exception {
        PrivateKey key = KEYS.get("RSA");
        String pem = pem(new JcaMiscPEMGenerator(
                key, new JcePEMEncryptorBuilder(cipher).setProvider(BC).build(PASS.toCharArray())));
        assertOnlyOpensWith(pem, key);
    }

    static Stream<PBKDFConfig> derivations() {
        return Stream.of(
                new ScryptConfig.Builder(1 << 14, 8, 1).withSaltLength(16).build(),
                pbkdf2(PBKDF2Config.PRF_SHA1),
                pbkdf2(PBKDF2Config.PRF_SHA256),
                pbkdf2(PBKDF2Config.PRF_SHA512),
                pbkdf2(PBKDF2Config.PRF_SHA3_256));
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void loadsPbes2WithEveryDerivation(PBKDFConfig derivation) throws Exception {
        for (PrivateKey key : KEYS.values()) {
            assertOnlyOpensWith(
                    encrypted(
                            key, new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)),
                    key);
        }
    }

    @Test
    void loadsPbes2WithEveryCipher() throws Exception {
        PrivateKey key = KEYS.get("EC");
        for (var cipher : new ASN1ObjectIdentifier[] {
            NISTObjectIdentifiers.id_aes128_CBC, NISTObjectIdentifiers.id_aes192_CBC, PKCSObjectIdentifiers.des_EDE3_CBC
        }) {
            assertOnlyOpensWith(
                    encrypted(key, new JcePKCSPBEOutputEncryptorBuilder(pbkdf2(PBKDF2Config.PRF_SHA256), cipher)), key);
        }
    }

    @Test
    void loadsThePkcs12TripleDesScheme() throws Exception {
        PrivateKey key = KEYS.get("EC");
        assertOnlyOpensWith(
                encrypted(
                        key,
                        new JcePKCSPBEOutputEncryptorBuilder(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)),
                key);
    }

    @Test
    void refusesCostsMadeToHangTheStart() {
        String tooMany = " outside 1 to 6000000";
        assertUnsupported(pbkdf2Parameters(new BigInteger("6000001")), "PBKDF2 iterations" + tooMany);
        assertUnsupported(pbkdf2Parameters(BigInteger.ONE.shiftLeft(70)), "PBKDF2 iterations" + tooMany);
        assertUnsupported(pbkdf2Parameters(BigInteger.ZERO), "PBKDF2 iterations" + tooMany);
        assertUnsupported(scryptParameters(1 << 17, 8, 1), "scrypt cost N=131072 r=8 p=1, over 64 MiB or 16 lanes");
        assertUnsupported(scryptParameters(1 << 14, 8, 17), "scrypt cost N=16384 r=8 p=17, over 64 MiB or 16 lanes");
        assertUnsupported(scryptParameters(1 << 30, 8, 1), "scrypt cost" + tooMany);
        assertUnsupported(
                new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
                        new PKCS12PBEParams(new byte[8], Integer.MAX_VALUE)),
                "PKCS#12 iterations" + tooMany);
    }

    @Test
    void refusesSchemesItDoesNotKnowByName() {
        assertUnsupported(
                new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.pbeWithMD2AndDES_CBC, new PKCS12PBEParams(new byte[8], 2048)),
                "encryption scheme 1.2.840.113549.1.5.1");
        assertUnsupported(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new ASN1Integer(1)),
                "encryption parameters that are not ASN.1 of their type");
    }

    @Test
    void namesWhatItFoundInsteadOfAKey() throws Exception {
        TestCertificate made = TestCertificate.named("x").selfSigned();
        assertKeyFound(made.certificatePem(), "only CERTIFICATE");
        assertKeyFound(made.keyPem() + made.keyPem(), "2 private keys");
        assertKeyFound("", "empty file");
        assertKeyFound(made.keyPem().replace(" PRIVATE", " OPENSSH PRIVATE"), "OPENSSH PRIVATE KEY");
        for (String type : new String[] {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
            assertKeyFound(pem(type, new byte[] {0x30, 1, 0}), type + " block that is not ASN.1 of that type");
            assertKeyFound(pem(type, new byte[0]), type + " block that is not ASN.1 of that type");
        }
    }

    private static void assertKeyFound(String pem, String found) {
        assertThatThrownBy(() -> load(pem, Passphrase.of(PASS)))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage(
                        "private key file 'server.key.pem': " + found + " (expected: " + PrivateKeyFile.EXPECTED + ")");
    }

    private static void assertUnsupported(AlgorithmIdentifier algorithm, String found) {
        assertThatThrownBy(() -> load(
                        pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(algorithm, new byte[64]).getEncoded()),
                        Passphrase.of(PASS)))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage(
                        "private key file 'server.key.pem': " + found + " (expected: " + KeyDecryption.EXPECTED + ")");
    }

    private static void assertOnlyOpensWith(String pem, PrivateKey key) {
        assertThat(load(pem, Passphrase.of(PASS))).isEqualTo(key);
        assertThatThrownBy(() -> load(pem, Passphrase.of("wrong")))
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for private key file 'server.key.pem': wrong passphrase, or a damaged key"
                        + " (expected: the key's passphrase)");
        assertThatThrownBy(() -> load(pem, Passphrase.none()))
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for private key file 'server.key.pem': none, but the key is encrypted"
                        + " (expected: the key's passphrase)");
    }

    private static AlgorithmIdentifier pbkdf2Parameters(BigInteger iterations) {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(new byte[8]));
        parameters.add(new ASN1Integer(iterations));
        return pbes2(new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2, PBKDF2Params.getInstance(new DERSequence(parameters))));
    }

    private static AlgorithmIdentifier scryptParameters(int n, int r, int p) {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(new byte[8]));
        parameters.add(new ASN1Integer(n));
        parameters.add(new ASN1Integer(r));
        parameters.add(new ASN1Integer(p));
        return pbes2(new KeyDerivationFunc(KeyDerivation.SCRYPT, new DERSequence(parameters)));
    }

    private static AlgorithmIdentifier pbes2(KeyDerivationFunc function) {
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                        function,
                        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]))));
    }

    private static PBKDFConfig pbkdf2(AlgorithmIdentifier prf) {
        return new PBKDF2Config.Builder()
                .withIterationCount(2048)
                .withSaltLength(16)
                .withPRF(prf)
                .build();
    }

    private static String encrypted(PrivateKey key, JcePKCSPBEOutputEncryptorBuilder builder) throws Exception {
        OutputEncryptor encryptor = builder.setProvider(BC).build(PASS.toCharArray());
        return pem(
                "ENCRYPTED PRIVATE KEY",
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(key).build(encryptor).getEncoded());
    }

    private static PrivateKey load(String pem, Passphrase passphrase) {
        return PrivateKeyFile.parse(
                FILE,
                pem.getBytes(StandardCharsets.US_ASCII),
                passphrase.in(FileContents.read(passphrase.file().stream().toList())));
    }

    private static String pem(PemObjectGenerator object) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static PrivateKey key(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

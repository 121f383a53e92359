package io.securerpc.certificate;

import io.securerpc.testsupport.TestCertificate;
import java.io.StringWriter;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Good keys in the forms that are read, cheap to decrypt: where a fuzzer starts from. */
final class KeySeeds {
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    private static final TestCertificate EC = TestCertificate.named("ec").selfSigned();
    private static final TestCertificate RSA =
            TestCertificate.named("rsa").rsa(1024).selfSigned();

    private KeySeeds() {}

    static byte[] pkcs8() {
        return EC.key().getEncoded();
    }

    /** PKCS#1, the form with the most numbers. */
    static String rsa() throws Exception {
        return pem(new JcaMiscPEMGenerator(RSA.key()));
    }

    static List<String> all() throws Exception {
        List<String> seeds = new ArrayList<>();
        seeds.add(EC.keyPem());
        seeds.add(RSA.keyPem());
        seeds.add(TestCertificate.named("ed").ed25519().selfSigned().keyPem());
        seeds.add(pem(new JcaMiscPEMGenerator(EC.key())));
        for (String cipher : new String[] {"AES-256-CBC", "DES-EDE3-CBC"}) {
            seeds.add(pem(new JcaMiscPEMGenerator(
                    RSA.key(),
                    new JcePEMEncryptorBuilder(cipher).setProvider(BC).build(ParserLaws.SECRET.toCharArray()))));
        }
        seeds.add(pbes2(new ScryptConfig.Builder(16, 8, 1).withSaltLength(8).build()));
        seeds.add(pbes2(new PBKDF2Config.Builder()
                .withIterationCount(100)
                .withPRF(PBKDF2Config.PRF_SHA256)
                .build()));
        ASN1ObjectIdentifier tripleDes = PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;
        seeds.add(encrypted(EC.key(), new JcePKCSPBEOutputEncryptorBuilder(tripleDes)));
        return seeds;
    }

    private static String pbes2(PBKDFConfig derivation) throws Exception {
        return encrypted(
                EC.key(), new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC));
    }

    private static String encrypted(PrivateKey key, JcePKCSPBEOutputEncryptorBuilder builder) throws Exception {
        return HostileFiles.pem(
                "ENCRYPTED PRIVATE KEY",
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(key)
                        .build(builder.setProvider(BC).build(ParserLaws.SECRET.toCharArray()))
                        .getEncoded());
    }

    private static String pem(PemObjectGenerator object) throws Exception {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}

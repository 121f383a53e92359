package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.testsupport.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a PKCS#12 or JKS key store: an identity whose key is proven, or a refusal. */
class KeyStoreFuzzTest {
    private static final Set<Class<? extends RuntimeException>> DOCUMENTED = Set.of(
            KeyStoreFileException.class,
            PassphraseException.class,
            KeyMismatchException.class,
            CertificateChainException.class,
            CertificateValidityException.class,
            UnsuitableKeyException.class);
    private static final char[] SECRET = ParserLaws.SECRET.toCharArray();

    private final FuzzedFile file = new FuzzedFile();
    private final Instant now = Instant.now();

    static Stream<byte[]> seeds() throws Exception {
        TestCertificate authority = TestCertificate.named("authority").ca(true).selfSigned();
        TestCertificate ec = TestCertificate.named("ec").issuedBy(authority);
        return Stream.of(
                        HostileFiles.spoilt(pkcs12(ec, "PBEWithHmacSHA256AndAES_256")),
                        HostileFiles.spoilt(pkcs12(ec, "PBEWithSHA1AndDESede")),
                        HostileFiles.spoilt(jks(ec)),
                        Stream.of(
                                jksOf(HostileFiles.endless(0x30, 20_000)),
                                jksOf(HostileFiles.asn1().findFirst().orElseThrow()),
                                HostileFiles.bytes(ec.keyPem())),
                        HostileFiles.asn1())
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void anIdentityOrARefusal(byte[] content) {
        Path path = file.holding(content);
        IdentityFiles files = IdentityFiles.keyStore(path, Passphrase.of(ParserLaws.SECRET));
        ParserLaws.hold(content, ParserLaws.DERIVING, DOCUMENTED, () -> {
            ServerIdentity identity = files.load(FileContents.read(List.of(path)), now);
            assertThat(identity.chain()).hasSizeBetween(1, 10);
            assertThat(identity.toString()).contains("key=****").doesNotContain(ParserLaws.SECRET);
        });
    }

    private static byte[] pkcs12(TestCertificate identity, String algorithm) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        KeyStore.PasswordProtection protection =
                new KeyStore.PasswordProtection(SECRET, algorithm, new PBEParameterSpec(new byte[16], 100));
        store.setEntry("server", new KeyStore.PrivateKeyEntry(identity.key(), chain(identity)), protection);
        return stored(store);
    }

    private static byte[] jks(TestCertificate identity) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry("server", identity.key(), SECRET, chain(identity));
        return stored(store);
    }

    private static byte[] stored(KeyStore store) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, SECRET);
        return out.toByteArray();
    }

    /** A JKS store of one trusted certificate with that encoding; the code at its end is missing, and is read last. */
    static byte[] jksOf(byte[] certificate) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(0xfeedfeed);
        data.writeInt(2);
        data.writeInt(1);
        data.writeInt(2);
        data.writeUTF("server");
        data.writeLong(0);
        data.writeUTF("X.509");
        data.writeInt(certificate.length);
        data.write(certificate);
        return out.toByteArray();
    }

    private static Certificate[] chain(TestCertificate identity) {
        return identity.chain().toArray(X509Certificate[]::new);
    }
}

package io.securerpc.certificate;

import io.securerpc.SecureRpcException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The identities of a PKCS#12 file (RFC 7292), as OpenSSL, keytool and Windows write it.
 *
 * <p>Taken apart here and not by the JDK's {@code KeyStore}, which cannot read every cipher OpenSSL writes and lets each
 * layer of a file cost millions of rounds. All layers together have one {@link DerivationCost}. The code over the content
 * is checked before anything is decrypted; a file without one ({@code -nomac}) is read, because the proof that key and
 * certificate match says more.
 */
final class Pkcs12Store {
    private final Path file;
    private final DerivationCost cost = new DerivationCost();
    private final String secret;
    private final boolean given;
    private final List<SafeBag> keys = new ArrayList<>();
    private final List<X509Certificate> certificates = new ArrayList<>();

    private Pkcs12Store(Path file, @Nullable String secret) {
        this.file = file;
        this.secret = secret == null ? "" : secret; // what 'openssl pkcs12 -passout pass:' writes
        this.given = secret != null;
    }

    static StoredIdentity read(Path file, byte[] bytes, KeySecret passphrase, @Nullable String alias) {
        Pkcs12Store store = new Pkcs12Store(file, passphrase.reveal(LockedFile.store(file)));
        try {
            store.open(Pfx.getInstance(BoundedAsn1.sequence(bytes)));
            List<String> aliases = new ArrayList<>();
            for (SafeBag key : store.keys) {
                aliases.add(alias(key, aliases.size() + 1));
            }
            SafeBag chosen = store.keys.get(StoredIdentity.choose(file, aliases, alias));
            return new StoredIdentity(store.key(chosen), store.certificates);
        } catch (KeyDecryption.Unsupported e) {
            throw new KeyStoreFileException(
                    file, e.found(), "what 'openssl pkcs12 -export' writes by default, or with -legacy", e);
        } catch (JdkKey.Refused e) {
            throw new KeyStoreFileException(file, e.found(), e.expected(), e);
        } catch (SecureRpcException e) {
            throw e;
        } catch (CertificateException | RuntimeException e) { // malformed ASN.1, in many ways
            throw new KeyStoreFileException(file, "a broken PKCS#12 key store", StoredIdentity.EXPECTED, e);
        }
    }

    private void open(Pfx pfx) throws KeyDecryption.Unsupported, CertificateException {
        ContentInfo content = pfx.getAuthSafe();
        if (!content.getContentType().equals(PKCSObjectIdentifiers.data)) {
            throw new KeyStoreFileException(
                    file, "PKCS#12 protected by a signature", "PKCS#12 protected by a passphrase", null);
        }
        byte[] authenticated = ASN1OctetString.getInstance(content.getContent()).getOctets();
        if (pfx.getMacData() != null && !Pkcs12Mac.of(pfx.getMacData(), cost).matches(secret, authenticated)) {
            throw wrong(null);
        }
        for (ContentInfo safe : AuthenticatedSafe.getInstance(BoundedAsn1.sequence(authenticated))
                .getContentInfo()) {
            for (ASN1Encodable bag : BoundedAsn1.sequence(safeContents(safe))) {
                sort(SafeBag.getInstance(bag));
            }
        }
    }

    private byte[] safeContents(ContentInfo safe) throws KeyDecryption.Unsupported {
        if (safe.getContentType().equals(PKCSObjectIdentifiers.data)) {
            return ASN1OctetString.getInstance(safe.getContent()).getOctets();
        }
        if (safe.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
            EncryptedData data = EncryptedData.getInstance(safe.getContent());
            return decrypt(data.getEncryptionAlgorithm(), data.getContent().getOctets());
        }
        throw new KeyDecryption.Unsupported("PKCS#12 content of type " + safe.getContentType(), null);
    }

    private void sort(SafeBag bag) throws CertificateException {
        if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
            CertBag certificate = CertBag.getInstance(bag.getBagValue());
            if (certificate.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
                byte[] der =
                        ASN1OctetString.getInstance(certificate.getCertValue()).getOctets();
                certificates.add(BoundedAsn1.certificate(der, new ByteArrayInputStream(der)));
            }
        } else if (bag.getBagId().equals(PKCSObjectIdentifiers.keyBag)
                || bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
            keys.add(bag);
        }
    }

    private PrivateKey key(SafeBag bag) throws KeyDecryption.Unsupported, JdkKey.Refused {
        if (bag.getBagId().equals(PKCSObjectIdentifiers.keyBag)) {
            return JdkKey.of(PrivateKeyInfo.getInstance(bag.getBagValue()));
        }
        EncryptedPrivateKeyInfo encrypted = EncryptedPrivateKeyInfo.getInstance(bag.getBagValue());
        byte[] der = decrypt(encrypted.getEncryptionAlgorithm(), encrypted.getEncryptedData());
        PrivateKeyInfo info;
        try {
            info = PrivateKeyInfo.getInstance(BoundedAsn1.sequence(der));
        } catch (RuntimeException e) { // by chance, a wrong passphrase leaves valid padding around garbage
            throw wrong(e);
        }
        return JdkKey.of(info);
    }

    private byte[] decrypt(AlgorithmIdentifier algorithm, byte[] data) throws KeyDecryption.Unsupported {
        try {
            return KeyDecryption.of(algorithm, cost).decrypt(secret, data);
        } catch (KeyDecryption.Undecipherable e) {
            throw wrong(e);
        }
    }

    private PassphraseException wrong(@Nullable Exception cause) {
        return LockedFile.store(file)
                .refusal(
                        given ? "wrong passphrase, or a damaged key store" : "none, but the key store is encrypted",
                        "its passphrase",
                        cause);
    }

    /** The friendly name, or the number of the key where it has none, as in the JDK's own reader. */
    private static String alias(SafeBag bag, int number) {
        if (bag.getBagAttributes() != null) {
            for (ASN1Encodable each : bag.getBagAttributes()) {
                Attribute attribute = Attribute.getInstance(each);
                if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_friendlyName)
                        && attribute.getAttrValues().size() > 0
                        && attribute.getAttrValues().getObjectAt(0) instanceof ASN1String name) {
                    return name.getString();
                }
            }
        }
        return String.valueOf(number);
    }
}

package io.securerpc.certificate;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The ciphers of PBES2 by their object identifiers, and the initialisation vectors they come with. */
final class KeyCipherIds {
    /** As {@code crypto/objects/objects.txt} of OpenSSL has them. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            entry("2.16.840.1.101.3.4.1.2", "AES-128-CBC"),
            entry("2.16.840.1.101.3.4.1.3", "AES-128-OFB"),
            entry("2.16.840.1.101.3.4.1.4", "AES-128-CFB"),
            entry("2.16.840.1.101.3.4.1.22", "AES-192-CBC"),
            entry("2.16.840.1.101.3.4.1.23", "AES-192-OFB"),
            entry("2.16.840.1.101.3.4.1.24", "AES-192-CFB"),
            entry("2.16.840.1.101.3.4.1.42", "AES-256-CBC"),
            entry("2.16.840.1.101.3.4.1.43", "AES-256-OFB"),
            entry("2.16.840.1.101.3.4.1.44", "AES-256-CFB"),
            entry("1.2.410.200046.1.1.2", "ARIA-128-CBC"),
            entry("1.2.410.200046.1.1.3", "ARIA-128-CFB"),
            entry("1.2.410.200046.1.1.4", "ARIA-128-OFB"),
            entry("1.2.410.200046.1.1.5", "ARIA-128-CTR"),
            entry("1.2.410.200046.1.1.7", "ARIA-192-CBC"),
            entry("1.2.410.200046.1.1.8", "ARIA-192-CFB"),
            entry("1.2.410.200046.1.1.9", "ARIA-192-OFB"),
            entry("1.2.410.200046.1.1.10", "ARIA-192-CTR"),
            entry("1.2.410.200046.1.1.12", "ARIA-256-CBC"),
            entry("1.2.410.200046.1.1.13", "ARIA-256-CFB"),
            entry("1.2.410.200046.1.1.14", "ARIA-256-OFB"),
            entry("1.2.410.200046.1.1.15", "ARIA-256-CTR"),
            entry("1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC"),
            entry("1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC"),
            entry("1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC"),
            entry("0.3.4401.5.3.1.9.3", "CAMELLIA-128-OFB"),
            entry("0.3.4401.5.3.1.9.4", "CAMELLIA-128-CFB"),
            entry("0.3.4401.5.3.1.9.9", "CAMELLIA-128-CTR"),
            entry("0.3.4401.5.3.1.9.23", "CAMELLIA-192-OFB"),
            entry("0.3.4401.5.3.1.9.24", "CAMELLIA-192-CFB"),
            entry("0.3.4401.5.3.1.9.29", "CAMELLIA-192-CTR"),
            entry("0.3.4401.5.3.1.9.43", "CAMELLIA-256-OFB"),
            entry("0.3.4401.5.3.1.9.44", "CAMELLIA-256-CFB"),
            entry("0.3.4401.5.3.1.9.49", "CAMELLIA-256-CTR"),
            entry("1.2.410.200004.1.4", "SEED-CBC"),
            entry("1.2.410.200004.1.5", "SEED-CFB"),
            entry("1.2.410.200004.1.6", "SEED-OFB"),
            entry("1.2.156.10197.1.104.2", "SM4-CBC"),
            entry("1.2.156.10197.1.104.3", "SM4-OFB"),
            entry("1.2.156.10197.1.104.4", "SM4-CFB"),
            entry("1.2.156.10197.1.104.7", "SM4-CTR"),
            entry("1.2.840.113549.3.7", "DES-EDE3-CBC"),
            entry("1.3.14.3.2.7", "DES-CBC"),
            entry("1.3.14.3.2.8", "DES-OFB"),
            entry("1.3.6.1.4.1.3029.1.2", "BF-CBC"),
            entry("1.2.840.113533.7.66.10", "CAST5-CBC"));

    private static final String RC2_CBC = "1.2.840.113549.3.2";

    /** RFC 8018, B.2.3: the version says how many bits of the key count. */
    private static final Map<Integer, String> RC2_VERSIONS =
            Map.of(58, "RC2-CBC", 120, "RC2-64-CBC", 160, "RC2-40-CBC");

    private KeyCipherIds() {}

    static KeyCipher cipher(AlgorithmIdentifier scheme) throws KeyDecryption.Unsupported {
        String oid = scheme.getAlgorithm().getId();
        String name = oid.equals(RC2_CBC) ? rc2(scheme) : NAMES.get(oid);
        return Optional.ofNullable(name)
                .flatMap(KeyCipher::named)
                .orElseThrow(() -> new KeyDecryption.Unsupported("encryption cipher " + oid, null));
    }

    static byte[] iv(AlgorithmIdentifier scheme, KeyCipher cipher) throws KeyDecryption.Unsupported {
        boolean rc2 = scheme.getAlgorithm().getId().equals(RC2_CBC);
        byte[] iv = ASN1OctetString.getInstance(
                        rc2 ? ASN1Sequence.getInstance(scheme.getParameters()).getObjectAt(1) : scheme.getParameters())
                .getOctets();
        return requireLength(iv, cipher);
    }

    static byte[] requireLength(byte[] iv, KeyCipher cipher) throws KeyDecryption.Unsupported {
        if (iv.length != cipher.ivBytes()) {
            throw new KeyDecryption.Unsupported(
                    cipher.name() + " with an initialisation vector of " + iv.length + " bytes", null);
        }
        return iv;
    }

    private static String rc2(AlgorithmIdentifier scheme) throws KeyDecryption.Unsupported {
        int version = ASN1Integer.getInstance(
                        ASN1Sequence.getInstance(scheme.getParameters()).getObjectAt(0))
                .intValueExact();
        String name = RC2_VERSIONS.get(version);
        if (name == null) {
            throw new KeyDecryption.Unsupported("encryption cipher RC2 of version " + version, null);
        }
        return name;
    }
}

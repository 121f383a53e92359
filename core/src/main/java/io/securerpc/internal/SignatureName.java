package io.securerpc.internal;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.jspecify.annotations.Nullable;

/** What a certificate or a list is signed with, the hash included: RSASSA-PSS names it in its parameters alone, where no name shows it, and means SHA-1 where there are none. */
public final class SignatureName {
    private static final String PSS = "RSASSA-PSS";

    private static final Pattern WEAK = Pattern.compile("(?i)md[245]|sha-?1(?!\\d)|224with|unknown hash");

    private static final Map<ASN1ObjectIdentifier, String> HASHES = Map.of(
            PKCSObjectIdentifiers.md5, "MD5",
            OIWObjectIdentifiers.idSHA1, "SHA1",
            NISTObjectIdentifiers.id_sha224, "SHA224",
            NISTObjectIdentifiers.id_sha256, "SHA256",
            NISTObjectIdentifiers.id_sha384, "SHA384",
            NISTObjectIdentifiers.id_sha512, "SHA512",
            NISTObjectIdentifiers.id_sha3_256, "SHA3-256",
            NISTObjectIdentifiers.id_sha3_384, "SHA3-384",
            NISTObjectIdentifiers.id_sha3_512, "SHA3-512");

    private SignatureName() {}

    /**
     * By what a certificate is signed.
     *
     * @param certificate any
     * @return such as {@code SHA256withRSA} or {@code SHA1withRSASSA-PSS}
     */
    public static String of(X509Certificate certificate) {
        return name(certificate.getSigAlgName(), certificate.getSigAlgOID(), certificate.getSigAlgParams());
    }

    /**
     * By what a revocation list is signed.
     *
     * @param list any
     * @return as for a certificate
     */
    public static String of(X509CRL list) {
        return name(list.getSigAlgName(), list.getSigAlgOID(), list.getSigAlgParams());
    }

    /**
     * Whether the hash is less than SHA-256, or one that cannot be told.
     *
     * @param name as {@link #of(X509Certificate)} has it
     * @return whether nobody should believe such a signature
     */
    public static boolean weak(String name) {
        return WEAK.matcher(name).find();
    }

    private static String name(String name, String oid, byte @Nullable [] parameters) {
        if (!oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS.getId())) {
            return name;
        }
        String hash = "an unknown hash ";
        try {
            hash = parameters == null
                    ? "SHA1"
                    : HASHES.getOrDefault(
                            RSASSAPSSparams.getInstance(parameters)
                                    .getHashAlgorithm()
                                    .getAlgorithm(),
                            hash);
        } catch (IllegalArgumentException e) {
            // Not readable as parameters: weak, whatever it means to whoever made it.
        }
        return hash + "with" + PSS;
    }
}

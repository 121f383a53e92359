package io.securerpc.certificate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/** What a file looks like from its bytes, whatever its name says: for opening it, or for saying why it was not. */
enum FileForm {
    EMPTY("empty file", ""),
    PEM("PEM", ""),
    PKCS12("a PKCS#12 key store", "give it as a key store, or 'openssl pkcs12 -in FILE' converts it to PEM"),
    JKS("a JKS key store", "give it as a key store"),
    JCEKS("a JCEKS key store", "'keytool -importkeystore -deststoretype PKCS12' converts it"),
    DER_CERTIFICATE("a certificate in DER", "'openssl x509 -inform DER -in FILE' converts it to PEM"),
    DER_KEY("a private key in DER", "'openssl pkey -inform DER -in FILE' converts it to PEM"),
    DER_ENCRYPTED_KEY("an encrypted private key in DER", "'openssl pkey -inform DER -in FILE' converts it to PEM"),
    DER_PUBLIC_KEY("a public key in DER", ""),
    DER_REQUEST("a certificate request in DER", ""),
    DER_DH_PARAMETERS("DH parameters in DER", "'openssl dhparam -inform DER -in FILE' converts them to PEM"),
    DER_PKCS7("PKCS#7 in DER", "'openssl pkcs7 -inform DER -print_certs -in FILE' converts it to PEM"),
    DER("DER", ""),
    OTHER("no PEM block", "");

    private static final int JKS_MAGIC = 0xfeedfeed;
    private static final int JCEKS_MAGIC = 0xcececece;

    private final String phrase;
    private final String conversion;

    FileForm(String phrase, String conversion) {
        this.phrase = phrase;
        this.conversion = conversion;
    }

    static FileForm of(byte[] bytes) {
        if (bytes.length == 0) {
            return EMPTY;
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
            return PEM;
        }
        int magic = bytes.length < 4 ? 0 : ByteBuffer.wrap(bytes).getInt();
        if (magic == JKS_MAGIC || magic == JCEKS_MAGIC) {
            return magic == JKS_MAGIC ? JKS : JCEKS;
        }
        return bytes[0] == 0x30 ? der(bytes) : OTHER;
    }

    /** What it is, for messages. */
    String phrase() {
        return phrase;
    }

    /** What it is, for messages of those who wanted PEM. */
    String notPem() {
        return this == EMPTY || this == OTHER ? phrase : phrase + ", not PEM";
    }

    /** A rule, and how to come from this form to it. */
    String expected(String rule) {
        return conversion.isEmpty() ? rule : rule + "; " + conversion;
    }

    private static FileForm der(byte[] bytes) {
        try {
            ASN1Sequence outer = ASN1Sequence.getInstance(bytes);
            ASN1Encodable[] parts = Arrays.copyOf(outer.toArray(), 3);
            if (parts[0] instanceof ASN1Integer version) {
                return afterInteger(version, parts[1], parts[2]);
            }
            if (parts[0] instanceof ASN1ObjectIdentifier) {
                return DER_PKCS7;
            }
            if (parts[0] instanceof ASN1Sequence first) {
                return afterSequence(first, parts[1], parts[2]);
            }
        } catch (RuntimeException e) { // only looks like ASN.1; Bouncy Castle has many ways of saying so
            return DER;
        }
        return DER;
    }

    private static FileForm afterInteger(ASN1Integer version, ASN1Encodable second, ASN1Encodable third) {
        if (second instanceof ASN1Sequence content && content.size() > 0) {
            boolean pfx = version.hasValue(3) && content.getObjectAt(0) instanceof ASN1ObjectIdentifier;
            return pfx ? PKCS12 : third instanceof ASN1OctetString ? DER_KEY : DER;
        }
        if (second instanceof ASN1OctetString) {
            return DER_KEY; // SEC1
        }
        boolean pkcs1 = second instanceof ASN1Integer && version.hasValue(0);
        return pkcs1 ? DER_KEY : second instanceof ASN1Integer ? DER_DH_PARAMETERS : DER;
    }

    private static FileForm afterSequence(ASN1Sequence first, ASN1Encodable second, ASN1Encodable third) {
        if (second instanceof ASN1OctetString) {
            return DER_ENCRYPTED_KEY;
        }
        if (second instanceof ASN1BitString) {
            return DER_PUBLIC_KEY;
        }
        if (third instanceof ASN1BitString && first.size() > 0) {
            boolean certificate = first.size() >= 6 || first.getObjectAt(0) instanceof ASN1TaggedObject;
            return certificate ? DER_CERTIFICATE : first.size() <= 4 ? DER_REQUEST : DER;
        }
        return DER;
    }
}

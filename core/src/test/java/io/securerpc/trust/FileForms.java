package io.securerpc.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;

/** The bytes of a file that holds a certificate, in each {@link Form}. */
final class FileForms {
    private static final ASN1ObjectIdentifier CLIENT = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.2");
    private static final ASN1ObjectIdentifier SERVER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.1");
    private static final ASN1ObjectIdentifier ANY = new ASN1ObjectIdentifier("2.5.29.37.0");
    private static final String TRUSTED = "TRUSTED CERTIFICATE";

    private FileForms() {}

    static byte[] pem(byte[] der) {
        return bytes(block("CERTIFICATE", der, 64));
    }

    /** A file that somebody is still writing. */
    static byte[] torn(byte[] der) {
        byte[] pem = pem(der);
        return Arrays.copyOf(pem, pem.length / 2);
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static byte[] of(Form form, byte[] der, KeyTrait key) {
        String pem = block("CERTIFICATE", der, 64);
        return switch (form) {
            case PEM -> bytes(pem);
            case CRLF -> bytes(pem.replace("\n", "\r\n"));
            case TEXT_BEFORE -> bytes("Certificate:\n    Data:\n        Version: 3 (0x2)\n\u00e9\n" + pem);
            case TEXT_AFTER -> bytes(pem + "\nthat was it\n");
            case KEY_BEFORE -> bytes(privateKey(key) + pem);
            case KEY_AFTER -> bytes(pem + privateKey(key));
            case OLD_LABEL -> bytes(block("X509 CERTIFICATE", der, 64));
            case OTHER_LABEL -> bytes(block("CERTIFICATE REQUEST", der, 64));
            case NO_FINAL_NEWLINE -> bytes(pem.stripTrailing());
            case WIDE_LINES -> bytes(block("CERTIFICATE", der, 76));
            case ONE_LINE -> bytes(block("CERTIFICATE", der, 100_000));
            case BLANK_LINES -> bytes(pem.replace("\n", "\n\n"));
            case SPACE_BEHIND_LINES -> bytes(pem.replace("\n", " \t\n"));
            case SPACE_BEFORE_LINES -> bytes("  " + pem.stripTrailing().replace("\n", "\n  ") + "\n");
            case CARRIAGE_RETURNS -> bytes(pem.replace('\n', '\r'));
            case BYTE_ORDER_MARK -> bytes("\u00ef\u00bb\u00bf" + pem);
            case HEADERS -> bytes(pem.replaceFirst("-----\n", "-----\nComment: mine\n\n"));
            case DER -> der;
            case EMPTY -> new byte[0];
            case GARBAGE -> bytes("f013e17f\n");
            case TORN_IN_HALF -> torn(der);
            case TORN_BEFORE_END -> bytes(pem.substring(0, pem.indexOf("-----END")));
            case LOST_END_LINE -> bytes(pem.substring(0, pem.length() - 10) + "\n");
            case LARGE -> bytes(pem + "and so on\n".repeat(7_000));
            case TORN_SECOND_BLOCK -> joined(bytes(pem), torn(der));
            default -> withTrust(form, der);
        };
    }

    /** As {@code openssl x509 -trustout} writes it: the certificate, and behind it for what it is trusted. */
    private static byte[] withTrust(Form form, byte[] der) {
        return switch (form) {
            case TRUSTED -> trusted(der, new DERSequence());
            case TRUSTED_ALIAS -> trusted(der, new DERSequence(new DERUTF8String("mine")));
            case TRUSTED_FOR_CLIENT -> trusted(der, new DERSequence(new DERSequence(CLIENT)));
            case TRUSTED_FOR_ANY -> trusted(der, new DERSequence(new DERSequence(ANY)));
            case TRUSTED_FOR_SERVER -> trusted(der, new DERSequence(new DERSequence(SERVER)));
            case REJECTED_FOR_CLIENT -> trusted(der, rejected(CLIENT));
            case REJECTED_FOR_SERVER -> trusted(der, rejected(SERVER));
            case TRUSTED_WITH_GARBAGE -> bytes(block(TRUSTED, joined(der, new byte[] {0x30, 5, 1, 2}), 64));
            case BYTES_AFTER_CERTIFICATE -> bytes(block("CERTIFICATE", joined(der, new byte[] {5, 0}), 64));
            default -> throw new IllegalStateException("not written: " + form);
        };
    }

    private static DERSequence rejected(ASN1ObjectIdentifier purpose) {
        return new DERSequence(new DERTaggedObject(false, 0, new DERSequence(purpose)));
    }

    private static byte[] trusted(byte[] der, ASN1Encodable settings) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        try {
            both.writeBytes(der);
            both.writeBytes(settings.toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes(block(TRUSTED, both.toByteArray(), 64));
    }

    private static String privateKey(KeyTrait key) {
        return block("PRIVATE KEY", key.pair(0).getPrivate().getEncoded(), 64);
    }

    private static String block(String type, byte[] der, int width) {
        String base64 = Base64.getMimeEncoder(width / 4 * 4, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

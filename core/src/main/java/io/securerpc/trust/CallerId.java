package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** The id of the caller that a certificate stands for. */
final class CallerId {
    static final String PREFIX = "certificate:";
    private static final String BY_FINGERPRINT = "sha256/";

    private CallerId() {}

    static String of(X509Certificate certificate, Fingerprint fingerprint) {
        return PREFIX + commonName(certificate).filter(CallerId::usable).orElseGet(() -> byFingerprint(fingerprint));
    }

    static String byFingerprint(Fingerprint fingerprint) {
        return BY_FINGERPRINT + fingerprint.toString().replace(":", "").toLowerCase(Locale.ROOT);
    }

    /** Two ids with one key are one caller: names are compared as the subject hash compares them. */
    static String key(String callerId) {
        StringBuilder key = new StringBuilder(callerId.length());
        callerId.chars().forEach(c -> key.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return key.toString();
    }

    /** The last one is the most specific: names are written from the root of the directory downwards. */
    private static Optional<String> commonName(X509Certificate certificate) {
        List<String> names = commonNames(certificate);
        return names.isEmpty() ? Optional.empty() : Optional.of(names.get(names.size() - 1));
    }

    /** All common names, their white space folded, in the order of the subject. */
    static List<String> commonNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        for (RDN rdn : subject.getRDNs()) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(BCStyle.CN) && attribute.getValue() instanceof ASN1String text) {
                    names.add(fold(text(text)));
                }
            }
        }
        return names;
    }

    private static String text(ASN1String string) {
        // Bouncy Castle's getString() shows these in hexadecimal.
        return string instanceof ASN1UniversalString universal ? fourByteText(universal) : string.getString();
    }

    /** Four bytes for each character; what is none stays unreadable, so that it becomes no name. */
    private static String fourByteText(ASN1UniversalString string) {
        ByteBuffer in = ByteBuffer.wrap(string.getOctets());
        StringBuilder text = new StringBuilder();
        while (in.remaining() >= Integer.BYTES) {
            int c = in.getInt();
            text.appendCodePoint(Character.isValidCodePoint(c) ? c : 0);
        }
        return text.toString();
    }

    /** White space as the subject hash sees it. */
    private static String fold(String name) {
        // One space for each run first: to look from each of many for the end of the name takes the square of its
        // length.
        String spaced = name.replaceAll("[ \\t\\n\\x0B\\f\\r]+", " ");
        int begin = spaced.startsWith(" ") ? 1 : 0;
        int end = spaced.length() - (spaced.endsWith(" ") ? 1 : 0);
        return begin < end ? spaced.substring(begin, end) : "";
    }

    /** A name that looks like an id by fingerprint is no name. */
    private static boolean usable(String name) {
        return readable(name) && !name.toLowerCase(Locale.ROOT).startsWith(BY_FINGERPRINT);
    }

    /** A name that cannot be read in a log is no name. */
    static boolean readable(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }
}

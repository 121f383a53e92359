package io.securerpc.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * ASN.1 as it comes from files, with bounded nesting.
 *
 * <p>Bouncy Castle reads values of indefinite length by recursion: two bytes per level, so a small file can use up the
 * stack. The depth is counted here first, without recursion; everything else that may be wrong is left to the real parser.
 */
final class BoundedAsn1 {
    /** PKCS#12 needs about a dozen levels, with BER's segmented strings a few more. */
    private static final int MAX_DEPTH = 64;

    private static final long INDEFINITE = Long.MAX_VALUE;

    private final byte[] bytes;
    private int at;

    private BoundedAsn1(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Parses one sequence.
     *
     * @throws IllegalArgumentException if the bytes are anything else, or nested too deeply
     */
    static ASN1Sequence sequence(byte[] bytes) {
        new BoundedAsn1(bytes).requireShallow();
        return ASN1Sequence.getInstance(bytes);
    }

    /** The first certificate in some bytes, read by the JDK, which recurses just the same. */
    static X509Certificate certificate(byte[] bytes, ByteArrayInputStream in) throws CertificateException {
        try {
            new BoundedAsn1(bytes).requireShallow();
        } catch (IllegalArgumentException e) {
            throw new CertificateException(e.getMessage(), e);
        }
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }

    /** The first revocation list in some bytes, in the same way. */
    static X509CRL revocationList(byte[] bytes, ByteArrayInputStream in) throws CRLException, CertificateException {
        try {
            new BoundedAsn1(bytes).requireShallow();
        } catch (IllegalArgumentException e) {
            throw new CRLException(e.getMessage(), e);
        }
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
    }

    /** Where a constructed value ends at the latest, and whether its own length says so. */
    private record Level(long end, boolean definite) {}

    private void requireShallow() {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(bytes.length, true));
        while (at < bytes.length) {
            Level level = levels.element();
            if (level.definite && at >= level.end) {
                levels.pop();
                continue;
            }
            int tag = bytes[at++] & 0xff;
            skipLongTag(tag);
            long length = length();
            if (tag == 0 && length == 0 && !level.definite) {
                levels.pop(); // the end of a value of indefinite length
                continue;
            }
            boolean constructed = (tag & 0x20) != 0;
            // What runs out of its parent could hide its neighbours from this scan and not from the parser.
            require(length == INDEFINITE ? constructed : at + length <= level.end, "lengths that fit");
            if (constructed) {
                levels.push(new Level(length == INDEFINITE ? level.end : at + length, length != INDEFINITE));
                require(levels.size() <= MAX_DEPTH, MAX_DEPTH + " levels at most");
            } else {
                at += (int) length;
            }
        }
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("ASN.1: malformed or nested without end (expected: " + rule + ")");
        }
    }

    private void skipLongTag(int tag) {
        if ((tag & 0x1f) == 0x1f) {
            while (at < bytes.length && bytes[at] < 0) { // all but the last byte have the high bit
                at++;
            }
            at++;
        }
    }

    private long length() {
        if (at >= bytes.length) {
            return 0;
        }
        int first = bytes[at++] & 0xff;
        if (first < 0x80) {
            return first;
        }
        if (first == 0x80) {
            return INDEFINITE;
        }
        long length = 0;
        for (int i = first & 0x7f; i > 0 && at < bytes.length; i--) {
            length = Math.min(Integer.MAX_VALUE, (length << 8) | (bytes[at++] & 0xff));
        }
        return length;
    }
}

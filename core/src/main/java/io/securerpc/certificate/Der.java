package io.securerpc.certificate;

import java.util.Arrays;

/**
 * A cursor over DER elements that hands out the bytes as they are.
 *
 * <p>Hashing needs the untouched encoding of a name; ASN.1 object models decode strings and lose it.
 */
final class Der {
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int OID = 0x06;

    private final byte[] bytes;
    private int position;
    private final int end;

    private Der(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    static Der over(byte[] bytes) {
        return new Der(bytes, 0, bytes.length);
    }

    boolean hasNext() {
        return position < end;
    }

    int peekTag() {
        if (!hasNext()) {
            throw malformed("ends early");
        }
        return bytes[position] & 0xff;
    }

    /** The next element, which must have this tag. */
    Der enter(int tag) {
        if (peekTag() != tag) {
            throw malformed("tag %02x".formatted(peekTag()));
        }
        return next();
    }

    /** The content of the next element, whatever its tag; the cursor moves behind it. */
    Der next() {
        int tag = peekTag();
        if ((tag & 0x1f) == 0x1f) {
            throw malformed("tag %02x".formatted(tag));
        }
        position++;
        int length = length();
        if (length > end - position) {
            throw malformed("ends early");
        }
        Der content = new Der(bytes, position, position + length);
        position += length;
        return content;
    }

    byte[] content() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    void requireEnd() {
        if (hasNext()) {
            throw malformed((end - position) + " bytes too many");
        }
    }

    /** One element of definite length. */
    static byte[] encode(int tag, byte[] content) {
        int length = content.length;
        int lengthBytes = length < 0x80 ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
        byte[] out = new byte[2 + lengthBytes + length];
        out[0] = (byte) tag;
        out[1] = (byte) (lengthBytes == 0 ? length : 0x80 | lengthBytes);
        for (int i = 0; i < lengthBytes; i++) {
            out[2 + i] = (byte) (length >>> (8 * (lengthBytes - 1 - i)));
        }
        System.arraycopy(content, 0, out, 2 + lengthBytes, length);
        return out;
    }

    private int length() {
        int first = peekTag();
        position++;
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw malformed("length form %02x".formatted(first));
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | peekTag();
            position++;
        }
        if (length < 0x80 || length < 1 << (8 * (count - 1))) {
            throw malformed("length not minimal");
        }
        return length;
    }

    private static SubjectNameException malformed(String found) {
        return new SubjectNameException(found, "a DER encoded X.501 Name");
    }
}

package io.securerpc.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A name in the form OpenSSL hashes, as {@code x509_name_canon} in its {@code crypto/x509/x_name.c} makes it. */
final class CanonicalName {
    /** {@code X509_NAME_MAX}: what OpenSSL reads of a name at most. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int BIT_STRING = 3;
    private static final int UTF8_STRING = 12;

    private CanonicalName() {}

    /** The relative names one behind the other, without the sequence around them. */
    static byte[] encode(Der rdns) {
        if (rdns.content().length > MAX_BYTES) {
            throw new SubjectNameException("larger than " + MAX_BYTES + " bytes", "a name OpenSSL reads");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (rdns.hasNext()) {
            out.writeBytes(relativeName(rdns.enter(Der.SET)));
        }
        return out.toByteArray();
    }

    private static byte[] relativeName(Der set) {
        List<byte[]> attributes = new ArrayList<>();
        while (set.hasNext()) {
            attributes.add(attribute(set.enter(Der.SEQUENCE)));
        }
        if (attributes.isEmpty()) {
            return new byte[0]; // OpenSSL walks the attributes, so a set without any leaves no trace.
        }
        attributes.sort(Arrays::compareUnsigned); // DER order of the new values, which may differ from the old one
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        attributes.forEach(out::writeBytes);
        return Der.encode(Der.SET, out.toByteArray());
    }

    private static byte[] attribute(Der sequence) {
        byte[] type = oid(sequence.enter(Der.OID).content());
        int tag = sequence.peekTag();
        byte[] value = value(tag, sequence.next().content());
        sequence.requireEnd();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Der.encode(Der.OID, type));
        out.writeBytes(value);
        return Der.encode(Der.SEQUENCE, out.toByteArray());
    }

    private static byte[] oid(byte[] content) {
        boolean start = true;
        for (byte b : content) {
            if (start && b == (byte) 0x80) {
                throw new SubjectNameException("attribute type with a padded arc", "an object identifier");
            }
            start = b >= 0;
        }
        if (content.length == 0 || !start) {
            throw new SubjectNameException("attribute type cut short", "an object identifier");
        }
        return content;
    }

    private static byte[] value(int tag, byte[] content) {
        return switch (tag) {
            case UTF8_STRING -> canonical(decode(content, StandardCharsets.UTF_8));
            case 19, 20, 22 -> canonical(decode(content, StandardCharsets.ISO_8859_1)); // Printable, T61, IA5
            case 28 -> canonical(fourByteText(content)); // Universal
            case 30 -> canonical(basicPlane(content)); // BMP
            case BIT_STRING -> Der.encode(tag, bits(content));
            // Numeric, SEQUENCE, and what OpenSSL files under "unknown": taken as they are.
            case 18, Der.SEQUENCE, 7, 8, 9, 10, 11, 13, 14, 15, 29 -> Der.encode(tag, content);
            default ->
                throw new SubjectNameException(
                        "attribute value with tag %02x".formatted(tag), "a string type that OpenSSL takes in names");
        };
    }

    private static String basicPlane(byte[] content) {
        String text = decode(content, StandardCharsets.UTF_16BE);
        if (text.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw notConvertible(); // UCS-2 has no pairs; OpenSSL refuses each half
        }
        return text;
    }

    /** By hand: Java's UTF-32BE swallows a leading byte order mark, which is a character of the name here. */
    private static String fourByteText(byte[] content) {
        if (content.length % 4 != 0) {
            throw notConvertible();
        }
        ByteBuffer in = ByteBuffer.wrap(content);
        StringBuilder text = new StringBuilder(content.length / 4);
        while (in.hasRemaining()) {
            int c = in.getInt();
            if (!Character.isValidCodePoint(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                throw notConvertible();
            }
            text.appendCodePoint(c);
        }
        return text.toString();
    }

    private static byte[] bits(byte[] content) {
        if (content.length == 0 || content[0] < 0 || content[0] > 7) {
            throw new SubjectNameException("attribute value with a broken BIT STRING", "a DER BIT STRING");
        }
        byte[] copy = content.clone();
        if (copy.length > 1) {
            copy[copy.length - 1] &= (byte) (0xff << copy[0]); // unused bits count as zero
        }
        return copy;
    }

    private static String decode(byte[] content, Charset charset) {
        try {
            // A new decoder reports what it cannot map, where String would put a replacement character.
            return charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw notConvertible();
        }
    }

    private static SubjectNameException notConvertible() {
        return new SubjectNameException("attribute value with an invalid string", "text that converts to UTF-8");
    }

    private static byte[] canonical(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                space = true;
                continue;
            }
            if (space && !out.isEmpty()) {
                out.append(' ');
            }
            space = false;
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return Der.encode(UTF8_STRING, out.toString().getBytes(StandardCharsets.UTF_8));
    }
}

package io.securerpc.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** X.501 names as DER, from ordinary to malicious, the same for the same seed. */
final class RandomNames {
    private static final List<String> TYPES = List.of(
            "550403",
            "55040a",
            "55040b",
            "550406",
            "550407",
            "2a864886f70d010901",
            "0992268993f22c640101",
            "0992268993f22c640119",
            "2b0601040182371502",
            "88371f8fffffff7f");
    private static final List<String> SPACES = List.of(" ", "  ", "\t", "\n", "\r\n", "\u000b", "\f", " \t ", "\u00a0");

    private final Random random;

    RandomNames(long seed) {
        this.random = new Random(seed);
    }

    byte[] next() {
        if (random.nextInt(100) == 0) {
            return Der.encode(Der.SEQUENCE, new byte[0]);
        }
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        int sets = 1 + random.nextInt(4);
        for (int i = 0; i < sets; i++) {
            ByteArrayOutputStream set = new ByteArrayOutputStream();
            int values = random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 1;
            for (int j = 0; j < values; j++) {
                set.writeBytes(attribute());
            }
            name.writeBytes(Der.encode(Der.SET, random.nextInt(150) == 0 ? new byte[0] : set.toByteArray()));
        }
        return Der.encode(Der.SEQUENCE, name.toByteArray());
    }

    private byte[] attribute() {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        attribute.writeBytes(Der.encode(Der.OID, HexFormat.of().parseHex(TYPES.get(random.nextInt(TYPES.size())))));
        attribute.writeBytes(value());
        return Der.encode(Der.SEQUENCE, attribute.toByteArray());
    }

    private byte[] value() {
        int choice = random.nextInt(100);
        if (choice < 30) {
            return Der.encode(12, spoiled(text(0x10ffff).getBytes(StandardCharsets.UTF_8)));
        }
        if (choice < 60) {
            int tag = List.of(19, 20, 22).get(random.nextInt(3));
            return Der.encode(tag, text(0xff).getBytes(StandardCharsets.ISO_8859_1));
        }
        if (choice < 75) {
            return Der.encode(30, spoiled(text(0xffff).getBytes(StandardCharsets.UTF_16BE)));
        }
        if (choice < 85) {
            return Der.encode(28, spoiled(fourBytes(text(0x10ffff))));
        }
        if (choice < 97) {
            return Der.encode(
                    18, (" " + random.nextInt() + "  " + random.nextInt(9)).getBytes(StandardCharsets.US_ASCII));
        }
        // Types that do not belong into names, so that both sides can show what they refuse.
        return switch (random.nextInt(8)) {
            case 0 -> Der.encode(26, "visible".getBytes(StandardCharsets.US_ASCII));
            case 1 -> Der.encode(4, bytes(5));
            case 2 -> Der.encode(3, new byte[] {(byte) random.nextInt(9), (byte) random.nextInt()});
            case 3 -> Der.encode(Der.SEQUENCE, Der.encode(12, "in a sequence".getBytes(StandardCharsets.UTF_8)));
            case 4 -> Der.encode(2, new byte[] {5});
            case 5 -> Der.encode(27, "General".getBytes(StandardCharsets.US_ASCII));
            case 6 -> Der.encode(5, new byte[0]);
            default -> Der.encode(23, "250101000000Z".getBytes(StandardCharsets.US_ASCII));
        };
    }

    private String text(int highest) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(30) == 0 && highest >= 0xffff) {
            text.append('\ufeff'); // a byte order mark is a character like any other here
        }
        int parts = random.nextInt(5); // none: an empty value
        for (int i = 0; i < parts; i++) {
            if (random.nextInt(2) == 0) {
                text.append(SPACES.get(random.nextInt(SPACES.size())));
            }
            int length = random.nextInt(8);
            for (int j = 0; j < length; j++) {
                text.appendCodePoint(codePoint(highest));
            }
            if (random.nextInt(3) == 0) {
                text.append(SPACES.get(random.nextInt(SPACES.size())));
            }
        }
        return text.toString();
    }

    private int codePoint(int highest) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return random.nextInt(0x20); // control characters, NUL among them
        }
        if (kind < 4) {
            int c = random.nextInt(highest + 1);
            return c >= 0xd800 && c <= 0xdfff ? 'S' : c;
        }
        return 0x20 + random.nextInt(0x5f);
    }

    /** Now and then, damages the encoding: a byte changed, or one cut off. */
    private byte[] spoiled(byte[] encoded) {
        if (encoded.length == 0 || random.nextInt(40) != 0) {
            return encoded;
        }
        if (random.nextBoolean()) {
            return Arrays.copyOf(encoded, encoded.length - 1);
        }
        encoded[random.nextInt(encoded.length)] = (byte) (0x80 | random.nextInt());
        return encoded;
    }

    private static byte[] fourBytes(String text) {
        ByteBuffer out = ByteBuffer.allocate(4 * text.codePointCount(0, text.length()));
        text.codePoints().forEach(out::putInt);
        return out.array();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}

package io.securerpc.trust;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;

/** Serial numbers of certificates, kept in as many bytes as they have: the JDK's objects for 100,000 of them take 60 MB, this takes 2. */
final class SerialNumbers {
    private final byte[] bytes;
    private final int width;
    private final int count;

    private SerialNumbers(byte[] bytes, int width, int count) {
        this.bytes = bytes;
        this.width = width;
        this.count = count;
    }

    static SerialNumbers of(Collection<BigInteger> serials) {
        BigInteger[] sorted = serials.toArray(BigInteger[]::new);
        Arrays.sort(sorted);
        int width = 1;
        for (BigInteger serial : sorted) {
            width = Math.max(width, serial.toByteArray().length);
        }
        byte[] bytes = new byte[Math.multiplyExact(width, sorted.length)];
        for (int i = 0; i < sorted.length; i++) {
            byte[] serial = sorted[i].toByteArray();
            int begin = i * width;
            // Two's complement: what fills the width is the sign.
            Arrays.fill(bytes, begin, begin + width - serial.length, (byte) (sorted[i].signum() < 0 ? -1 : 0));
            System.arraycopy(serial, 0, bytes, begin + width - serial.length, serial.length);
        }
        return new SerialNumbers(bytes, width, sorted.length);
    }

    boolean contains(BigInteger serial) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = new BigInteger(bytes, middle * width, width).compareTo(serial);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    int count() {
        return count;
    }
}

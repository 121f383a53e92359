package io.securerpc.proxy;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Headers of the binary form, made here as the specification has them. */
final class ProxyHeaders {
    private ProxyHeaders() {}

    static byte[] v2(int command, int family, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A});
        bytes.write(command);
        bytes.write(family);
        bytes.write(payload.length >> 8);
        bytes.write(payload.length);
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    static byte[] addresses(String source, int port, String destination, byte... fields) {
        try {
            byte[] from = InetAddress.getByName(source).getAddress();
            byte[] to = InetAddress.getByName(destination).getAddress();
            ByteBuffer bytes = ByteBuffer.allocate(from.length + to.length + 4 + fields.length);
            return bytes.put(from)
                    .put(to)
                    .putShort((short) port)
                    .putShort((short) 7076)
                    .put(fields)
                    .array();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}

package io.securerpc.jetty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;

/** A ClientHello of TLS 1.2 or before, byte by byte: no library stands between the offer and the server. */
record RawHello(int version, List<Integer> suites, List<Integer> compressions) {
    static final int SSL_3_0 = 0x0300;
    static final int TLS_1_0 = 0x0301;
    static final int TLS_1_1 = 0x0302;
    static final int TLS_1_2 = 0x0303;

    static RawHello of(int version, Integer... suites) {
        return new RawHello(version, List.of(suites), List.of(0));
    }

    /** What the server chose; {@code null} values never occur: a refusal is {@link #REFUSED}. */
    record Answer(int version, int suite, int compression) {
        static final Answer REFUSED = new Answer(-1, -1, -1);
    }

    Answer sendTo(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            return sendOver(socket);
        } catch (EOFException | SocketException e) {
            return Answer.REFUSED; // closed without a word
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a connection that stays open, wherever the handshake has come to. */
    Answer sendOver(Socket socket) throws IOException {
        socket.getOutputStream().write(record());
        socket.getOutputStream().flush();
        return answer(new DataInputStream(socket.getInputStream()));
    }

    private static Answer answer(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        in.readUnsignedShort();
        byte[] body = new byte[in.readUnsignedShort()];
        in.readFully(body);
        if (type == 21) {
            return Answer.REFUSED;
        }
        if (type != 22 || body[0] != 2) {
            throw new AssertionError("record of type " + type + ", message " + body[0] + " (expected: ServerHello)");
        }
        int afterSession = 39 + (body[38] & 0xff);
        return new Answer(number(body, 4), number(body, afterSession), body[afterSession + 2] & 0xff);
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private byte[] record() throws IOException {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(hello);
        out.writeShort(version);
        out.write(new byte[32]);
        out.writeByte(0);
        out.writeShort(2 * suites.size());
        for (int suite : suites) {
            out.writeShort(suite);
        }
        out.writeByte(compressions.size());
        for (int compression : compressions) {
            out.writeByte(compression);
        }
        byte[] extensions = extensions();
        out.writeShort(extensions.length);
        out.write(extensions);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        out = new DataOutputStream(record);
        out.writeByte(22);
        out.writeShort(Math.min(version, TLS_1_0));
        out.writeShort(hello.size() + 4);
        out.writeInt(1 << 24 | hello.size());
        hello.writeTo(out);
        return record.toByteArray();
    }

    /** Groups (P-256, X25519), uncompressed points, signature schemes for EC and RSA, secure renegotiation, extended master secret. */
    private static byte[] extensions() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int[] extension : new int[][] {
            {10, 0, 4, 0, 0x17, 0, 0x1d}, {11, 1, 0}, {13, 0, 8, 4, 3, 4, 1, 2, 3, 2, 1}, {0xff01, 0}, {23}
        }) {
            out.writeShort(extension[0]);
            out.writeShort(extension.length - 1);
            for (int i = 1; i < extension.length; i++) {
                out.writeByte(extension[i]);
            }
        }
        return bytes.toByteArray();
    }
}

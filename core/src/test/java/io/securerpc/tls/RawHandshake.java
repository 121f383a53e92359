package io.securerpc.tls;

import io.securerpc.tls.RawHello.Bytes;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * What a server's engine answers to a {@link RawHello}, read from the bytes it sends: in TLS 1.2 in the clear, in TLS 1.3 decrypted
 * with the keys of the handshake. The engine's own opinion of the session is not asked.
 */
final class RawHandshake {
    private static final byte[] RETRY =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    /**
     * The server's choice.
     *
     * @param failure what the engine threw; empty when it made a choice
     * @param retried whether it asked for another key share first
     */
    record Answer(
            String failure,
            String version,
            String suite,
            Optional<String> group,
            String scheme,
            Optional<X509Certificate> leaf,
            boolean retried) {
        static Answer failed(String failure) {
            return new Answer(failure, "", "", Optional.empty(), "", Optional.empty(), false);
        }
    }

    private final SSLEngine engine;
    private final KeyShares keys;
    private final Deque<byte[]> records = new ArrayDeque<>();
    private byte[] transcript = new byte[0];
    private byte[] rest = new byte[0];
    private boolean retried;

    private RawHandshake(SSLEngine engine, KeyShares keys) {
        this.engine = engine;
        this.keys = keys;
    }

    static Answer of(RawHello hello, SSLEngine engine, KeyShares keys) throws GeneralSecurityException {
        return new RawHandshake(engine, keys).run(hello);
    }

    private Answer run(RawHello hello) throws GeneralSecurityException {
        try {
            ServerHello answer = exchange(hello, new byte[0]);
            if (answer.retry) {
                retried = true;
                byte[] first = Tls13Secrets.hash(answer.suite, Arrays.copyOf(transcript, answer.start));
                transcript = new Bytes()
                        .u8(254)
                        .u8(0)
                        .vector16(first)
                        .raw(Arrays.copyOfRange(transcript, answer.start, transcript.length))
                        .array();
                answer = exchange(hello.keyShares(answer.group), answer.cookie);
            }
            return answer.version.equals("TLSv1.3") ? encrypted(answer) : clear(answer);
        } catch (SSLException e) {
            return Answer.failed(e.getMessage());
        }
    }

    private ServerHello exchange(RawHello hello, byte[] cookie) throws SSLException {
        byte[] message = hello.message(keys, cookie);
        transcript = new Bytes().raw(transcript).raw(message).array();
        int start = transcript.length;
        send(new Bytes().u8(22).u16(0x0303).vector16(message).array());
        byte[] answer = message(2, nextHandshakeRecord());
        transcript = new Bytes().raw(transcript).raw(answer).array();
        return new ServerHello(answer, start);
    }

    private Answer clear(ServerHello hello) throws GeneralSecurityException {
        List<byte[]> messages = new ArrayList<>();
        Bytes all = new Bytes();
        all.raw(rest);
        while (!records.isEmpty()) {
            all.raw(body(records.poll()));
        }
        split(all.array(), messages);
        X509Certificate leaf = leaf(find(messages, 11), 7);
        ByteBuffer exchange = ByteBuffer.wrap(find(messages, 12)).position(4);
        String group;
        if (hello.suite.startsWith("TLS_DHE")) {
            group = finiteField(exchange);
        } else {
            exchange.get();
            group = CodePoints.name(CodePoints.GROUPS, exchange.getShort());
            exchange.position(exchange.position() + 1 + (exchange.get(exchange.position()) & 0xff));
        }
        String scheme = CodePoints.name(CodePoints.SCHEMES, exchange.getShort());
        return new Answer("", hello.version, hello.suite, Optional.of(group), scheme, Optional.of(leaf), retried);
    }

    private static String finiteField(ByteBuffer parameters) {
        byte[] prime = new byte[parameters.getShort() & 0xffff];
        parameters.get(prime);
        skipVector(parameters);
        skipVector(parameters);
        String group = "ffdhe" + prime.length * 8;
        return KeyShares.finiteField(group).getP().equals(new BigInteger(1, prime)) ? group : "unknown prime";
    }

    private Answer encrypted(ServerHello hello) throws GeneralSecurityException {
        byte[] plain;
        byte[] secret = keys.secret(hello.group, hello.share);
        try {
            plain = decrypted(hello, secret);
        } catch (AEADBadTagException e) {
            // JDK 17 drops the leading zeros of a finite-field secret, which RFC 8446, section 7.4.1, keeps: one
            // handshake in 256.
            plain = decrypted(hello, withoutLeadingZeros(secret));
        }
        List<byte[]> messages = new ArrayList<>();
        split(plain, messages);
        X509Certificate leaf = leaf(find(messages, 11), 8);
        String scheme = CodePoints.name(
                CodePoints.SCHEMES, ByteBuffer.wrap(find(messages, 15)).getShort(4));
        return new Answer("", hello.version, hello.suite, Optional.of(hello.group), scheme, Optional.of(leaf), retried);
    }

    private static byte[] withoutLeadingZeros(byte[] secret) {
        int start = 0;
        while (secret[start] == 0) {
            start++;
        }
        return Arrays.copyOfRange(secret, start, secret.length);
    }

    private byte[] decrypted(ServerHello hello, byte[] secret) throws GeneralSecurityException {
        Tls13Secrets secrets = Tls13Secrets.of(hello.suite, secret, transcript);
        Bytes plain = new Bytes();
        for (byte[] record : records) {
            if (record[0] == 23) {
                plain.raw(secrets.open(record));
            }
        }
        return plain.array();
    }

    private static int skipVector(ByteBuffer buffer) {
        int length = buffer.getShort() & 0xffff;
        buffer.position(buffer.position() + length);
        return length;
    }

    private static X509Certificate leaf(byte[] message, int lists) throws GeneralSecurityException {
        // Header of 4 bytes, in TLS 1.3 an empty context, 3 bytes for the list; then 3 bytes for the first certificate.
        int length = (message[lists] & 0xff) << 16 | (message[lists + 1] & 0xff) << 8 | message[lists + 2] & 0xff;
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(message, lists + 3, length));
    }

    private static byte[] find(List<byte[]> messages, int type) {
        return messages.stream()
                .filter(message -> message[0] == type)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no handshake message of type " + type));
    }

    private static void split(byte[] bytes, List<byte[]> messages) {
        for (int at = 0; at + 4 <= bytes.length; ) {
            int end = at + 4 + ((bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff);
            messages.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
    }

    /** The first message of a record, kept apart from what follows it there. */
    private byte[] message(int type, byte[] bytes) {
        List<byte[]> messages = new ArrayList<>();
        split(bytes, messages);
        byte[] first = messages.get(0);
        if (first[0] != type) {
            throw new IllegalStateException("handshake message " + first[0] + " (expected: " + type + ")");
        }
        rest = Arrays.copyOfRange(bytes, first.length, bytes.length);
        return first;
    }

    private byte[] nextHandshakeRecord() throws SSLException {
        receive();
        for (byte[] record = records.poll(); record != null; record = records.poll()) {
            if (record[0] == 21) {
                throw new SSLException("alert " + record[6]);
            }
            if (record[0] == 22) {
                return body(record);
            }
        }
        throw new IllegalStateException("the engine neither answered nor refused");
    }

    private static byte[] body(byte[] record) {
        return Arrays.copyOfRange(record, 5, record.length);
    }

    private void send(byte[] record) throws SSLException {
        ByteBuffer in = ByteBuffer.wrap(record);
        while (in.hasRemaining()) {
            engine.unwrap(in, ByteBuffer.allocate(1 << 16));
        }
        runTasks();
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void receive() throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(1 << 17);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            if (engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() == 0) {
                break;
            }
            runTasks();
        }
        out.flip();
        while (out.remaining() >= 5) {
            byte[] record = new byte[5 + (out.getShort(out.position() + 3) & 0xffff)];
            out.get(record);
            records.add(record);
        }
    }

    /** What a ServerHello or HelloRetryRequest says (RFC 8446, section 4.1.3). */
    private static final class ServerHello {
        final int start;
        final boolean retry;
        final String suite;
        String version;
        String group = "";
        byte[] share = new byte[0];
        byte[] cookie = new byte[0];

        ServerHello(byte[] message, int start) {
            this.start = start;
            ByteBuffer in = ByteBuffer.wrap(message).position(4);
            version = CodePoints.name(CodePoints.VERSIONS, in.getShort());
            byte[] random = new byte[32];
            in.get(random);
            retry = Arrays.equals(random, RETRY);
            in.position(in.position() + 1 + (in.get(in.position()) & 0xff));
            suite = CodePoints.name(CodePoints.SUITES, in.getShort() & 0xffff);
            in.position(in.position() + 3);
            while (in.hasRemaining()) {
                extension(in.getShort() & 0xffff, in.slice(in.position() + 2, in.getShort(in.position()) & 0xffff));
                skipVector(in);
            }
        }

        private void extension(int type, ByteBuffer body) {
            if (type == 43) {
                version = CodePoints.name(CodePoints.VERSIONS, body.getShort());
            }
            if (type == 44) {
                cookie = new byte[body.remaining()];
                body.get(cookie);
            }
            if (type == 51) {
                group = CodePoints.name(CodePoints.GROUPS, body.getShort() & 0xffff);
                if (!retry) {
                    share = new byte[body.getShort() & 0xffff];
                    body.get(share);
                }
            }
        }
    }
}

package io.securerpc.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a client's offer from the first record it sends (RFC 8446, section 4.1.2). */
final class HelloOffer {
    private final ClientOffer.Builder offer = ClientOffer.builder();

    private HelloOffer() {}

    static ClientOffer of(byte[] record) {
        HelloOffer reader = new HelloOffer();
        // Headers of record and message, version, random.
        ByteBuffer in = ByteBuffer.wrap(record).position(5 + 4 + 2 + 32);
        in.position(in.position() + 1 + (in.get(in.position()) & 0xff));
        reader.offer.cipherSuites(names(CodePoints.SUITES, vector(in)));
        in.position(in.position() + 1 + (in.get(in.position()) & 0xff));
        ByteBuffer extensions = vector(in);
        while (extensions.hasRemaining()) {
            reader.extension(extensions.getShort() & 0xffff, vector(extensions));
        }
        return reader.offer.build();
    }

    private void extension(int type, ByteBuffer body) {
        switch (type) {
            case 0 -> {
                ByteBuffer entry = vector(body);
                entry.get();
                offer.serverName(
                        StandardCharsets.ISO_8859_1.decode(vector(entry)).toString());
            }
            case 10 -> offer.groups(names(CodePoints.GROUPS, vector(body)));
            case 13 -> offer.signatureSchemes(names(CodePoints.SCHEMES, vector(body)));
            case 43 -> {
                body.get();
                offer.versions(names(CodePoints.VERSIONS, body));
            }
            case 50 -> offer.certificateSchemes(names(CodePoints.SCHEMES, vector(body)));
            case 51 -> offer.keyShares(keyShares(vector(body)));
            default -> {} // says nothing about the negotiation
        }
    }

    private static String[] keyShares(ByteBuffer shares) {
        List<String> names = new ArrayList<>();
        while (shares.hasRemaining()) {
            names.add(CodePoints.name(CodePoints.GROUPS, shares.getShort() & 0xffff));
            vector(shares);
        }
        return names.toArray(String[]::new);
    }

    private static String[] names(Map<String, Integer> table, ByteBuffer codes) {
        List<String> names = new ArrayList<>();
        while (codes.hasRemaining()) {
            names.add(CodePoints.name(table, codes.getShort() & 0xffff));
        }
        return names.toArray(String[]::new);
    }

    private static ByteBuffer vector(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        ByteBuffer vector = in.slice(in.position(), length);
        in.position(in.position() + length);
        return vector;
    }
}

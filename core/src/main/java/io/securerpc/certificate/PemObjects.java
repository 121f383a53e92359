package io.securerpc.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM file, in order; text around them is skipped, as OpenSSL does. */
final class PemObjects {
    private final List<PemObject> blocks;

    private PemObjects(List<PemObject> blocks) {
        this.blocks = blocks;
    }

    static PemObjects parse(byte[] bytes) throws NotPem {
        if (bytes.length == 0) {
            throw new NotPem("empty file", null);
        }
        // ISO 8859-1 keeps every byte, so comments in any encoding cannot disturb the blocks.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains("-----BEGIN ")) {
            throw new NotPem(bytes[0] == 0x30 ? "DER, not PEM" : "no PEM block", null);
        }
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle reports bad base64 with unchecked exceptions.
            throw new NotPem("broken PEM block number " + (blocks.size() + 1), e);
        }
        if (blocks.isEmpty()) {
            throw new NotPem("no PEM block", null);
        }
        return new PemObjects(blocks);
    }

    List<PemObject> blocks() {
        return blocks;
    }

    /** The types met, for messages: what a file holds when it does not hold what was looked for. */
    String types() {
        return blocks.stream().map(PemObject::getType).distinct().collect(Collectors.joining(", "));
    }

    /** Why bytes are not PEM, as the phrase that goes into the caller's own exception. */
    static final class NotPem extends Exception {
        private static final long serialVersionUID = 1L;

        NotPem(String found, @Nullable Throwable cause) {
            super(found, cause);
        }

        String found() {
            return String.valueOf(getMessage());
        }
    }
}

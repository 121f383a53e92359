package io.securerpc.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM file, in order; text around them is skipped, as OpenSSL does. */
final class PemObjects {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** Blocks that people take for a certificate or a private key. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "CERTIFICATE REQUEST", " (what an authority is asked with, not what it answers)",
            "NEW CERTIFICATE REQUEST", " (what an authority is asked with, not what it answers)",
            "PUBLIC KEY", " (the public half)",
            "RSA PUBLIC KEY", " (the public half)",
            "EC PARAMETERS", " (a curve without a key)",
            "PKCS7", " ('openssl pkcs7 -print_certs' converts it)");

    private final List<PemObject> blocks;

    private PemObjects(List<PemObject> blocks) {
        this.blocks = blocks;
    }

    static PemObjects parse(byte[] bytes) throws NotPem {
        FileForm form = FileForm.of(bytes);
        if (form != FileForm.PEM) {
            throw new NotPem(form.notPem(), form, null);
        }
        // ISO 8859-1 keeps every byte, so comments in any encoding cannot disturb the blocks.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle reports bad base64 with unchecked exceptions.
            throw new NotPem("broken PEM block number " + (blocks.size() + 1), form, e);
        }
        if (blocks.isEmpty()) {
            throw new NotPem(FileForm.OTHER.notPem(), FileForm.OTHER, null);
        }
        return new PemObjects(blocks);
    }

    /** One block, ready to be written. */
    static String write(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    List<PemObject> blocks() {
        return blocks;
    }

    /** The types met, for messages: what a file holds when it does not hold what was looked for. */
    String types() {
        return blocks.stream()
                .map(PemObject::getType)
                .distinct()
                .map(type -> Printable.of(type) + EXPLAINED.getOrDefault(type, ""))
                .collect(Collectors.joining(", "));
    }

    /** Why bytes are not PEM, as the phrase that goes into the caller's own exception. */
    static final class NotPem extends Exception {
        private static final long serialVersionUID = 1L;

        private final FileForm form;

        NotPem(String found, FileForm form, @Nullable Throwable cause) {
            super(found, cause);
            this.form = form;
        }

        String found() {
            return String.valueOf(getMessage());
        }

        /** A rule, and how to come from what was found to it. */
        String expected(String rule) {
            return form.expected(rule);
        }
    }
}

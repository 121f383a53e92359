package io.securerpc.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * One TOML file as a tree of tables; duplicate keys and redefined tables are refused by the parser.
 *
 * @param root what it says
 * @param lines and where
 */
record TomlFile(ObjectNode root, TomlLines lines) {
    /** A configuration is a few kilobytes; more is a wrong path, such as a log or a device. */
    static final int MAX_BYTES = 256 * 1024;

    private static final TomlMapper TOML = new TomlMapper();

    static TomlFile read(Path file) {
        String text = text(file);
        TomlLines lines = new TomlLines(text, TOML.reader());
        try {
            return new TomlFile((ObjectNode) TOML.readTree(text), lines);
        } catch (JacksonException e) {
            // Not kept as the cause: some of the parser's messages quote the text, and the text may hold a passphrase.
            throw malformed(file, e, lines);
        }
    }

    private static String text(Path file) {
        byte[] bytes = bytes(file);
        if (bytes.length > MAX_BYTES) {
            throw new ConfigFileException(file, "too large (expected: at most " + MAX_BYTES + " bytes)");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigFileException(file, "not UTF-8 (expected: TOML in UTF-8)", e);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new ConfigFileException(file, "no such file (expected: a configuration file)", e);
        } catch (IOException e) {
            throw new ConfigFileException(
                    file,
                    "cannot be read, " + e.getClass().getSimpleName() + " (expected: a readable configuration file)",
                    e);
        }
    }

    private static ConfigFileException malformed(Path file, JacksonException e, TomlLines lines) {
        String message = e.getOriginalMessage();
        String what =
                "not valid TOML: " + (message.startsWith("Invalid number representation") ? "Invalid number" : message);
        if (e.getLocation() == null) {
            return new ConfigFileException(file, what);
        }
        int noticed = e.getLocation().getLineNr();
        int line = lines.wrong(noticed).orElse(noticed);
        // Of a duplicate nobody wants to know when the parser saw what comes after it.
        boolean elsewhere = line != noticed && !message.equals("Duplicate key");
        return new ConfigFileException(file, line, elsewhere ? what + ", noticed on line " + noticed : what);
    }
}

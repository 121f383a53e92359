package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secret text that decrypts a private key, or the statement that there is none.
 *
 * <h2>Security</h2>
 *
 * Never printed, never compared: {@link #toString()} is {@code ****} and two passphrases are equal only if they are one
 * object. A passphrase from a file is read each time a key is loaded and not kept.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class Passphrase {
    private static final Passphrase NONE = new Passphrase(null, null);

    private final @Nullable String text;
    private final @Nullable Path file;

    private Passphrase(@Nullable String text, @Nullable Path file) {
        this.text = text;
        this.file = file;
    }

    /**
     * For keys that are not encrypted.
     *
     * @return no passphrase
     */
    public static Passphrase none() {
        return NONE;
    }

    /**
     * A passphrase at hand.
     *
     * @param text the secret; empty means none, as in Nano's {@code server_key_passphrase}
     * @return the passphrase
     */
    public static Passphrase of(String text) {
        requireNonNull(text, "text");
        return text.isEmpty() ? NONE : new Passphrase(text, null);
    }

    /**
     * A passphrase in a file: its first line in UTF-8 without the line end, as {@code openssl -passin file:} reads it.
     *
     * @param file read when a key is loaded, not before
     * @return the passphrase
     */
    public static Passphrase ofFile(Path file) {
        return new Passphrase(null, requireNonNull(file, "file"));
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "****";
    }

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The secret, from the passphrase file as it was when the files were read. */
    KeySecret in(FileContents contents) {
        return keyFile -> file == null ? text : firstLine(file, contents, keyFile);
    }

    private static String firstLine(Path file, FileContents contents, Path keyFile) {
        String expected = "a first line of UTF-8 text in the passphrase file";
        String content;
        try {
            content = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(contents.bytes(file)))
                    .toString();
        } catch (SmallFile.Unreadable e) {
            throw new PassphraseException(keyFile, "passphrase file '" + file + "': " + e.found(), expected, e);
        } catch (CharacterCodingException e) {
            throw new PassphraseException(keyFile, "passphrase file '" + file + "': not UTF-8", expected, e);
        }
        String line = content.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new PassphraseException(
                    keyFile, "passphrase file '" + file + "': first line is empty", expected, null);
        }
        return line;
    }
}

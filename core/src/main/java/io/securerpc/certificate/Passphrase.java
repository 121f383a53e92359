package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The secret text that decrypts a private key, or the statement that there is none.
 *
 * <h2>Security</h2>
 *
 * Never printed, never compared: {@link #toString()} is {@code ****} and two passphrases are equal only if they are one
 * object. A passphrase from a file or from the environment is read each time a key is loaded and not kept here;
 * whoever follows the files of an identity keeps what they held at the last look, the passphrase file included.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class Passphrase {
    private static final Passphrase NONE = new Passphrase(null, (locked, contents) -> null);

    private final @Nullable Path file;
    private final Source source;

    private Passphrase(@Nullable Path file, Source source) {
        this.file = file;
        this.source = source;
    }

    /** Where the secret is found when a key needs it. */
    @FunctionalInterface
    private interface Source {
        @Nullable
        String reveal(LockedFile locked, FileContents contents);
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
        return text.isEmpty() ? NONE : new Passphrase(null, (locked, contents) -> text);
    }

    /**
     * A passphrase in a file: its first line in UTF-8 without the line end, as {@code openssl -passin file:} reads it.
     *
     * @param file read when a key is loaded, not before
     * @return the passphrase
     */
    public static Passphrase ofFile(Path file) {
        requireNonNull(file, "file");
        return new Passphrase(file, (locked, contents) -> firstLine(file, contents, locked));
    }

    /**
     * A passphrase in an environment variable of this process, as {@code openssl -passin env:} reads it.
     *
     * <p>Whoever may read the process's environment can read it: on Linux its own user and root, and every program it
     * starts. A file is the better place where there is a choice.
     *
     * @param name of the variable; read when a key is loaded, not before
     * @return the passphrase
     * @throws IllegalArgumentException if the name is empty or holds an equals sign or a zero
     */
    public static Passphrase ofEnvironment(String name) {
        return ofEnvironment(name, System::getenv);
    }

    static Passphrase ofEnvironment(String name, Function<String, @Nullable String> environment) {
        requireNonNull(name, "name");
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "environment variable: '" + name.replace('\0', '?') + "' (expected: a name without '=')");
        }
        return new Passphrase(null, (locked, contents) -> variable(name, environment, locked));
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "****";
    }

    boolean isNone() {
        return this == NONE;
    }

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The secret, from the passphrase file as it was when the files were read. */
    KeySecret in(FileContents contents) {
        return locked -> source.reveal(locked, contents);
    }

    private static String variable(String name, Function<String, @Nullable String> environment, LockedFile locked) {
        String value = environment.apply(name);
        if (value == null || value.isEmpty()) {
            throw locked.refusal(
                    "environment variable '" + name + "' is " + (value == null ? "not set" : "empty"),
                    "the passphrase in that variable",
                    null);
        }
        return value;
    }

    private static String firstLine(Path file, FileContents contents, LockedFile locked) {
        String expected = "a first line of UTF-8 text in the passphrase file";
        String content;
        try {
            content = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(contents.bytes(file)))
                    .toString();
        } catch (SmallFile.Unreadable e) {
            throw locked.refusal("passphrase file '" + file + "': " + e.found(), expected, e);
        } catch (CharacterCodingException e) {
            throw locked.refusal("passphrase file '" + file + "': not UTF-8", expected, e);
        }
        String line = content.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw locked.refusal("passphrase file '" + file + "': first line is empty", expected, null);
        }
        return line;
    }
}

package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import io.securerpc.internal.SharedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A file of users, to be changed: what the commands {@code user add}, {@code user list} and {@code user remove} do.
 *
 * <h2>Defaults</h2>
 *
 * <p>Passwords are hashed by bcrypt at cost 12.
 *
 * <h2>Security</h2>
 *
 * <p>A new file is its owner's alone from the moment it exists; one that is there keeps its owner and group, and others never may read it. Each change is one step, under a lock: processes that change the file at once
 * lose nothing, and a crash leaves the old file or the new one. A corrupt file is refused as it is and never repaired. Comments stay.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; changes wait for one another.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * UserList.of(Path.of("users")).add("alice", password)
 * }</pre>
 */
public final class UserList {
    private static final int SALT_BYTES = 16;

    private final Path file;
    private final String subject;
    private final Runnable step;

    private UserList(Path file, Runnable step) {
        this.file = file;
        this.step = step;
        this.subject = "users '" + PeerText.escape(file.toString()) + "'";
    }

    /**
     * The list in a file.
     *
     * @param file need not exist before the first user is added
     * @return the list; nothing is read yet
     */
    public static UserList of(Path file) {
        return of(file, () -> {});
    }

    /** For tests that end a change between any two steps. */
    static UserList of(Path file, Runnable step) {
        return new UserList(requireNonNull(file, "file"), step);
    }

    /**
     * Who is in it.
     *
     * @return names, sorted
     * @throws UsersException if it cannot be read, or a line is bad
     */
    public List<String> names() {
        return new UsersText(subject).table(lines()).names();
    }

    /**
     * Adds a user.
     *
     * @param name as the user types it, without a colon
     * @param password at most 72 bytes in UTF-8
     * @throws UsersException if there is such a user already, the name or password cannot be used, or the file cannot be changed
     */
    public void add(String name, String password) {
        String line = line(requireNonNull(name, "name"), requireNonNull(password, "password"));
        change(true, lines -> {
            if (position(lines, name) >= 0) {
                throw new UsersException(subject, 0, "user '" + PeerText.escape(name) + "' is there", "a new name");
            }
            List<String> more = new ArrayList<>(lines);
            more.add(line);
            return more;
        });
    }

    /**
     * Gives a user another password; the WebSockets that were opened with the old one end.
     *
     * @param name of a user who is there
     * @param password at most 72 bytes in UTF-8
     * @throws UsersException if there is no such user, the password cannot be used, or the file cannot be changed
     */
    public void changePassword(String name, String password) {
        String line = line(requireNonNull(name, "name"), requireNonNull(password, "password"));
        change(false, lines -> {
            List<String> other = new ArrayList<>(lines);
            other.set(required(lines, name), line);
            return other;
        });
    }

    /**
     * Removes a user, whose WebSockets end.
     *
     * @param name of a user who is there
     * @throws UsersException if there is no such user, or the file cannot be changed
     */
    public void remove(String name) {
        requireNonNull(name, "name");
        change(false, lines -> {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(required(lines, name));
            if (fewer.isEmpty()) {
                // A file without a byte looks like one that is being written.
                fewer.add("# no users");
            }
            return fewer;
        });
    }

    private void change(boolean begins, UnaryOperator<List<String>> change) {
        if (!begins) {
            names(); // a misspelt path must not leave a lock behind
        }
        SharedFile.of(file, SharedFile.Readers.OWNER_AND_GROUP)
                .withStep(step)
                .change(
                        present -> {
                            List<String> before = begins && !present ? List.of() : lines();
                            List<String> after = change.apply(before);
                            new UsersText(subject).table(after);
                            return Optional.of((String.join("\n", after) + "\n").getBytes(StandardCharsets.UTF_8));
                        },
                        (found, expected) -> new UsersException(subject, 0, found, expected));
    }

    /** All of them are good. */
    private List<String> lines() {
        byte[] bytes;
        try {
            bytes = FileContents.read(List.of(file)).bytesOf(file);
        } catch (IOException e) {
            throw new UsersException(subject, 0, "cannot be read: " + e.getMessage(), "lines " + UsersText.LINE);
        }
        new UsersText(subject).table(bytes);
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private int required(List<String> lines, String name) {
        int position = position(lines, name);
        if (position < 0) {
            throw new UsersException(
                    subject, 0, "no user '" + PeerText.escape(name) + "'", "the name of one who is there");
        }
        return position;
    }

    private static int position(List<String> lines, String name) {
        for (int i = 0; i < lines.size(); i++) {
            if (UsersText.says(lines.get(i)) && UsersText.nameOf(lines.get(i)).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String line(String name, String password) {
        Optional<String> nameFlaw = name.startsWith("#") ? Optional.of("name that begins with #") : UserName.flaw(name);
        nameFlaw.ifPresent(flaw -> {
            throw new UsersException("user", 0, flaw, UserName.RULE);
        });
        BasicPair.passwordFlaw(password).ifPresent(flaw -> {
            throw new UsersException(
                    "password", 0, flaw, "1 to " + BasicPair.LONGEST_PASSWORD + " bytes without control characters");
        });
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return name + ":"
                + OpenBSDBCrypt.generate("2y", password.getBytes(StandardCharsets.UTF_8), salt, Users.NEW_COST);
    }
}

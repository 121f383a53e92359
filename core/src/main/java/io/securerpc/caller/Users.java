package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.FileRights;
import io.securerpc.reload.Live;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The users who may prove themselves by HTTP Basic: lines {@code name:$2y$…}, as {@code htpasswd -B} and Pactus' {@code basic_auth} have them. Each is the caller
 * {@code basic:name}.
 *
 * <h2>Defaults</h2>
 *
 * <p>bcrypt costs 4 to 14 are taken; {@code user add} writes 12, a quarter of a second of one core.
 *
 * <h2>Security</h2>
 *
 * <p>A file is followed: whoever is removed, or has another password, loses the WebSockets that are open within 2 s, and nobody else does. A file that is missing or corrupt stops
 * the start; later it changes nothing, and says so. Passwords longer than 72 bytes are refused, because bcrypt would cut them. Nothing here tells who is a user: an
 * unknown name costs the same work as a wrong password. A password that was right is known for five minutes, by a keyed digest, and forgotten when the file changes.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SecureRpcServer.builder().addCredentials(Users.file(Path.of("users")))
 * }</pre>
 */
public final class Users implements CredentialSource {
    /** What {@code user add} hashes with. */
    static final int NEW_COST = 12;

    private final @Nullable Path file;
    private final String line;
    private final Realm realm;

    private Users(@Nullable Path file, String line, Realm realm) {
        this.file = file;
        this.line = line;
        this.realm = realm;
    }

    /**
     * The users of a file.
     *
     * @param file read at the start, and looked at from then on
     * @return the source
     */
    public static Users file(Path file) {
        return new Users(requireNonNull(file, "file"), "", Realm.DEFAULT);
    }

    /**
     * One user, as Pactus' {@code basic_auth} has it.
     *
     * @param line {@code name:$2y$…}
     * @return the source
     * @throws UsersException if it is no such line; repeats nothing of it
     */
    public static Users line(String line) {
        requireNonNull(line, "line");
        if (oneLine(line).size() != 1) {
            throw new UsersException("user", 0, "no user", UsersText.LINE);
        }
        return new Users(null, line, Realm.DEFAULT);
    }

    /**
     * Changed copy: what the server calls itself where it asks for a password; browsers show it. {@link Realm#DEFAULT} unless set.
     *
     * @param name what is shown
     * @return the changed copy
     */
    public Users withRealm(Realm name) {
        return new Users(file, line, requireNonNull(name, "name"));
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.BASIC;
    }

    @Override
    public CredentialKind open(InstantSource clock) {
        return open(clock, PasswordWork.BCRYPT);
    }

    @Override
    public List<String> warnings() {
        return path().map(path -> FileRights.PUBLIC.warnings(new UsersFile(path).subject(), path))
                .orElse(List.of());
    }

    CredentialKind open(InstantSource clock, PasswordWork work) {
        requireNonNull(clock, "clock");
        Path path = file;
        if (path == null) {
            UserTable table = oneLine(line);
            return new BasicCredentials(() -> table, List.of(), work, realm);
        }
        Live<UserTable> live = Live.open(new UsersFile(path), clock);
        return new BasicCredentials(live::current, List.of(live), work, realm);
    }

    /**
     * Where they are read from.
     *
     * @return empty for a single line
     */
    public Optional<Path> path() {
        return Optional.ofNullable(file);
    }

    /** The file; of a line nothing, for it holds a hash. */
    @Override
    public String toString() {
        return file == null ? "Users[****]" : "Users[" + file + "]";
    }

    private static UserTable oneLine(String line) {
        return new UsersText("user").table(List.of(line));
    }
}

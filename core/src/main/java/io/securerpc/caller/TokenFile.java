package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file of the bearer tokens that a server accepts, and the changes that can be made to it while servers follow it.
 *
 * <h2>Security</h2>
 *
 * <p>A token has 256 random bits; the file has its SHA-256 and never the token, so whoever reads the file cannot use it. It is made for its owner alone
 * (mode 0600), and users who are neither its owner nor in its group lose what rights they have with the first change. Changes wait for each other, whichever process makes them, by a lock on the file of that name with {@code .lock} after it; each is written
 * aside, forced to the disk and renamed, so a crash leaves the file of before or of afterwards. Whoever edits it by hand takes no part in that.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread, and any process.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * CreatedToken ci = TokenFile.at(Path.of("tokens")).create(NewToken.named("ci").withPermission(Permission.CONTROL));
 * System.out.println(ci.secret()); // the only time
 * }</pre>
 */
public final class TokenFile {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TokenStore store;

    private TokenFile(TokenStore store) {
        this.store = store;
    }

    /**
     * The file at that place; nothing is read yet, and it may be missing until a token is made.
     *
     * @param path where
     * @return the file
     */
    public static TokenFile at(Path path) {
        return at(path, InstantSource.system());
    }

    /**
     * The same, by another clock.
     *
     * @param path where
     * @param clock what time it is
     * @return the file
     */
    public static TokenFile at(Path path, InstantSource clock) {
        return at(path, clock, () -> {});
    }

    /** For tests that end a change between any two steps. */
    static TokenFile at(Path path, InstantSource clock, Runnable step) {
        return new TokenFile(new TokenStore(path, clock, step));
    }

    /**
     * Where it is.
     *
     * @return as it was given
     */
    public Path path() {
        return store.path();
    }

    /**
     * What it holds now.
     *
     * @return the tokens
     * @throws TokenFileException if it is missing, cannot be read, or a line is none of ours
     */
    public Tokens load() {
        return TokenText.read(path(), FileContents.read(List.of(path())));
    }

    /**
     * Makes a token, and the file if it is the first one.
     *
     * @param wanted name, permissions and expiry
     * @return the token with its secret, which cannot be had again
     * @throws TakenTokenException if there is one of that name, be it expired
     * @throws TokenFileException if the file cannot be read or written
     * @throws IllegalArgumentException if it would be expired already
     */
    public CreatedToken create(NewToken wanted) {
        requireNonNull(wanted, "wanted");
        TokenSecret secret = TokenSecret.random(RANDOM);
        BearerToken.Draft draft =
                new BearerToken.Draft(wanted.name(), wanted.permissions(), store.now(), secret.hash());
        draft.expires = wanted.expires(draft.created).map(TokenStore::seconds).orElse(null);
        BearerToken token = draft.done();
        store.begin(present -> changed(present, tokens -> {
            if (tokens.putIfAbsent(token.name(), token) != null) {
                throw new TakenTokenException(token.name());
            }
        }));
        return new CreatedToken(token, secret);
    }

    /**
     * Ends a token. Servers that follow the file refuse it within 2 s and close its WebSockets.
     *
     * @param name whose
     * @return what it was
     * @throws UnknownTokenException if there is none of that name
     * @throws TokenFileException if the file cannot be read or written
     */
    public BearerToken revoke(String name) {
        BearerToken.checkedName(name);
        List<BearerToken> revoked = new ArrayList<>();
        change(tokens -> revoked.add(required(name, tokens.remove(name))));
        return revoked.get(0);
    }

    /**
     * Gives a token a new secret; name and permissions stay.
     *
     * @param name whose
     * @param rotation what becomes of the old secret and of the expiry
     * @return the token with its new secret, which cannot be had again
     * @throws UnknownTokenException if there is none of that name
     * @throws TokenFileException if the file cannot be read or written, or too many old secrets are still good
     * @throws IllegalArgumentException if it would be expired already
     */
    public CreatedToken rotate(String name, TokenRotation rotation) {
        BearerToken.checkedName(name);
        requireNonNull(rotation, "rotation");
        TokenSecret secret = TokenSecret.random(RANDOM);
        List<BearerToken> rotated = new ArrayList<>();
        change(tokens -> {
            BearerToken before = required(name, tokens.get(name));
            rotated.add(rotated(before, rotation, secret));
            tokens.put(name, rotated.get(0));
        });
        return new CreatedToken(rotated.get(0), secret);
    }

    private BearerToken rotated(BearerToken before, TokenRotation rotation, TokenSecret secret) {
        Instant now = store.now();
        BearerToken.Draft draft = before.draft();
        draft.hash = secret.hash();
        draft.expires = rotation.expires(before).map(TokenStore::seconds).orElse(null);
        List<RetiredSecret> retired = new ArrayList<>(before.retired().stream()
                .map(old -> new RetiredSecret(old.hash(), end(before, old.until())))
                .filter(old -> now.isBefore(old.until()))
                .toList());
        if (!rotation.grace().isZero() && !before.expired(now)) {
            retired.add(new RetiredSecret(before.hash(), end(before, now.plus(rotation.grace()))));
        }
        if (retired.size() > BearerToken.MOST_RETIRED) {
            throw new TokenFileException(
                    path(),
                    0,
                    "token " + before.name() + " would have " + retired.size() + " old secrets that are good",
                    "at most " + BearerToken.MOST_RETIRED + ": revoke it, or rotate without a grace period");
        }
        draft.retired = retired;
        BearerToken after = draft.done();
        if (after.expired(now)) {
            throw new IllegalArgumentException(
                    "token " + after.name() + ": expired " + draft.expires + " (expected: a new expiry)");
        }
        return after;
    }

    /** A later expiry is given to the secret that is made, and to none of before. */
    private static Instant end(BearerToken before, Instant grace) {
        return before.expires().filter(grace::isAfter).orElse(grace);
    }

    /**
     * Writes down when tokens were last used; what is older than what the file says, and whoever is not in it any more, is passed over.
     *
     * @param uses moments by name
     * @throws TokenFileException if the file cannot be read or written
     */
    public void recordUses(Map<String, Instant> uses) {
        Map<String, Instant> copy = Map.copyOf(requireNonNull(uses, "uses"));
        change(tokens ->
                tokens.replaceAll((name, token) -> TokenStore.news(Optional.ofNullable(copy.get(name)), token.lastUse())
                        .map(token::withLastUse)
                        .orElse(token)));
    }

    private static BearerToken required(String name, @Nullable BearerToken found) {
        if (found == null) {
            throw new UnknownTokenException(name);
        }
        return found;
    }

    private void change(Consumer<Map<String, BearerToken>> change) {
        store.change(this::load, present -> changed(true, change));
    }

    /** The file's new content; empty if there is nothing new. */
    private Optional<byte[]> changed(boolean present, Consumer<Map<String, BearerToken>> change) {
        Tokens before = present ? load() : Tokens.NONE;
        Map<String, BearerToken> tokens = new TreeMap<>();
        before.list().forEach(token -> tokens.put(token.name(), token));
        change.accept(tokens);
        Tokens after = new Tokens(tokens.values());
        return after.equals(before) ? Optional.empty() : Optional.of(TokenText.write(path(), after));
    }

    /** The file. */
    @Override
    public String toString() {
        return "token file '" + path() + "'";
    }
}

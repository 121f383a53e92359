package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.FileContents;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Parity's file of signer tokens, {@code authcodes}, and the changes that can be made to it while servers follow it. Parity reads what is written here.
 *
 * <h2>Security</h2>
 *
 * <p>The tokens are in it as they are, because proofs are made of the token itself: whoever reads the file can be any of them. It is made for its owner alone (mode 0600) from the moment
 * it exists. Changes wait for each other, whichever process makes them, by a lock on the file of that name with {@code .lock} after it; each is written aside, forced to the disk and
 * renamed, so a crash leaves the file of before or of afterwards. Parity itself takes no part in that, and drops the names.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread, and any process.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * CreatedParityToken wallet = ParityTokenFile.at(Path.of("authcodes")).create("wallet");
 * System.out.println(wallet.secret());
 * }</pre>
 */
public final class ParityTokenFile {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TokenStore store;

    private ParityTokenFile(TokenStore store) {
        this.store = store;
    }

    /**
     * The file at that place; nothing is read yet, and it may be missing until a token is made.
     *
     * @param path where
     * @return the file
     */
    public static ParityTokenFile at(Path path) {
        return at(path, InstantSource.system());
    }

    /**
     * The same, by another clock.
     *
     * @param path where
     * @param clock what time it is
     * @return the file
     */
    public static ParityTokenFile at(Path path, InstantSource clock) {
        return at(path, clock, () -> {});
    }

    /** For tests that end a change between any two steps. */
    static ParityTokenFile at(Path path, InstantSource clock, Runnable step) {
        return new ParityTokenFile(new TokenStore(path, clock, step));
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
     * @return the tokens in the order of the file, those included that are refused for their age
     * @throws TokenFileException if it is missing, cannot be read, or a line is none of Parity's
     */
    public List<ParityToken> load() {
        return table(undated -> {}).list();
    }

    /**
     * Makes a token, and the file if it is the first one.
     *
     * @param name lower-case letters, digits, {@code .}, {@code _} and {@code -}, at most 64; the caller's id is {@code parity:} and the name
     * @return the token with its secret
     * @throws TakenTokenException if there is one of that name, be it too old
     * @throws TokenFileException if the file cannot be read or written, or holds 1,000 tokens
     * @throws IllegalArgumentException for any other name
     */
    public CreatedParityToken create(String name) {
        ParityToken token = fresh(name);
        store.begin(present -> changed(present, tokens -> {
            if (tokens.stream().anyMatch(other -> other.name().equals(name))) {
                throw new TakenTokenException(name);
            }
            tokens.add(token);
        }));
        return new CreatedParityToken(token);
    }

    /**
     * Ends a token. Servers that follow the file refuse its proofs within 2 s and close its WebSockets.
     *
     * @param name whose, as {@link ParityToken#name} has it
     * @return what it was
     * @throws UnknownTokenException if there is none of that name
     * @throws TokenFileException if the file cannot be read or written
     * @throws IllegalArgumentException if it is no name
     */
    public ParityToken revoke(String name) {
        BearerToken.checkedName(name);
        List<ParityToken> revoked = new ArrayList<>();
        change(tokens -> {
            tokens.stream().filter(token -> token.name().equals(name)).forEach(revoked::add);
            if (!tokens.removeAll(revoked)) {
                throw new UnknownTokenException(name);
            }
        });
        return revoked.get(0);
    }

    /**
     * Gives a token a new secret: it is as if it was made now, and the name stays. What was proven with the secret of before ends as if it was revoked.
     *
     * @param name whose, as {@link ParityToken#name} has it
     * @return the token with its new secret
     * @throws UnknownTokenException if there is none of that name
     * @throws TokenFileException if the file cannot be read or written
     * @throws IllegalArgumentException if it is no name
     */
    public CreatedParityToken rotate(String name) {
        ParityToken after = fresh(name);
        change(tokens -> {
            boolean found = false;
            for (ListIterator<ParityToken> each = tokens.listIterator(); each.hasNext(); ) {
                if (each.next().name().equals(name)) {
                    each.set(after);
                    found = true;
                }
            }
            if (!found) {
                throw new UnknownTokenException(name);
            }
        });
        return new CreatedParityToken(after);
    }

    private ParityToken fresh(String name) {
        return new ParityToken(
                ParityTokenSecret.random(RANDOM),
                Optional.of(BearerToken.checkedName(name)),
                store.now(),
                Optional.empty());
    }

    /**
     * Writes down when tokens were last used, and for lines that do not say so that they were made now; what is older than what the file says, and whoever is not in it any more, is
     * passed over.
     *
     * @param uses moments by name
     * @throws TokenFileException if the file cannot be read or written
     */
    public void recordUses(Map<String, Instant> uses) {
        Map<String, Instant> copy = Map.copyOf(requireNonNull(uses, "uses"));
        change(tokens ->
                tokens.replaceAll(token -> TokenStore.news(Optional.ofNullable(copy.get(token.name())), token.lastUse())
                        .map(token::withLastUse)
                        .orElse(token)));
    }

    private ParityTable table(Consumer<ParityTokenSecret> onUndated) {
        Instant now = store.now();
        return ParityText.read(path(), FileContents.read(List.of(path())), undated -> {
            onUndated.accept(undated);
            return now;
        });
    }

    private void change(Consumer<List<ParityToken>> change) {
        store.change(this::load, present -> changed(true, change));
    }

    /** The file's new content; empty if there is nothing new. */
    private Optional<byte[]> changed(boolean present, Consumer<List<ParityToken>> change) {
        List<ParityTokenSecret> undated = new ArrayList<>();
        ParityTable before = present ? table(undated::add) : ParityTable.NONE;
        List<ParityToken> tokens = new ArrayList<>(before.list());
        change.accept(tokens);
        ParityTable after = ParityText.table(path(), tokens);
        return after.equals(before) && undated.isEmpty() ? Optional.empty() : Optional.of(ParityText.write(after));
    }

    /** The file. */
    @Override
    public String toString() {
        return "Parity token file '" + path() + "'";
    }
}

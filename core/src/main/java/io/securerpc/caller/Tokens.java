package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tokens of a {@link TokenFile} at one moment.
 *
 * <h2>Security</h2>
 *
 * <p>Holds hashes alone. A presented token is hashed and looked up by the hash, so the time it takes says nothing of any token that is good.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class Tokens {
    static final Tokens NONE = new Tokens(List.of());

    private final Map<String, BearerToken> byName = new TreeMap<>();
    private final Map<TokenHash, BearerToken> byHash = new HashMap<>();

    Tokens(Collection<BearerToken> tokens) {
        for (BearerToken token : tokens) {
            if (byName.putIfAbsent(token.name(), token) != null) {
                throw new IllegalArgumentException("the name of another token");
            }
            add(token.hash(), token);
            token.retired().forEach(old -> add(old.hash(), token));
        }
    }

    private void add(TokenHash hash, BearerToken token) {
        if (byHash.putIfAbsent(hash, token) != null) {
            throw new IllegalArgumentException("a hash that is there already");
        }
    }

    /**
     * All of them, expired ones included.
     *
     * @return by name
     */
    public List<BearerToken> list() {
        return List.copyOf(byName.values());
    }

    /**
     * The token of that name.
     *
     * @param name as it was made
     * @return empty if there is none
     */
    public Optional<BearerToken> named(String name) {
        return Optional.ofNullable(byName.get(requireNonNull(name, "name")));
    }

    /**
     * Judges what somebody sent.
     *
     * @param presented what came after {@code Bearer}
     * @param now what time it is
     * @return the token, or why it is none
     */
    public TokenVerdict judge(String presented, Instant now) {
        requireNonNull(presented, "presented");
        requireNonNull(now, "now");
        Optional<TokenSecret> secret = TokenSecret.parse(presented);
        return secret.isEmpty()
                ? new TokenVerdict.Refused(TokenVerdict.Reason.MALFORMED)
                : judge(secret.get().hash(), now);
    }

    /** The same of one that was proven before: whether it still is. */
    TokenVerdict judge(TokenHash hash, Instant now) {
        BearerToken token = byHash.get(hash);
        if (token == null) {
            return new TokenVerdict.Refused(TokenVerdict.Reason.UNKNOWN);
        }
        Optional<Instant> end = end(token, hash);
        if (end.isPresent() && !now.isBefore(end.get())) {
            return new TokenVerdict.Refused(TokenVerdict.Reason.EXPIRED);
        }
        return new TokenVerdict.Accepted(token, end);
    }

    private static Optional<Instant> end(BearerToken token, TokenHash hash) {
        Optional<Instant> old = token.retired().stream()
                .filter(secret -> secret.hash().equals(hash))
                .map(RetiredSecret::until)
                .findFirst();
        Optional<Instant> own = token.expires();
        return old.isPresent() && (own.isEmpty() || old.get().isBefore(own.get())) ? old : own;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokens tokens && tokens.byName.equals(byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** How many they are. */
    @Override
    public String toString() {
        return byName.size() + " tokens";
    }
}

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

    /** Judges what somebody sent after {@code Bearer}. */
    CredentialProof judge(String presented, Instant now) {
        Optional<TokenHash> hash = TokenSecret.parse(presented).map(TokenSecret::hash);
        if (hash.isEmpty()) {
            return new CredentialProof.Rejected(CredentialProof.Reason.MALFORMED, "no token of this library");
        }
        BearerToken token = byHash.get(hash.get());
        if (token == null) {
            return new CredentialProof.Rejected(CredentialProof.Reason.UNKNOWN, "not in the token file");
        }
        Optional<Instant> end = token.end(hash.get());
        if (end.isPresent() && !now.isBefore(end.get())) {
            return new CredentialProof.Rejected(CredentialProof.Reason.EXPIRED, token + " at " + end.get());
        }
        return new CredentialProof.Proven(token.toString(), hash.get().mark(), token.permissions(), end);
    }

    /** Whether that token is still there and good, with the same secret and the same permissions. */
    boolean hold(CredentialProof.Proven proof, Instant now) {
        String id = proof.callerId();
        if (!id.startsWith(BearerToken.KIND)) {
            return false;
        }
        BearerToken token = byName.get(id.substring(BearerToken.KIND.length()));
        return token != null
                && token.permissions().equals(proof.permissions())
                && token.goodHashes(now).anyMatch(hash -> hash.mark().equals(proof.mark()));
    }

    /** As if nobody had used any. */
    Tokens withoutUses() {
        return new Tokens(byName.values().stream()
                .map(token -> {
                    BearerToken.Draft draft = token.draft();
                    draft.lastUse = null;
                    return draft.done();
                })
                .toList());
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

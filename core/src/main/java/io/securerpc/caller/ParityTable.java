package io.securerpc.caller;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tokens of a {@link ParityTokenFile} at one moment, in its order. Immutable. */
final class ParityTable {
    static final ParityTable NONE = new ParityTable(List.of());

    /** Each proof is tried on each of them: that many cost a millisecond. */
    static final int MOST = 1_000;

    private final Map<String, ParityToken> byName = new LinkedHashMap<>();

    ParityTable(Collection<ParityToken> tokens) {
        Set<ParityTokenSecret> secrets = new HashSet<>();
        for (ParityToken token : tokens) {
            if (!secrets.add(token.secret())) {
                throw new IllegalArgumentException("one token twice");
            }
            if (byName.putIfAbsent(token.name(), token) != null) {
                throw new IllegalArgumentException("the name of another token");
            }
        }
        if (byName.size() > MOST) {
            throw new IllegalArgumentException(byName.size() + " tokens");
        }
    }

    List<ParityToken> list() {
        return List.copyOf(byName.values());
    }

    Optional<ParityToken> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whose token a proof was made with. Tries all of them, so that the time it takes does not tell which it was. */
    Optional<ParityToken> maker(ParityProof proof) {
        byte[] hash = proof.hash();
        List<ParityToken> makers = new ArrayList<>(1);
        for (ParityToken token : byName.values()) {
            if (MessageDigest.isEqual(token.secret().proofAt(proof.seconds()), hash)) {
                makers.add(token);
            }
        }
        return makers.stream().findFirst();
    }

    /** How many tokens have lost the name they had in another state, and are other callers for it. */
    long namesLostSince(ParityTable before) {
        Map<ParityTokenSecret, ParityToken> now = new HashMap<>();
        byName.values().forEach(token -> now.put(token.secret(), token));
        return before.byName.values().stream()
                .filter(token -> token.givenName().isPresent())
                .map(token -> now.get(token.secret()))
                .filter(token -> token != null && token.givenName().isEmpty())
                .count();
    }

    /** When they were used left out; whether they were decides how long they are good. */
    ParityTable withoutTimesOfUse() {
        return new ParityTable(byName.values().stream()
                .map(token -> token.lastUse().isPresent() ? token.withLastUse(Instant.EPOCH) : token)
                .toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParityTable table && table.list().equals(list());
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** How many they are. */
    @Override
    public String toString() {
        return byName.size() + " Parity tokens";
    }
}

package io.securerpc.caller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The users of one state of a file, each with the hash of the password; and the proofs that were given under that state. */
final class UserTable {
    private final Map<String, BcryptHash> hashes;
    private final Map<String, String> marks = new HashMap<>();
    /** By cost, from the least to the dearest that a user has. */
    private final List<BcryptHash> nobody;

    private final RecentProofs recent = new RecentProofs();

    UserTable(Map<String, BcryptHash> hashes) {
        this(hashes, BcryptHash::ofNobody);
    }

    private UserTable(Map<String, BcryptHash> hashes, IntFunction<BcryptHash> ofNobody) {
        this.hashes = Map.copyOf(hashes);
        hashes.forEach(
                (name, hash) -> marks.put(name, KeyedDigest.of(KeyedDigest.utf8(name), KeyedDigest.utf8(hash.text()))));
        int dearest = hashes.values().stream().mapToInt(BcryptHash::cost).max().orElse(BcryptHash.LEAST_COST);
        nobody = IntStream.rangeClosed(BcryptHash.LEAST_COST, dearest)
                .mapToObj(ofNobody)
                .toList();
    }

    /** The hash of that user, or nothing. */
    @Nullable
    BcryptHash hash(String name) {
        return hashes.get(name);
    }

    /** One that nobody's password has, of the cost of the dearest user. */
    BcryptHash nobody() {
        return nobody.get(nobody.size() - 1);
    }

    /** What brings a failed attempt at this hash to the work of the dearest one: each step doubles, so 2^c + 2^c + … + 2^(d-1) is 2^d. */
    List<BcryptHash> remainingWork(BcryptHash done) {
        List<BcryptHash> rest = new ArrayList<>();
        for (BcryptHash dummy : nobody) {
            if (dummy.cost() >= done.cost() && dummy.cost() < nobody().cost()) {
                rest.add(dummy);
            }
        }
        return rest;
    }

    /** Another for another password, or another hash of the same; empty for who is no user. */
    Optional<String> mark(String name) {
        return Optional.ofNullable(marks.get(name));
    }

    RecentProofs recent() {
        return recent;
    }

    int size() {
        return hashes.size();
    }

    /** Sorted. */
    List<String> names() {
        return List.copyOf(new TreeSet<>(hashes.keySet()));
    }

    /** Whether nobody would notice the difference. */
    boolean sameUsersAs(UserTable other) {
        return marks.equals(other.marks);
    }
}

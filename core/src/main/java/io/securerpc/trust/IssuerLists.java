package io.securerpc.trust;

import io.securerpc.trust.RevocationList.Age;
import io.securerpc.trust.RevocationLists.Counting;
import io.securerpc.trust.RevocationLists.Coverage;
import io.securerpc.trust.RevocationLists.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lists of one issuer, each with a signature of its own: which of them count at a moment. Of each key of the issuer it is the newest. */
final class IssuerLists {
    private final Map<String, Age> newestBefore;
    private final Instant now;
    private final Map<String, List<Counting>> byKey = new LinkedHashMap<>();
    private final Map<Path, String> rejections = new HashMap<>();
    private final List<Counting> counting = new ArrayList<>();
    private final Map<String, Age> newestSeen;
    private @Nullable Problem problem;
    private Instant until = Instant.MAX;
    private Instant turns = Instant.MAX;

    IssuerLists(Map<String, Age> newestBefore, Instant now) {
        this.newestBefore = newestBefore;
        this.newestSeen = new HashMap<>(newestBefore);
        this.now = now;
    }

    void add(Counting list, ListSigners.Signer signer) {
        byKey.computeIfAbsent(signer.key(), key -> new ArrayList<>()).add(list);
        until = earlier(until, signer.notAfter());
    }

    /**
     * What is known of the issuer.
     *
     * @param known what is wrong already
     */
    Coverage decide(@Nullable Problem known) {
        problem = known;
        byKey.forEach(this::decide);
        return new Coverage(List.copyOf(counting), problem, until, Map.copyOf(newestSeen));
    }

    private void decide(String key, List<Counting> lists) {
        lists.stream()
                .map(entry -> entry.list().thisUpdate())
                .filter(now::isBefore)
                .forEach(begin -> turns = earlier(turns, begin));
        List<Counting> current = lists.stream()
                .filter(entry -> !now.isBefore(entry.list().thisUpdate()))
                .toList();
        if (current.isEmpty()) {
            lists.forEach(entry -> refuse(
                    entry,
                    "not valid before " + entry.list().thisUpdate()
                            + " (expected: a list that is valid now; is the clock right?)"));
            return;
        }
        Counting newest = Collections.max(
                current, Comparator.comparing(entry -> entry.list().age()));
        Age before = newestBefore.get(key);
        newestSeen.merge(key, newest.list().age(), IssuerLists::later);
        for (Counting entry : lists) {
            String name = "'" + Texts.name(newest.file()) + "'";
            if (now.isBefore(entry.list().thisUpdate())) {
                // Whoever publishes the next list early must not put out everybody.
                rejections.put(
                        entry.file(),
                        "not valid before " + entry.list().thisUpdate() + "; until then " + name + " counts");
            } else if (entry.list().age().compareTo(newest.list().age()) < 0) {
                rejections.put(entry.file(), "older than " + name + ", which counts");
            } else {
                count(entry, before);
            }
        }
    }

    private void count(Counting entry, @Nullable Age before) {
        RevocationList list = entry.list();
        if (list.flaw().isPresent()) {
            refuse(
                    entry,
                    list.flaw().get() + " (expected: a list of everything its issuer revoked, signed with"
                            + " SHA-256 or better, without critical extensions)");
            return;
        }
        counting.add(entry);
        if (now.isAfter(list.nextUpdate())) {
            refuse(entry, "expired at " + list.nextUpdate() + " (expected: the issuer's next list in its place)");
            return;
        }
        until = earlier(until, list.nextUpdate());
        turns = earlier(turns, list.nextUpdate());
        if (before != null && list.age().compareTo(before) < 0) {
            refuse(
                    entry,
                    "of " + list.thisUpdate() + ", older than one of " + before.thisUpdate()
                            + " that was here before (expected: the newest list; or remove all of this issuer and begin anew)");
        }
    }

    private void refuse(Counting entry, String text) {
        rejections.put(entry.file(), text);
        if (problem == null) {
            problem = new Problem(entry.file(), text, null);
        }
    }

    private static Age later(Age one, Age other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Why lists are not used. */
    Map<Path, String> rejections() {
        return rejections;
    }

    /** When one of them begins or ends to count. */
    Instant turns() {
        return turns;
    }
}

package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All names of one hash in a directory, as they are, and as they should be: one for each content, from 0 without a gap. */
final class HashGroup {
    private final String prefix;
    /** Numbers that files have, which are no links and stay. */
    private final Set<Integer> fixed = new TreeSet<>();

    private final Set<Fingerprint> inFiles = new HashSet<>();
    private final Map<Integer, Optional<Fingerprint>> links = new TreeMap<>();
    /** Where a link to each content is to lead. */
    private final Map<Fingerprint, Path> targets = new LinkedHashMap<>();

    private final Set<Fingerprint> offered = new HashSet<>();

    HashGroup(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    void addFile(int number, Optional<Fingerprint> content) {
        fixed.add(number);
        content.ifPresent(inFiles::add);
    }

    /** Empty content: a link to nothing, or to nothing that belongs here. */
    void addLink(int number, Path target, Optional<Fingerprint> content) {
        links.put(number, content);
        content.ifPresent(found -> targets.putIfAbsent(found, target));
    }

    /** Whether it is the first file with that content. */
    boolean addCandidate(Path fileName, Fingerprint content) {
        targets.putIfAbsent(content, fileName);
        return offered.add(content) && !inFiles.contains(content);
    }

    /** Links to make, by number. */
    Map<Integer, Path> missing() {
        Map<Fingerprint, Integer> staying = staying();
        List<Fingerprint> homeless = new ArrayList<>(wanted());
        homeless.removeAll(staying.keySet());
        Map<Integer, Path> missing = new TreeMap<>();
        for (int number : places()) {
            if (!staying.containsValue(number)) {
                Fingerprint next = homeless.remove(0);
                missing.put(number, requireNonNull(targets.get(next), "target"));
            }
        }
        return missing;
    }

    /** Links to remove, the last first. */
    List<Integer> surplus() {
        List<Integer> surplus = new ArrayList<>(links.keySet());
        surplus.removeAll(places());
        Collections.reverse(surplus);
        return surplus;
    }

    int kept() {
        return fixed.size() + staying().size();
    }

    boolean occupied(int number) {
        return links.containsKey(number);
    }

    private List<Fingerprint> wanted() {
        return targets.keySet().stream()
                .filter(content -> !inFiles.contains(content))
                .toList();
    }

    /** The numbers that links shall have. */
    private List<Integer> places() {
        List<Integer> places = new ArrayList<>();
        for (int number = 0; places.size() < wanted().size(); number++) {
            if (!fixed.contains(number)) {
                places.add(number);
            }
        }
        return places;
    }

    /** What has one of these numbers already, and keeps the first it has. */
    private Map<Fingerprint, Integer> staying() {
        Map<Fingerprint, Integer> staying = new LinkedHashMap<>();
        for (int number : places()) {
            links.getOrDefault(number, Optional.empty())
                    .filter(content -> !inFiles.contains(content))
                    .ifPresent(content -> staying.putIfAbsent(content, number));
        }
        return staying;
    }
}

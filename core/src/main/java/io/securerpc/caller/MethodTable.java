package io.securerpc.caller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Patterns made ready for calls: one look-up for names, then the few beginnings; nothing is made for a call. */
final class MethodTable {
    static final MethodTable EMPTY = new Builder().build();

    private final Map<String, AccessDecision> byName;
    private final List<String> beginnings;
    private final List<AccessDecision> decisions;

    private MethodTable(Map<MethodPattern, AccessDecision> patterns) {
        Map<String, AccessDecision> names = new HashMap<>();
        List<String> stems = new ArrayList<>();
        List<AccessDecision> byStem = new ArrayList<>();
        patterns.forEach((pattern, decision) -> {
            if (pattern.prefix()) {
                stems.add(pattern.stem());
                byStem.add(decision);
            } else {
                names.put(pattern.text(), decision);
            }
        });
        byName = Map.copyOf(names);
        beginnings = List.copyOf(stems);
        decisions = List.copyOf(byStem);
    }

    /** The decision of the pattern that matches; an exact name before a beginning. */
    @Nullable
    AccessDecision find(String method) {
        AccessDecision exact = byName.get(method);
        if (exact != null) {
            return exact;
        }
        for (int i = 0; i < beginnings.size(); i++) {
            if (method.startsWith(beginnings.get(i))) {
                return decisions.get(i);
            }
        }
        return null;
    }

    /** Equal if the same methods match. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MethodTable table
                && table.byName.keySet().equals(byName.keySet())
                && Set.copyOf(table.beginnings).equals(Set.copyOf(beginnings));
    }

    @Override
    public int hashCode() {
        return byName.keySet().hashCode();
    }

    /** Collects patterns; the first rule with a pattern is the one that is named. */
    static final class Builder {
        private final Map<MethodPattern, AccessDecision> patterns = new TreeMap<>();

        void add(MethodPattern pattern, AccessDecision decision) {
            patterns.putIfAbsent(pattern, decision);
        }

        MethodTable build() {
            return new MethodTable(patterns);
        }
    }
}

package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import io.securerpc.caller.MethodPattern;
import io.securerpc.caller.RegisteredMethods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How much callers may call: a rate for each class of callers, and what each method costs. {@code Grants.builder().quota(…)} says who is in which class.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #none()}: nobody's calls are counted. What a node can bear, and what its methods cost, only its author can measure. With classes, a caller of no other class
 * is in {@code default}, and one who proved nothing in {@code anonymous}; where there is no such class, its calls are not counted. A method costs 1, and what is no call as much as
 * {@code *}, which is 1 if nothing is said of it.
 *
 * <h2>Security</h2>
 *
 * <p>Named callers are counted by their id, from wherever they come; anonymous ones by address, an IPv6 address by its /64. A call in a batch costs what it costs alone.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Quotas.builder().quota("anonymous", Rate.perSecond(20).withBurst(200)).cost("account_history", 10).build()
 * }</pre>
 */
public final class Quotas {
    private static final int MOST_COST = 1_000_000;
    private static final Quotas NONE = builder().build();

    private final Map<String, Rate> rates;
    private final Map<String, Integer> exactCosts;
    /** Longest first. */
    private final List<Map.Entry<String, Integer>> prefixCosts;

    private final Map<MethodPattern, Integer> costs;
    private final int costOfOthers;

    private Quotas(Builder builder) {
        rates = Map.copyOf(builder.rates);
        costs = Map.copyOf(builder.costs);
        exactCosts = costs.entrySet().stream()
                .filter(cost -> !cost.getKey().prefix())
                .collect(Collectors.toUnmodifiableMap(cost -> cost.getKey().stem(), Map.Entry::getValue));
        prefixCosts = costs.entrySet().stream()
                .filter(cost -> cost.getKey().prefix())
                .map(cost -> Map.entry(cost.getKey().stem(), cost.getValue()))
                .sorted((one, other) -> other.getKey().length() - one.getKey().length())
                .toList();
        // The empty name: only what is said of all names fits it.
        costOfOthers = cost("");
    }

    /**
     * Nobody's calls are counted.
     *
     * @return the default
     */
    public static Quotas none() {
        return NONE;
    }

    /**
     * Starts without any class.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The rate of a class.
     *
     * @param quotaClass its name
     * @return empty if its callers are not counted
     */
    public Optional<Rate> rate(String quotaClass) {
        return Optional.ofNullable(rates.get(requireNonNull(quotaClass, "quotaClass")));
    }

    /**
     * What a call costs: what is said of that name, else of its longest beginning, else 1.
     *
     * @param method the registered name
     * @return units, 1 or more
     */
    public int cost(String method) {
        requireNonNull(method, "method");
        Integer exact = exactCosts.get(method);
        if (exact != null) {
            return exact;
        }
        for (int i = 0; i < prefixCosts.size(); i++) {
            if (method.startsWith(prefixCosts.get(i).getKey())) {
                return prefixCosts.get(i).getValue();
            }
        }
        return 1;
    }

    /**
     * What is paid for whatever is answered and is no call of anything registered, such as an unknown method: what is said of all names, by {@code *}, else 1. The name that was asked for
     * says nothing.
     *
     * @return units, 1 or more
     */
    public int costOfOthers() {
        return costOfOthers;
    }

    /**
     * What cannot be meant: a class that nobody is in, a class that is granted and not there, a cost of no method, a method that costs more than a class may use at once.
     *
     * @param granted the classes that grants put callers into
     * @param registered the node's methods and topics
     * @return one line each
     */
    public List<String> problems(Set<String> granted, RegisteredMethods registered) {
        requireNonNull(granted, "granted");
        requireNonNull(registered, "registered");
        List<String> problems = new ArrayList<>();
        new TreeSet<>(granted)
                .stream()
                        .filter(name -> !rates.containsKey(name))
                        .forEach(name -> problems.add("quotas: " + name + ": granted and not there (expected: one of "
                                + new TreeSet<>(rates.keySet()) + ")"));
        new TreeMap<>(rates).forEach((name, rate) -> {
            boolean own = name.equals(Caller.DEFAULT_QUOTA) || name.equals(Caller.ANONYMOUS);
            if (!own && !granted.contains(name)) {
                problems.add(
                        "quotas: " + name + ": nobody is in it (expected: a grant of it, or default or anonymous)");
            }
            registered.all().keySet().stream()
                    .filter(method -> cost(method) > rate.burst())
                    .forEach(method -> problems.add("quotas: " + name + ": burst " + rate.burst()
                            + " (expected: at least " + cost(method) + ", the cost of " + method + ")"));
            if (costOfOthers > rate.burst()) {
                problems.add("quotas: " + name + ": burst " + rate.burst() + " (expected: at least " + costOfOthers
                        + ", the cost of * and of what is no call)");
            }
        });
        costs.keySet().stream()
                .filter(pattern -> registered.all().keySet().stream().noneMatch(pattern::matches))
                .sorted()
                .forEach(pattern -> problems.add(
                        "quotas: cost of " + pattern + ": matches no method (expected: a registered name)"));
        return problems;
    }

    /** The classes and what methods cost. */
    @Override
    public String toString() {
        return "Quotas" + new TreeMap<>(rates) + new TreeMap<>(costs);
    }

    /** What quotas are made of; not for several threads. */
    public static final class Builder {
        private final Map<String, Rate> rates = new LinkedHashMap<>();
        private final Map<MethodPattern, Integer> costs = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a class.
         *
         * @param name lower-case letters, digits, {@code . _ -}, a letter first; {@code default} and {@code anonymous} are those of whoever is in no other
         * @param rate how much each of its callers may call
         * @return this
         * @throws IllegalArgumentException for another form of name, or one that is there
         */
        public Builder quota(String name, Rate rate) {
            Caller.checkedQuota("quota", name);
            if (rates.putIfAbsent(name, requireNonNull(rate, "rate")) != null) {
                throw new IllegalArgumentException("quota: '" + name + "' twice (expected: once)");
            }
            return this;
        }

        /**
         * Says what methods and topics cost.
         *
         * @param pattern a name, or its beginning and {@code *}; of several beginnings the longest counts
         * @param units 1 to 1,000,000
         * @return this
         * @throws IllegalArgumentException for another form of pattern, one that is there, or a number out of its range
         */
        public Builder cost(String pattern, int units) {
            MethodPattern parsed = MethodPattern.parse(pattern);
            Setting.within("cost of " + parsed, units, 1, MOST_COST);
            if (costs.putIfAbsent(parsed, units) != null) {
                throw new IllegalArgumentException("cost of " + parsed + ": twice (expected: once)");
            }
            return this;
        }

        /**
         * The quotas so far.
         *
         * @return immutable; the builder can go on
         */
        public Quotas build() {
            return new Quotas(this);
        }
    }
}

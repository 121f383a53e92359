package io.securerpc.caller;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The value of Parity's {@code --jsonrpc-apis}: which names of methods there are at all. A set is the methods that begin with its name. */
final class ApiSets {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,63}");
    private static final String ALL = "all";
    private static final String SAFE = "safe";
    /** What Parity serves to whoever reaches the port; the value of {@code safe}. */
    private static final List<String> SAFE_SETS = List.of("web3", "eth", "net", "parity", "private", "traces", "rpc");
    /** Their methods are called parity_…, so names cannot tell them apart; the permissions of the methods do. */
    private static final Set<String> WITHIN_PARITY =
            Set.of("parity_accounts", "parity_set", "parity_transactions_pool");

    private static final Set<String> PUBSUB = Set.of("pubsub", "parity_pubsub", "shh_pubsub");

    private final String text;
    private final boolean all;
    private final Set<String> listed;
    private final Set<String> named;
    private final Set<String> removed;
    /** What is registered and in the list; null until that is known, and topics are in no list until then. */
    private final @Nullable Set<String> served;

    private final AccessDecision leftOut;

    private ApiSets(
            String text,
            boolean all,
            Set<String> listed,
            Set<String> named,
            Set<String> removed,
            @Nullable Set<String> served) {
        this.text = text;
        this.all = all;
        this.listed = Set.copyOf(listed);
        this.named = Set.copyOf(named);
        this.removed = Set.copyOf(removed);
        this.served = served == null ? null : Set.copyOf(served);
        this.leftOut = Ceiling.denied("jsonrpc_apis " + text + " leaves it out for everybody");
    }

    static ApiSets parse(String text) {
        List<String> problems = new ArrayList<>();
        Set<String> listed = new LinkedHashSet<>();
        Set<String> removed = new LinkedHashSet<>();
        for (String word : text.split(",", -1)) {
            String name = word.strip();
            boolean removal = name.startsWith("-");
            String set = removal ? name.substring(1) : name;
            if (!known(set, removal)) {
                problems.add(refusal(name, rule(set, removal)));
            } else if (!(removal ? removed : listed).add(set)) {
                problems.add(refusal(name + "' twice, '" + text, "each once"));
            }
        }
        Set<String> named = expanded(listed);
        Set<String> taken = expanded(removed);
        boolean all = listed.contains(ALL);
        taken.stream()
                .filter(set -> !all && !named.contains(set))
                .map(set -> refusal("-" + set, "a removal of what the list has"))
                .forEach(problems::add);
        if (listed.isEmpty() && problems.isEmpty()) {
            problems.add(refusal(text, "at least one set, such as safe"));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return new ApiSets(text, all, listed, named, taken, null);
    }

    /** The same as one look-up. */
    ApiSets boundTo(RegisteredMethods registered) {
        Set<String> names = new TreeSet<>();
        registered.methods().keySet().stream()
                .filter(method -> has(set(method)))
                .forEach(names::add);
        if (has("pubsub")) {
            names.addAll(registered.topics().keySet());
        }
        return new ApiSets(text, all, listed, named, removed, names);
    }

    /** Why nobody may; null for what the list has. Ending a subscription is never left out. */
    @Nullable
    AccessDecision refusal(String method) {
        boolean has = served == null ? has(set(method)) : served.contains(method);
        return has || method.equals("unsubscribe") ? null : leftOut;
    }

    private boolean has(String set) {
        return (all || named.contains(set)) && !removed.contains(set);
    }

    /** Names that stand in the list themselves and that no method has; those of the presets may be more than a node has. */
    List<String> problems(RegisteredMethods registered) {
        Set<String> there = new TreeSet<>();
        registered.methods().keySet().forEach(method -> there.add(set(method)));
        if (!registered.topics().isEmpty()) {
            there.add("pubsub");
        }
        return listed.stream()
                .filter(name -> !name.equals(ALL) && !name.equals(SAFE))
                .filter(name -> !there.contains(prefix(name)))
                .sorted()
                .map(name -> refusal(name, "a set of methods that are registered: " + String.join(", ", there)))
                .toList();
    }

    private static boolean known(String set, boolean removal) {
        if (set.equals(ALL) || set.equals(SAFE) || WITHIN_PARITY.contains(set)) {
            return !removal;
        }
        return PUBSUB.contains(set) || NAME.matcher(set).matches();
    }

    private static String rule(String set, boolean removal) {
        return removal && WITHIN_PARITY.contains(set)
                ? "no removal: its methods are called parity_…, and ask for permissions of their own"
                : "all, safe, or names of sets such as eth, and names to take away such as -personal";
    }

    private static Set<String> expanded(Set<String> names) {
        Set<String> prefixes = new TreeSet<>();
        for (String name : names) {
            if (name.equals(SAFE)) {
                SAFE_SETS.forEach(set -> prefixes.add(prefix(set)));
                prefixes.add("pubsub");
            } else if (!name.equals(ALL)) {
                prefixes.add(prefix(name));
            }
        }
        return prefixes;
    }

    /** What the set's methods begin with, without the underscore; {@code pubsub} for all subscriptions. */
    private static String prefix(String name) {
        if (PUBSUB.contains(name)) {
            return "pubsub";
        }
        return WITHIN_PARITY.contains(name) ? "parity" : name.equals("traces") ? "trace" : name;
    }

    private static String set(String method) {
        int end = method.indexOf('_');
        return end < 0 ? method : method.substring(0, end);
    }

    private static String refusal(String value, String rule) {
        return "jsonrpc_apis: '" + value + "' (expected: " + rule + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiSets sets && sets.text.equals(text) && Objects.equals(sets.served, served);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

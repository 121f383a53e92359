package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a node serves, by name, each with the permission it asks for: what grants are checked against.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * @param methods what can be called
 * @param topics what can be subscribed to; they share one space of names with methods
 */
public record RegisteredMethods(Map<String, Permission> methods, Map<String, Permission> topics) {
    /**
     * Copies both.
     *
     * @param methods what can be called
     * @param topics what can be subscribed to
     */
    public RegisteredMethods {
        methods = Map.copyOf(requireNonNull(methods, "methods"));
        topics = Map.copyOf(requireNonNull(topics, "topics"));
    }

    /**
     * Methods and topics together.
     *
     * @return permission by name
     */
    public Map<String, Permission> all() {
        Map<String, Permission> all = new HashMap<>(methods);
        all.putAll(topics);
        return Map.copyOf(all);
    }

    /**
     * The permissions that some method or topic asks for.
     *
     * @return each once
     */
    public Set<Permission> permissions() {
        Set<Permission> asked = new HashSet<>(methods.values());
        asked.addAll(topics.values());
        return Set.copyOf(asked);
    }
}

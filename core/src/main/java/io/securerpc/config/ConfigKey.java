package io.securerpc.config;

/**
 * One key that a configuration file may hold: in which table, of which kind, and what holds when it is absent.
 *
 * @param table name of the table, empty for the top level
 * @param name the key itself
 * @param kind what values it takes
 * @param fallback the value when the key is absent
 */
record ConfigKey<T>(String table, String name, ValueKind<T> kind, T fallback) {
    /** The name as the operator would look for it. */
    String qualified() {
        return table.isEmpty() ? name : table + "." + name;
    }

    /** The default as TOML, for the reference documentation. */
    String fallbackToml() {
        return kind.toml(fallback);
    }
}

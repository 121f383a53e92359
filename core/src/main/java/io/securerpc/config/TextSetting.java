package io.securerpc.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A key in the file where it is looked for: what is said of one identity may stand in two files.
 *
 * @param source the file
 * @param key a text, of which the empty one says nothing
 */
record TextSetting(ConfigSource source, ConfigKey<String> key) {
    boolean given() {
        return !text().isEmpty();
    }

    String text() {
        return source.value(key);
    }

    Optional<Path> path() {
        return source.path(key);
    }

    /** The name as the operator would look for it. */
    String name() {
        return source.place(key);
    }

    void refuse(String value, String rule) {
        source.refuse(key, value, rule);
    }

    /** Says that it is not there, unless what is there was refused already. */
    void refuseMissing(String rule) {
        if (!source.refused(key)) {
            refuse(source.has(key) ? "empty" : "missing", rule);
        }
    }
}

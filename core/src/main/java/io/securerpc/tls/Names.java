package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.EditDistance;
import io.securerpc.internal.PeerText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The values of one kind by every name they have, the first name being the one that messages print.
 *
 * @param <T> a suite, a group, …
 */
final class Names<T> {
    private final String subject;
    private final List<String> firstNames = new ArrayList<>();
    private final Map<String, T> byName = new LinkedHashMap<>();

    private Names(String subject) {
        this.subject = subject;
    }

    /** Upper and lower case count, as they do for OpenSSL and JSSE. */
    static <T> Names<T> of(String subject, T[] values, Function<T, List<String>> names) {
        Names<T> known = new Names<>(subject);
        for (T value : values) {
            List<String> all = names.apply(value);
            known.firstNames.add(all.get(0));
            all.forEach(name -> known.byName.put(name, value));
        }
        return known;
    }

    Optional<T> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    T parse(String name) {
        requireNonNull(name, "name");
        T value = byName.get(name);
        if (value == null) {
            throw unknown(name);
        }
        return value;
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("%s: %s (expected: one of %s; nearest: %s)"
                .formatted(subject, quoted(name), String.join(", ", firstNames), nearest(name)));
    }

    private String nearest(String name) {
        return nearest(name, byName.keySet());
    }

    /** The known name that was most likely meant, whatever its case. */
    static String nearest(String name, Collection<String> known) {
        String lower = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(one -> EditDistance.between(lower, one.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** A name somebody wrote, safe to print, and visible when it is empty or has blanks. */
    static String quoted(String name) {
        return "'" + PeerText.escape(name, 80) + "'";
    }

    static List<String> distinct(String... names) {
        return Arrays.stream(names).distinct().toList();
    }
}

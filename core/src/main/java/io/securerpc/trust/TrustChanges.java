package io.securerpc.trust;

import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an operator wants to know when one state of trust follows another. */
final class TrustChanges {
    /** A folder of thousands that is replaced as a whole must not become a line of thousands of names. */
    private static final int NAMED = 10;

    private TrustChanges() {}

    /** One line, or empty when nobody's trust and no entry changed. */
    static Optional<String> between(Path directory, InstalledSnapshot before, InstalledSnapshot after) {
        if (before.unavailable().equals(after.unavailable())
                && before.state()
                        .trusted()
                        .keySet()
                        .equals(after.state().trusted().keySet())
                && before.state().torn().keySet().equals(after.state().torn().keySet())
                && before.entries().equals(after.entries())) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        if (after.unavailable().isPresent()) {
            parts.add(after.unavailable().get() + ": nobody new is admitted");
        } else {
            parts.add(after.size() + " trusted");
            before.unavailable().ifPresent(found -> parts.add("readable again"));
            if (after.size() == 0 && before.size() > 0) {
                parts.add("NOBODY IS TRUSTED ANY MORE");
            }
            named("added", minus(after, before), parts);
            named("removed", minus(before, after), parts);
            named(
                    "now used",
                    after.entries().stream()
                            .filter(entry -> entry.revocationList()
                                    && entry.rejection().isEmpty()
                                    && !before.entries().contains(entry))
                            .map(entry -> "'" + Texts.name(entry.file()) + "'")
                            .toList(),
                    parts);
            Set<TrustEntry> known = Set.copyOf(before.entries().stream()
                    .filter(entry -> entry.rejection().isPresent())
                    .toList());
            named(
                    "not used",
                    after.entries().stream()
                            .filter(entry -> entry.rejection().isPresent() && !known.contains(entry))
                            .map(entry -> "'" + Texts.name(entry.file()) + "' ("
                                    + entry.rejection().orElse("") + ")")
                            .toList(),
                    parts);
        }
        return Optional.of("trust directory " + Texts.path(directory) + ": " + String.join("; ", parts));
    }

    private static List<String> minus(InstalledSnapshot more, InstalledSnapshot less) {
        return more.state().trusted().values().stream()
                .filter(certificate -> !less.trusts(certificate.fingerprint()))
                .map(certificate -> PeerText.escape(certificate.callerId()))
                .sorted()
                .toList();
    }

    private static void named(String what, List<String> names, List<String> parts) {
        if (!names.isEmpty()) {
            Stream<String> first = names.stream().limit(NAMED);
            String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
            parts.add(what + " " + String.join(", ", first.toList()) + more);
        }
    }
}

package io.securerpc.jetty;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The names of all certificates that are served; the same object as long as they are, by which it is seen that nothing has changed. */
final class CertificateNameUnion implements Supplier<Set<String>> {
    private record Union(List<Set<String>> parts, Set<String> all) {}

    private final List<ListenerIdentities> identities;
    private volatile Union last = new Union(List.of(), Set.of());

    CertificateNameUnion(List<ListenerIdentities> identities) {
        this.identities = List.copyOf(identities);
    }

    @Override
    public Set<String> get() {
        List<Set<String>> parts =
                identities.stream().map(ListenerIdentities::names).toList();
        Union current = last;
        if (!current.parts().equals(parts)) {
            Set<String> all = new HashSet<>();
            parts.forEach(all::addAll);
            // Two threads may both do this: the results are equal, and either may stay.
            current = new Union(parts, Set.copyOf(all));
            last = current;
        }
        return current.all();
    }
}

package io.securerpc.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a listener was told, as lines. */
final class News<T> implements LiveListener<T> {
    private final List<String> lines = new ArrayList<>();
    private final Function<T, String> name;

    News(Function<T, String> name) {
        this.name = name;
    }

    @Override
    public synchronized void swapped(T before, T after, List<String> warnings) {
        lines.add("swapped " + name.apply(before) + " for " + name.apply(after) + " " + warnings);
    }

    @Override
    public synchronized void rejected(String reason) {
        lines.add("rejected: " + reason);
    }

    @Override
    public synchronized void recovered() {
        lines.add("recovered");
    }

    /** Everything since the last call. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }
}

package io.securerpc.caller;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import io.securerpc.reload.Judgement;
import io.securerpc.reload.LiveSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of Parity tokens being followed. A line that is not understood changes nothing; a file without a single byte, as Parity leaves it for a moment whenever it writes, and one that
 * ends within a token, have to stay so for a second.
 */
final class ParityFileSource implements LiveSource<ParityTable> {
    private static final Duration STAYS_SO = Duration.ofSeconds(1);

    private static final String NOBODY = "no token is left, so none of their owners can call";

    private final Path file;
    private final Runnable onUndated;
    private final Map<ParityTokenSecret, Instant> firstSeen = new HashMap<>();
    private boolean cut;

    /** onUndated: there are tokens whose age is lost if nobody writes it down before this process ends. */
    ParityFileSource(Path file, Runnable onUndated) {
        this.file = file;
        this.onUndated = onUndated;
    }

    @Override
    public String subject() {
        return "Parity tokens '" + PeerText.escape(file.toString()) + "'";
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public ParityTable load(FileContents contents, Instant now) {
        Set<ParityTokenSecret> undated = new HashSet<>();
        ParityTable table = ParityText.read(file, contents, secret -> {
            undated.add(secret);
            return firstSeen.getOrDefault(secret, now);
        });
        cut = ParityText.mayBeCut(file, contents);
        boolean fresh = !firstSeen.keySet().containsAll(undated);
        undated.forEach(secret -> firstSeen.putIfAbsent(secret, now));
        firstSeen.keySet().retainAll(undated);
        if (fresh) {
            onUndated.run();
        }
        return table;
    }

    @Override
    public Judgement judge(ParityTable serving, ParityTable candidate, Instant now) {
        // Servers write down the last use themselves: nothing that anybody has to hear of.
        if (serving.withoutTimesOfUse().equals(candidate.withoutTimesOfUse())) {
            return new Judgement.Unchanged();
        }
        if (candidate.list().isEmpty()) {
            return new Judgement.NotYet("an empty file", STAYS_SO, List.of(NOBODY));
        }
        if (cut) {
            return new Judgement.NotYet("its last line has no time and no end", STAYS_SO, List.of());
        }
        long lost = candidate.namesLostSince(serving);
        return new Judgement.Better(
                lost == 0
                        ? List.of()
                        : List.of(lost + " tokens have lost their names, as when Parity writes the file:"
                                + " their callers are others now, and what is granted to the names is not theirs"));
    }
}

package io.securerpc.jetty;

import io.securerpc.jetty.RenewalPairs.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A few things that happen to the files of one identity, most of them bad, and at the end a good newer pair. */
final class RenewalHistory {
    private final RenewalPairs pairs;
    private final Random random;
    private final List<String> done = new ArrayList<>();
    private Pair current;

    RenewalHistory(RenewalPairs pairs, Random random, Pair current) {
        this.pairs = pairs;
        this.random = random;
        this.current = current;
    }

    /** The good pair that the files hold at the end. */
    Pair run(IdentityFolder folder) throws IOException {
        int length = 1 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            folder.place(something());
            folder.pause();
        }
        current = pairs.next();
        folder.place(current);
        done.add("good " + current.generation());
        return current;
    }

    private Pair something() {
        Pair next = pairs.next();
        return switch (random.nextInt(14)) {
            case 0 -> did("truncated certificates", next.withCertificates(truncated(next.certificates())));
            case 1 -> did("truncated key", next.withKey(truncated(next.key())));
            case 2 ->
                did(
                        "truncated both",
                        next.withCertificates(truncated(next.certificates())).withKey(""));
            case 3 -> did("leaf without issuers", next.withCertificates(next.leafAlone()));
            case 4 -> did("old leaf without issuers", current.withCertificates(current.leafAlone()));
            case 5 -> did("new certificates, old key", next.withKey(current.key()));
            case 6 -> did("old certificates, new key", current.withKey(next.key()));
            case 7 -> did("no PEM", next.withCertificates("\0\0\0\0"));
            case 8 -> did("expired", pairs.expired());
            case 9 -> did("not valid yet", pairs.future());
            case 10 -> did("older", pairs.older());
            case 11 -> did("stranger in the chain", next.withCertificates(next.certificates() + current.leafAlone()));
            case 12 -> did("the same again", current);
            default -> {
                current = next;
                yield did("good", next);
            }
        };
    }

    private Pair did(String what, Pair pair) {
        done.add(what + " " + pair.generation());
        return pair;
    }

    private String truncated(String text) {
        return text.substring(0, random.nextInt(text.length()));
    }

    @Override
    public String toString() {
        return String.join(", ", done);
    }
}

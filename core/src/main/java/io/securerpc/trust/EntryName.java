package io.securerpc.trust;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hashed file name, {@code f013e17f.0}: subject hash and counter, exactly as OpenSSL looks it up. */
record EntryName(String hash, int counter) {
    // No leading zero: OpenSSL prints the counter as a plain number and never finds ".00". Nine digits fit an int.
    private static final Pattern HASHED = Pattern.compile("([0-9a-f]{8})\\.(0|[1-9][0-9]{0,8})");
    private static final Pattern REVOCATIONS = Pattern.compile("([0-9a-f]{8})\\.r(0|[1-9][0-9]{0,8})");

    static Optional<EntryName> of(Path file) {
        return of(HASHED, file);
    }

    /** The name of a revocation list, {@code f013e17f.r0}: the hash of its issuer, and a counter of its own. */
    static Optional<EntryName> ofList(Path file) {
        return of(REVOCATIONS, file);
    }

    private static Optional<EntryName> of(Pattern pattern, Path file) {
        Matcher name = pattern.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? Optional.of(new EntryName(name.group(1), Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    /** Whether only the case keeps the name from being a hashed one. */
    static boolean onlyCaseIsWrong(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return HASHED.matcher(name).matches() || REVOCATIONS.matcher(name).matches();
    }

    @Override
    public String toString() {
        return hash + "." + counter;
    }
}

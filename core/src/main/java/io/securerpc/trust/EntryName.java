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
    private static final Pattern REVOCATIONS = Pattern.compile("[0-9a-f]{8}\\.r[0-9]+");

    static Optional<EntryName> of(Path file) {
        Matcher name = HASHED.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? Optional.of(new EntryName(name.group(1), Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    /** Whether only the case keeps the name from being a hashed one. */
    static boolean onlyCaseIsWrong(Path file) {
        return HASHED.matcher(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT))
                .matches();
    }

    /** Whether this is where OpenSSL keeps a certificate revocation list. */
    static boolean isRevocationList(Path file) {
        return REVOCATIONS.matcher(String.valueOf(file.getFileName())).matches();
    }

    @Override
    public String toString() {
        return hash + "." + counter;
    }
}

package io.securerpc.certificate;

import java.nio.file.Path;
import java.util.Optional;

/** STUB: DH parameters of a PEM file; validated and reported, never used. */
public final class DhParameters {
    private DhParameters() {}
    /** Missing or unparsable: DhParametersException. */
    public static DhParameters load(Path file) {
        throw new UnsupportedOperationException("stub");
    }

    public int bits() {
        throw new UnsupportedOperationException("stub");
    }
    /** Why the group is weak, as one sentence for the log; empty if it is not. */
    public Optional<String> weakness() {
        throw new UnsupportedOperationException("stub");
    }
}

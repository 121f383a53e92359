package io.securerpc.seeded.certificate;

import io.securerpc.seeded.gate.PrintsAndLogs;

/** Breaks the arrows: a certificate that knows the gate. */
public final class ReachesUp {
    /** Uses the higher package. */
    public Object up() {
        return new PrintsAndLogs();
    }
}

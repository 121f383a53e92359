package io.securerpc.certificate;

import java.math.BigInteger;

/** What turning a passphrase into keys may cost for one file, however many keys and layers the file has. */
final class DerivationCost {
    /** OWASP asks for 600,000 rounds of PBKDF2-SHA256; ten times that is seconds, and more is a file made to hang us. */
    static final int MAX_ITERATIONS = 6_000_000;

    private long left = MAX_ITERATIONS;

    int spend(BigInteger iterations, String what) throws KeyDecryption.Unsupported {
        if (iterations.signum() <= 0 || iterations.compareTo(BigInteger.valueOf(MAX_ITERATIONS)) > 0) {
            throw new KeyDecryption.Unsupported(what + " outside 1 to " + MAX_ITERATIONS, null);
        }
        left -= iterations.intValueExact();
        if (left < 0) {
            throw new KeyDecryption.Unsupported(what + " of all layers together over " + MAX_ITERATIONS, null);
        }
        return iterations.intValueExact();
    }
}

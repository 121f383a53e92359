package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

/**
 * A Parity token that was just made, with its secret.
 *
 * <h2>Security</h2>
 *
 * <p>Prints as its name and four stars.
 */
public final class CreatedParityToken {
    private final ParityToken token;

    CreatedParityToken(ParityToken token) {
        this.token = requireNonNull(token, "token");
    }

    /**
     * Whose it is.
     *
     * @return the line of the file
     */
    public ParityToken token() {
        return token;
    }

    /**
     * What its owner needs to make proofs of it.
     *
     * @return four groups of four letters and digits with dashes between them, which are no part of it
     */
    public String secret() {
        return token.secret().shown();
    }

    /** The caller's id, and four stars. */
    @Override
    public String toString() {
        return token + " ****";
    }
}

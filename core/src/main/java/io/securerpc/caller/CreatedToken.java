package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

/**
 * A token that was just made or rotated, with its secret: the only time that it can be had.
 *
 * <h2>Security</h2>
 *
 * <p>Prints as its name and four stars.
 */
public final class CreatedToken {
    private final BearerToken token;
    private final TokenSecret secret;

    CreatedToken(BearerToken token, TokenSecret secret) {
        this.token = requireNonNull(token, "token");
        this.secret = requireNonNull(secret, "secret");
    }

    /**
     * What the file says of it.
     *
     * @return without the secret
     */
    public BearerToken token() {
        return token;
    }

    /**
     * What the client sends after {@code Authorization: Bearer}.
     *
     * @return 53 letters, digits and an underscore; nobody but the client may keep it
     */
    public String secret() {
        return secret.text();
    }

    /** The caller's id, and four stars. */
    @Override
    public String toString() {
        return token + " ****";
    }
}

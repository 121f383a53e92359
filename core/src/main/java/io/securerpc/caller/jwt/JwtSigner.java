package io.securerpc.caller.jwt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who signs tokens that are accepted: a {@link JwtIssuer} with a key of its own, or whoever has a {@link JwtSecret}.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public abstract sealed class JwtSigner permits JwtIssuer, JwtSecret {
    /** Clocks that are set over the network differ by less than a second; each second of this is one that an expired token is good for. */
    static final Duration DEFAULT_CLOCK_SKEW = Duration.ofSeconds(30);

    /** To take a key out of its file is to revoke it. A rotation with both keys side by side, for as long as old tokens live, needs no grace. */
    static final Duration DEFAULT_KEY_GRACE = Duration.ZERO;

    /** Between the name and the subject, in a caller's id. */
    static final char SEPARATOR = '|';

    private final String name;
    private final JwtTerms terms;

    JwtSigner(String name, JwtTerms terms) {
        this.name = name;
        this.terms = terms;
    }

    /**
     * What the ids of its callers begin with, after {@code jwt:}.
     *
     * @return the issuer, or the name of the secret
     */
    public String name() {
        return name;
    }

    JwtTerms terms() {
        return terms;
    }

    /** Reads the keys, and follows them. */
    abstract KeySupply openKeys(InstantSource clock);

    /** What others may do with the files of the keys that they should not. */
    abstract List<String> warnings();

    /** What the token of a good signature says, by the rules of this signer; not yet whether now is the time for it. */
    abstract Claimed read(TokenClaims claims, Instant now) throws Refused;

    /**
     * What a token says that is signed well.
     *
     * @param subject whom it is about, if it says so
     * @param validity when it is taken as a proof
     * @param end from when on what began with it ends; null for never
     */
    record Claimed(
            Optional<String> subject,
            Validity validity,
            @Nullable Instant end) {}
}

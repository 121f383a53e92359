package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer of tokens with keys of its own, such as an identity provider: its tokens are signed with RSA, ECDSA or Ed25519, and whoever they are about is the caller
 * {@code jwt:ISSUER|SUBJECT}.
 *
 * <h2>Defaults</h2>
 *
 * <p>Clocks may differ by 30 s. A token is good for 24 h at most, the longest that large providers give unless told otherwise: nothing can take one back but
 * taking back the key. No claim is read for permissions: what a caller may do is a matter of grants. Each key is used with the algorithms that it is made for.
 *
 * <h2>Security</h2>
 *
 * <p>A token has to name this issuer, this audience, a subject and its own end. {@code alg} and {@code kid} of its header choose among the keys that are there and say nothing
 * else; keys and addresses of keys in a header are never looked at. A key that disappears is refused from then on, and so are its tokens, unless there is a {@linkplain
 * #withKeyGrace grace}; a restart knows nothing of earlier keys. The claims are read only after the signature was found good.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * JwtIssuer.of("https://login.example.com/", "node.example.com", JwtKeys.files(Path.of("jwks.json")))
 *         .withPermissionsClaim("permissions")
 * }</pre>
 */
public final class JwtIssuer extends JwtSigner {
    /** See {@link JwtIssuer}. */
    static final Duration DEFAULT_LONGEST_LIFE = Duration.ofHours(24);

    private static final Duration MOST_LIFE = Duration.ofDays(366);

    private final String audience;
    private final JwtKeys keys;
    private final Set<JwtAlgorithm> algorithms;
    private final Duration longestLife;

    private JwtIssuer(
            String issuer,
            JwtTerms terms,
            String audience,
            JwtKeys keys,
            Set<JwtAlgorithm> algorithms,
            Duration longestLife) {
        super(issuer, terms);
        this.audience = audience;
        this.keys = keys;
        this.algorithms = Set.copyOf(algorithms);
        this.longestLife = longestLife;
    }

    /**
     * An issuer, by what its tokens say.
     *
     * @param issuer the {@code iss} of its tokens, to the letter; printable ASCII without {@code |}
     * @param audience what its tokens name in {@code aud} if they are meant for this server
     * @param keys its public keys
     * @return the issuer
     * @throws IllegalArgumentException if issuer or audience are none
     */
    public static JwtIssuer of(String issuer, String audience, JwtKeys keys) {
        return new JwtIssuer(
                JwtTerms.signerName("issuer", issuer),
                JwtTerms.DEFAULT,
                JwtTerms.name("audience", audience),
                requireNonNull(keys, "keys"),
                EnumSet.allOf(JwtAlgorithm.class),
                DEFAULT_LONGEST_LIFE);
    }

    /**
     * Changed copy: only these algorithms, of those that the keys are for.
     *
     * @param only at least one
     * @return the changed copy
     * @throws IllegalArgumentException if there is none
     */
    public JwtIssuer withAlgorithms(JwtAlgorithm... only) {
        Set<JwtAlgorithm> chosen = Set.copyOf(Arrays.asList(requireNonNull(only, "only")));
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("algorithms: none (expected: at least one)");
        }
        return new JwtIssuer(name(), terms(), audience, keys, chosen, longestLife);
    }

    /**
     * Changed copy: how far the issuer's clock may be from this server's. Each moment that a token names is taken with that much tolerance.
     *
     * @param skew up to ten minutes
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative or longer
     */
    public JwtIssuer withClockSkew(Duration skew) {
        return with(terms().withClockSkew(skew));
    }

    /**
     * Changed copy: how long a token may be good for, from {@code iat} to {@code exp}; of one without {@code iat}, from now.
     *
     * @param life up to a year
     * @return the changed copy
     * @throws IllegalArgumentException if it is none, negative or longer
     */
    public JwtIssuer withLongestLife(Duration life) {
        if (JwtTerms.bounded("longest life", life, MOST_LIFE).isZero()) {
            throw new IllegalArgumentException("longest life: none (expected: more)");
        }
        return new JwtIssuer(name(), terms(), audience, keys, algorithms, life);
    }

    /**
     * Changed copy: tokens may carry permissions, as a list or as a text with spaces between them. The issuer then decides what its callers may do, beside the grants.
     *
     * @param claim such as {@code scope}
     * @return the changed copy
     * @throws IllegalArgumentException if it is no name of a claim
     */
    public JwtIssuer withPermissionsClaim(String claim) {
        return with(terms().withPermissionsClaim(claim));
    }

    /**
     * Changed copy: how long tokens of a key are accepted after the key has disappeared.
     *
     * @param grace up to thirty days
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative or longer
     */
    public JwtIssuer withKeyGrace(Duration grace) {
        return with(terms().withKeyGrace(grace));
    }

    private JwtIssuer with(JwtTerms changed) {
        return new JwtIssuer(name(), changed, audience, keys, algorithms, longestLife);
    }

    @Override
    KeySupply openKeys(InstantSource clock) {
        return keys.open(new KeyReader(name(), algorithms), terms().keyGrace(), clock);
    }

    @Override
    List<String> warnings() {
        return keys.warnings(name());
    }

    @Override
    Claimed read(TokenClaims claims, Instant now) throws Refused {
        claims.requireAudience(audience);
        String subject = claims.subject().orElseThrow(() -> Refused.malformed("no sub"));
        Instant expiry = claims.moment("exp").orElseThrow(() -> Refused.malformed("no exp"));
        Optional<Instant> issued = claims.moment("iat");
        Duration skew = terms().clockSkew();
        Duration life = Duration.between(issued.orElse(now), expiry);
        if (life.compareTo(issued.isPresent() ? longestLife : longestLife.plus(skew)) > 0) {
            throw Refused.malformed("good for " + life.toSeconds() + " s (at most " + longestLife.toSeconds() + " s)");
        }
        Validity validity = new Validity();
        issued.ifPresent(moment -> validity.notBefore("iat", moment, skew));
        claims.moment("nbf").ifPresent(moment -> validity.notBefore("nbf", moment, skew));
        validity.until("exp", expiry, skew);
        return new Claimed(Optional.of(subject), validity, expiry.plus(skew));
    }

    /** The issuer, and nothing of the keys. */
    @Override
    public String toString() {
        return "JwtIssuer[" + name() + "]";
    }
}

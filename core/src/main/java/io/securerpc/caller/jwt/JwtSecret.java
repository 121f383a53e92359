package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.FileRights;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret that both sides have, as between the two halves of an Ethereum node: tokens are signed with HS256 and made a moment before they are used. Whoever has the secret is the caller
 * {@code jwt:NAME}, or {@code jwt:NAME|SUBJECT} if the token has a {@code sub}.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@code iat} may be 60 s from this server's clock to either side, as the engine API's authentication has it. {@code exp} and {@code nbf} hold where they are given,
 * with 30 s of tolerance.
 *
 * <h2>Security</h2>
 *
 * <p>The file has 64 hexadecimal digits and should be readable by its owner alone; another mode is a warning in the log. Whoever has the secret can be every subject of it: subjects tell
 * friends apart, not enemies, unless the tokens are made by one service for others. An {@code aud} that was not {@linkplain #withAudience asked for} is refused. {@code iat} is
 * looked at with each HTTP request and when a WebSocket opens; a WebSocket that is open stays so, unless the token has an {@code exp} or the secret is replaced.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * JwtSecret.file("engine", Path.of("/etc/node/jwt.hex"))
 * }</pre>
 */
public final class JwtSecret extends JwtSigner {
    /** See {@link JwtSecret}. */
    static final Duration DEFAULT_ISSUE_WINDOW = Duration.ofSeconds(60);

    /** Here and not with whoever reads it: that class needs the library for tokens, and a configuration is read before a start says that it is missing. */
    static final Pattern FORM = Pattern.compile("(?:0x)?([0-9a-fA-F]{64})");

    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);

    private final Path path;
    private final @Nullable String audience;
    private final Duration issueWindow;

    private JwtSecret(String name, JwtTerms terms, Path path, @Nullable String audience, Duration issueWindow) {
        super(name, terms);
        this.path = path;
        this.audience = audience;
        this.issueWindow = issueWindow;
    }

    /**
     * The secret in a file.
     *
     * @param name what its holder is called in ids; printable ASCII without {@code |}
     * @param path 64 hexadecimal digits, with or without {@code 0x} before and spaces around them
     * @return the secret, not yet read
     * @throws IllegalArgumentException if the name is none, or the path is the secret itself, which no message is to repeat
     */
    public static JwtSecret file(String name, Path path) {
        if (FORM.matcher(String.valueOf(requireNonNull(path, "path").getFileName()))
                .matches()) {
            // Somebody has put the digits where their file's name belongs.
            throw new IllegalArgumentException(
                    "secret file: the secret itself (expected: the path of a file that has it)");
        }
        return new JwtSecret(JwtTerms.signerName("name", name), JwtTerms.DEFAULT, path, null, DEFAULT_ISSUE_WINDOW);
    }

    /**
     * Changed copy: tokens have to name this server in {@code aud}.
     *
     * @param expected what they name
     * @return the changed copy
     * @throws IllegalArgumentException if it is none
     */
    public JwtSecret withAudience(String expected) {
        return new JwtSecret(name(), terms(), path, JwtTerms.name("audience", expected), issueWindow);
    }

    /**
     * Changed copy: how far {@code iat} may be from this server's clock, to either side.
     *
     * @param window up to ten minutes
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative or longer
     */
    public JwtSecret withIssueWindow(Duration window) {
        return new JwtSecret(name(), terms(), path, audience, JwtTerms.bounded("issue window", window, LONGEST_WINDOW));
    }

    /**
     * Changed copy: how far the signer's clock may be from this server's, for {@code exp} and {@code nbf}.
     *
     * @param skew up to ten minutes
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative or longer
     */
    public JwtSecret withClockSkew(Duration skew) {
        return with(terms().withClockSkew(skew));
    }

    /**
     * Changed copy: tokens may carry permissions, as a list or as a text with spaces between them. Whoever has the secret then has every permission that it asks for.
     *
     * @param claim such as {@code scope}
     * @return the changed copy
     * @throws IllegalArgumentException if it is no name of a claim
     */
    public JwtSecret withPermissionsClaim(String claim) {
        return with(terms().withPermissionsClaim(claim));
    }

    /**
     * Changed copy: how long tokens of a secret are accepted after the file has another.
     *
     * @param grace up to thirty days
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative or longer
     */
    public JwtSecret withKeyGrace(Duration grace) {
        return with(terms().withKeyGrace(grace));
    }

    private JwtSecret with(JwtTerms changed) {
        return new JwtSecret(name(), changed, path, audience, issueWindow);
    }

    @Override
    KeySupply openKeys(InstantSource clock) {
        return FollowedFiles.open(new SecretFile(name(), path), terms().keyGrace(), clock);
    }

    @Override
    List<String> warnings() {
        return FileRights.SECRET.warnings(subject(name(), path), path);
    }

    static String subject(String name, Path path) {
        return "JWT secret '" + name + "' in '" + PeerText.escape(path.toString()) + "'";
    }

    @Override
    Claimed read(TokenClaims claims, Instant now) throws Refused {
        claims.requireAudience(audience);
        Instant issued = claims.moment("iat").orElseThrow(() -> Refused.malformed("no iat"));
        Optional<Instant> expiry = claims.moment("exp");
        Duration skew = terms().clockSkew();
        Validity validity = new Validity();
        validity.notBefore("iat", issued, issueWindow);
        validity.through("iat", issued, issueWindow);
        claims.moment("nbf").ifPresent(moment -> validity.notBefore("nbf", moment, skew));
        expiry.ifPresent(moment -> validity.until("exp", moment, skew));
        return new Claimed(
                claims.subject(),
                validity,
                expiry.map(moment -> moment.plus(skew)).orElse(null));
    }

    /** The name, and nothing of the secret. */
    @Override
    public String toString() {
        return "JwtSecret[" + name() + " ****]";
    }
}

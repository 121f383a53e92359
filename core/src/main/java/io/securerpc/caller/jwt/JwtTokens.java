package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Realm;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * JSON Web Tokens as a server accepts them: {@code Authorization: Bearer eyJ…} (RFC 7519, RFC 6750), signed by one of several signers that the server knows.
 *
 * <h2>Defaults</h2>
 *
 * <p>See {@link JwtIssuer} and {@link JwtSecret}.
 *
 * <h2>Security</h2>
 *
 * <p>A signer's keys are only used with the algorithms that they are for, and a shared secret only with HS256: a token cannot have itself judged by another rule, nor by a key that it brings along.
 * Encrypted, nested and unsigned tokens are refused, and so is whatever two readers could read in two ways. A token that was found good is known, by a keyed digest, until its time is over or
 * its key has gone. WebSockets that began with it end then.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * JwtTokens.signedBy(
 *         JwtIssuer.of("https://login.example.com/", "node.example.com", JwtKeys.files(Path.of("jwks.json"))),
 *         JwtSecret.file("engine", Path.of("jwt.hex")))
 * }</pre>
 */
public final class JwtTokens implements CredentialSource {
    private static final String LIBRARY = "com.nimbusds.jose.JWSVerifier";

    private final List<JwtSigner> signers;
    private final Realm realm;

    private JwtTokens(List<JwtSigner> signers, Realm realm) {
        this.signers = signers;
        this.realm = realm;
    }

    /**
     * Tokens of these signers.
     *
     * @param first one signer
     * @param more further ones: each issuer once, and one secret at most
     * @return the source
     * @throws IllegalArgumentException if two have one name, or two are secrets
     */
    public static JwtTokens signedBy(JwtSigner first, JwtSigner... more) {
        List<JwtSigner> all = new ArrayList<>(List.of(requireNonNull(first, "first")));
        all.addAll(List.of(requireNonNull(more, "more")));
        Set<String> names = new HashSet<>();
        int secrets = 0;
        for (JwtSigner signer : all) {
            if (!names.add(signer.name())) {
                throw new IllegalArgumentException(
                        "JWT: '" + signer.name() + "' twice (expected: each issuer and name once)");
            }
            if (signer instanceof JwtSecret && ++secrets > 1) {
                throw new IllegalArgumentException("JWT: more than one secret (expected: one at most)");
            }
        }
        return new JwtTokens(List.copyOf(all), Realm.DEFAULT);
    }

    /**
     * Changed copy: what the server calls itself to those who bring no token.
     *
     * @param name the realm; {@link Realm#DEFAULT} unless set
     * @return the changed copy
     */
    public JwtTokens withRealm(Realm name) {
        return new JwtTokens(signers, requireNonNull(name, "name"));
    }

    /**
     * Who signs.
     *
     * @return as they were given
     */
    public List<JwtSigner> signers() {
        return signers;
    }

    /**
     * {@inheritDoc}
     *
     * @throws JwtKeyException if keys cannot be used
     * @throws MissingJwtLibraryException without {@code com.nimbusds:nimbus-jose-jwt}
     */
    @Override
    public CredentialKind open(InstantSource clock) {
        requireNonNull(clock, "clock");
        try {
            Class.forName(LIBRARY, false, JwtTokens.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new MissingJwtLibraryException();
        }
        return new JwtCredentials(signers, realm, clock);
    }

    @Override
    public List<String> warnings() {
        return signers.stream().flatMap(signer -> signer.warnings().stream()).toList();
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.JWT;
    }

    /** The signers. */
    @Override
    public String toString() {
        return "JWT of " + signers;
    }
}

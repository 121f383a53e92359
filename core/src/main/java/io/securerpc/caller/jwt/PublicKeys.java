package io.securerpc.caller.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Public keys that were read, as keys to verify by; each is judged before it is used. */
final class PublicKeys {
    private static final int LEAST_RSA_BITS = 2_048;
    /** Above it a single signature takes longer to check than a stranger should be able to ask for. */
    private static final int MOST_RSA_BITS = 8_192;

    private static final int LEAST_EXPONENT = 3;

    private static final Set<JwtAlgorithm> RSA = EnumSet.of(
            JwtAlgorithm.RS256,
            JwtAlgorithm.RS384,
            JwtAlgorithm.RS512,
            JwtAlgorithm.PS256,
            JwtAlgorithm.PS384,
            JwtAlgorithm.PS512);

    private static final Map<Curve, JwtAlgorithm> CURVES = Map.of(
            Curve.P_256, JwtAlgorithm.ES256,
            Curve.P_384, JwtAlgorithm.ES384,
            Curve.P_521, JwtAlgorithm.ES512,
            Curve.Ed25519, JwtAlgorithm.EDDSA);

    /** Before the 32 bytes of a key in SubjectPublicKeyInfo (RFC 8410 §4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String subject;
    private final Set<JwtAlgorithm> allowed;

    PublicKeys(String subject, Set<JwtAlgorithm> allowed) {
        this.subject = subject;
        this.allowed = allowed;
    }

    /** The key, for whatever it is made for and allowed for; nothing if that is nothing. */
    Optional<VerificationKey> key(JWK key, @Nullable JwtAlgorithm only) {
        Set<JwtAlgorithm> algorithms = EnumSet.noneOf(JwtAlgorithm.class);
        algorithms.addAll(madeFor(key));
        algorithms.retainAll(allowed);
        if (only != null) {
            algorithms.retainAll(Set.of(only));
        }
        if (algorithms.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new VerificationKey(
                    key.getKeyID(), names(algorithms), key.computeThumbprint().toString(), check(key)));
        } catch (JOSEException | GeneralSecurityException e) {
            throw refused("a key that this Java cannot use");
        }
    }

    private static Set<JwtAlgorithm> madeFor(JWK key) {
        if (key instanceof RSAKey) {
            return RSA;
        }
        Curve curve =
                key instanceof ECKey ec ? ec.getCurve() : key instanceof OctetKeyPair pair ? pair.getCurve() : null;
        JwtAlgorithm algorithm = curve == null ? null : CURVES.get(curve);
        return algorithm == null ? Set.of() : Set.of(algorithm);
    }

    /** As they stand in headers: Ed25519 has two names there. */
    private static Set<String> names(Set<JwtAlgorithm> algorithms) {
        Set<String> names = new HashSet<>();
        for (JwtAlgorithm algorithm : algorithms) {
            names.add(algorithm.text());
            if (algorithm == JwtAlgorithm.EDDSA) {
                names.add(Curve.Ed25519.getName());
            }
        }
        return names;
    }

    private SignatureCheck check(JWK key) throws JOSEException, GeneralSecurityException {
        if (key instanceof RSAKey rsa) {
            return SignatureCheck.of(new RSASSAVerifier(judged(rsa.toRSAPublicKey())));
        }
        if (key instanceof ECKey ec) {
            return SignatureCheck.of(new ECDSAVerifier(ec.toECPublicKey()));
        }
        return SignatureCheck.ed25519(ed25519(((OctetKeyPair) key).getDecodedX()));
    }

    private RSAPublicKey judged(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new JwtKeyException(
                    subject, "an RSA key of " + bits + " bits", LEAST_RSA_BITS + " to " + MOST_RSA_BITS);
        }
        BigInteger exponent = key.getPublicExponent();
        if (exponent.compareTo(BigInteger.valueOf(LEAST_EXPONENT)) < 0 || !exponent.testBit(0)) {
            // With an exponent of 1 every message is its own signature.
            throw refused("an RSA key with an exponent that is even or below " + LEAST_EXPONENT);
        }
        return key;
    }

    private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        byte[] encoded = java.util.Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + x.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private JwtKeyException refused(String found) {
        return new JwtKeyException(subject, found, "a public key as issuers publish them");
    }
}

package io.securerpc.tls;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which key signs with which {@link SignatureScheme}, in which version, and what JSSE calls keys and schemes. */
final class SchemeKeys {
    private static final Map<BigInteger, NamedGroup> CURVES = Stream.of(
                    NamedGroup.SECP256R1, NamedGroup.SECP384R1, NamedGroup.SECP521R1)
            .collect(Collectors.toUnmodifiableMap(SchemeKeys::order, Function.identity()));

    private SchemeKeys() {}

    /** What JSSE asks its key manager for before it signs with a scheme. */
    static String keyType(SignatureScheme scheme) {
        String name = scheme.jsseName();
        if (name.startsWith("ecdsa_")) {
            return "EC";
        }
        if (name.startsWith("ed")) {
            return "EdDSA";
        }
        return name.startsWith("rsa_pss_pss_") ? "RSASSA-PSS" : "RSA";
    }

    /** What JSSE calls a scheme in {@link javax.net.ssl.ExtendedSSLSession#getPeerSupportedSignatureAlgorithms()}. */
    static String algorithm(SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256 -> "SHA256withECDSA";
            case ECDSA_SECP384R1_SHA384 -> "SHA384withECDSA";
            case ECDSA_SECP521R1_SHA512 -> "SHA512withECDSA";
            case ED25519 -> "Ed25519";
            case ED448 -> "Ed448";
            case RSA_PKCS1_SHA256 -> "SHA256withRSA";
            case RSA_PKCS1_SHA384 -> "SHA384withRSA";
            case RSA_PKCS1_SHA512 -> "SHA512withRSA";
            default -> "RSASSA-PSS"; // for every hash, and for both kinds of RSA keys
        };
    }

    /** RFC 8446, section 4.2.3: PKCS#1 v1.5 is for certificates only. */
    static boolean signsIn(TlsVersion version, SignatureScheme scheme) {
        return version == TlsVersion.TLS_1_2 || !scheme.jsseName().startsWith("rsa_pkcs1_");
    }

    /** In TLS 1.2 the curve and the hash would be independent; JSSE takes them together there too. */
    static boolean fits(SignatureScheme scheme, PublicKey key) {
        return keyType(scheme).equals(key.getAlgorithm())
                && switch (scheme) {
                    case ECDSA_SECP256R1_SHA256 -> curve(key).equals(Optional.of(NamedGroup.SECP256R1));
                    case ECDSA_SECP384R1_SHA384 -> curve(key).equals(Optional.of(NamedGroup.SECP384R1));
                    case ECDSA_SECP521R1_SHA512 -> curve(key).equals(Optional.of(NamedGroup.SECP521R1));
                    case ED25519, ED448 ->
                        key instanceof EdECPublicKey edwards
                                && edwards.getParams().getName().equals(algorithm(scheme));
                    default -> true;
                };
    }

    /** The first scheme, in the client's order, that the key signs with. */
    static Optional<SignatureScheme> first(List<SignatureScheme> schemes, TlsVersion version, PublicKey key) {
        return schemes.stream()
                .filter(scheme -> signsIn(version, scheme) && fits(scheme, key))
                .findFirst();
    }

    /** The group an EC key is on; empty for other keys and for curves that TLS dropped. */
    static Optional<NamedGroup> curve(PublicKey key) {
        return key instanceof ECPublicKey elliptic
                ? Optional.ofNullable(CURVES.get(elliptic.getParams().getOrder()))
                : Optional.empty();
    }

    /** The order of a curve is as good as its name, and does not depend on whose key object it is. */
    private static BigInteger order(NamedGroup curve) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve.jsseName()));
            return parameters.getParameterSpec(ECParameterSpec.class).getOrder();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("tls: the JDK has no curve " + curve.jsseName(), e);
        }
    }
}

package io.securerpc.tls;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/**
 * What an engine tells its key manager of a client, and which identity follows from it.
 *
 * <p>{@link ServerIdentities#candidates} decides which names fit best among what the client can verify. Then the engine asks for
 * one type of key after another, in TLS 1.3 in the order of the client's signature schemes, in TLS 1.2 in the order of the suites that
 * both have; the first candidate of that type is served. A type that only a worse name has is answered with nothing, so that
 * the engine goes on to the types of the better one.
 *
 * @param serverName the name the client asks for, without a trailing dot
 * @param signatureAlgorithms in the words of {@link SchemeKeys#algorithm}; empty where the engine does not tell
 * @param version the version agreed
 */
record IdentityRequest(Optional<String> serverName, Set<String> signatureAlgorithms, TlsVersion version) {
    /** A request of an engine that tells nothing, or is not there: every identity fits. */
    private static final IdentityRequest UNKNOWN = new IdentityRequest(Optional.empty(), Set.of(), TlsVersion.TLS_1_2);

    static IdentityRequest of(@Nullable SSLSession session) {
        return session instanceof ExtendedSSLSession extended
                ? new IdentityRequest(
                        serverName(extended.getRequestedServerNames()),
                        Set.copyOf(Arrays.asList(extended.getPeerSupportedSignatureAlgorithms())),
                        extended.getProtocol().equals(TlsVersion.TLS_1_3.jsseName())
                                ? TlsVersion.TLS_1_3
                                : TlsVersion.TLS_1_2)
                : UNKNOWN;
    }

    Optional<ServerIdentity> choose(ServerIdentities identities, String keyType) {
        return candidates(identities).stream()
                .filter(identity ->
                        identity.leaf().getPublicKey().getAlgorithm().equals(keyType))
                .findFirst();
    }

    List<ServerIdentity> candidates(ServerIdentities identities) {
        return identities.candidates(serverName, this::verifies);
    }

    private boolean verifies(ServerIdentity identity) {
        if (signatureAlgorithms.isEmpty()) {
            return true;
        }
        for (SignatureScheme scheme : SignatureScheme.values()) {
            if (SchemeKeys.signsIn(version, scheme)
                    && signatureAlgorithms.contains(SchemeKeys.algorithm(scheme))
                    && SchemeKeys.fits(scheme, identity.leaf().getPublicKey())) {
                return true;
            }
        }
        return false;
    }

    /** The JDK's engine has refused malformed names before anybody asks here; of another engine's they match no identity. */
    static Optional<String> serverName(@Nullable List<SNIServerName> names) {
        if (names == null) {
            return Optional.empty();
        }
        for (SNIServerName name : names) {
            if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                return Optional.of(withoutTrailingDot(name));
            }
        }
        return Optional.empty();
    }

    private static String withoutTrailingDot(SNIServerName name) {
        String text = name instanceof SNIHostName host
                ? host.getAsciiName()
                : new String(name.getEncoded(), StandardCharsets.ISO_8859_1);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}

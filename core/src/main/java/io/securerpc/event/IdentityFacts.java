package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.ServerIdentity;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an event about a server's certificate says of it.
 *
 * @param source where it is read from, such as {@code identity 'tls/server.cert.pem'}: the same for all that are read from there
 * @param names the host names, addresses and wildcards it is for, sorted
 * @param notBefore when its validity begins
 * @param notAfter when its validity ends
 * @param fingerprint SHA-256 of the certificate, as OpenSSL prints it
 */
public record IdentityFacts(
        String source, List<String> names, Instant notBefore, Instant notAfter, String fingerprint) {
    /**
     * Copies the names.
     *
     * @param source where it is read from
     * @param names the host names, addresses and wildcards it is for
     * @param notBefore when its validity begins
     * @param notAfter when its validity ends
     * @param fingerprint SHA-256 of the certificate
     */
    public IdentityFacts {
        requireNonNull(source, "source");
        names = List.copyOf(requireNonNull(names, "names"));
        requireNonNull(notBefore, "notBefore");
        requireNonNull(notAfter, "notAfter");
        requireNonNull(fingerprint, "fingerprint");
    }

    /**
     * The facts of an identity.
     *
     * @param source where it is read from
     * @param identity the identity
     * @return its facts
     */
    public static IdentityFacts of(String source, ServerIdentity identity) {
        return new IdentityFacts(
                source,
                Stream.concat(identity.names().stream(), identity.wildcards().stream())
                        .sorted()
                        .toList(),
                identity.leaf().getNotBefore().toInstant(),
                identity.leaf().getNotAfter().toInstant(),
                Fingerprint.of(identity.leaf()).toString());
    }

    /** Ends with the names, because there may be so many that the line is cut. */
    String text() {
        return "until " + notAfter + ", SHA-256 " + fingerprint + ", for "
                + (names.isEmpty() ? "no name" : String.join(", ", names));
    }
}

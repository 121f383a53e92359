package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * One client certificate of a trust directory.
 *
 * @param callerId whose it is, such as {@code certificate:rpc.user.1}
 * @param certificate the certificate
 * @param files every name it has in the directory, hashed names first
 * @param rejection why it lets nobody in; empty when it is trusted
 */
public record InstalledClient(
        String callerId, X509Certificate certificate, List<Path> files, Optional<String> rejection) {
    /**
     * Refuses {@code null}, and a certificate without a file.
     *
     * @param callerId whose it is
     * @param certificate the certificate
     * @param files at least one
     * @param rejection why it is not trusted, if it is not
     */
    public InstalledClient {
        requireNonNull(callerId, "callerId");
        requireNonNull(certificate, "certificate");
        requireNonNull(rejection, "rejection");
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: none (expected: at least one)");
        }
    }

    /**
     * Whether a client that presents this certificate is let in.
     *
     * @return {@code true} when there is no {@link #rejection()}
     */
    public boolean trusted() {
        return rejection.isEmpty();
    }

    /**
     * The name that installs it, else the first it has.
     *
     * @return a file of the directory
     */
    public Path file() {
        return files.get(0);
    }

    /**
     * What tells this certificate from all others.
     *
     * @return its fingerprint
     */
    public Fingerprint fingerprint() {
        return Fingerprint.of(certificate);
    }

    /**
     * The hash it is to be installed under.
     *
     * @return the hash of its subject
     */
    public SubjectHash hash() {
        return SubjectHash.of(certificate);
    }

    /**
     * Whose it is, as it is written in the certificate.
     *
     * @return the subject, without control characters
     */
    public String subject() {
        return Texts.subject(certificate.getSubjectX500Principal());
    }
}

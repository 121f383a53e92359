package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the leaf by its key and puts the others behind it, each signing the one before. */
final class ChainOrder {
    /** What JSSE clients take at most by default ({@code jdk.tls.maxCertificateChainLength}). */
    private static final int MAX_CERTIFICATES = 10;

    private final @Nullable Path file;
    private final List<X509Certificate> left;

    private ChainOrder(@Nullable Path file, List<X509Certificate> certificates) {
        this.file = file;
        // A certificate that is there twice changes nothing; servers take such files.
        this.left = new ArrayList<>(new LinkedHashSet<>(certificates));
    }

    static List<X509Certificate> of(List<X509Certificate> certificates, PrivateKey key, @Nullable Path file) {
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw new CertificateChainException(
                    file,
                    certificates.size() + " certificates",
                    "a leaf and its issuers, " + MAX_CERTIFICATES + " at most",
                    null);
        }
        return new ChainOrder(file, certificates).order(key);
    }

    /** The same out of a larger collection: what belongs to no chain of this key is left there. */
    static List<X509Certificate> within(List<X509Certificate> certificates, PrivateKey key, @Nullable Path file) {
        ChainOrder order = new ChainOrder(file, certificates);
        List<X509Certificate> chain = new ArrayList<>();
        Optional<X509Certificate> next = Optional.of(order.takeLeaf(key));
        while (next.isPresent() && chain.size() <= MAX_CERTIFICATES) {
            chain.add(next.get());
            next = order.issuerLeft(next.get());
        }
        return chain;
    }

    private List<X509Certificate> order(PrivateKey key) {
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate last = takeLeaf(key);
        chain.add(last);
        while (!left.isEmpty()) {
            last = takeIssuer(last);
            chain.add(last);
        }
        return List.copyOf(chain);
    }

    private X509Certificate takeLeaf(PrivateKey key) {
        X509Certificate first = left.get(0);
        for (X509Certificate candidate : left) {
            try {
                if (KeyProof.matches(key, candidate.getPublicKey())) {
                    left.remove(candidate);
                    return candidate;
                }
            } catch (GeneralSecurityException e) {
                throw new KeyMismatchException(
                        file, "key that cannot be tried: " + e.getMessage(), "a key this Java platform signs with", e);
            }
        }
        throw new KeyMismatchException(
                file,
                "no certificate for the private key; the first is '" + Printable.subject(first) + "' with "
                        + KeyText.of(first.getPublicKey()) + ", the private key is " + KeyText.of(key),
                "the certificate and the private key of one identity",
                null);
    }

    private X509Certificate takeIssuer(X509Certificate subject) {
        return issuerLeft(subject)
                .orElseThrow(() -> new CertificateChainException(
                        file,
                        "'" + Printable.subject(left.get(0)) + "' is not part of the chain, whose last certificate '"
                                + Printable.subject(subject)
                                + "' is issued by '"
                                + Printable.issuer(subject) + "'",
                        "a leaf and its issuers, each signed by the next",
                        null));
    }

    private Optional<X509Certificate> issuerLeft(X509Certificate subject) {
        Optional<X509Certificate> issuer =
                left.stream().filter(candidate -> signed(candidate, subject)).findFirst();
        issuer.ifPresent(left::remove);
        return issuer;
    }

    static boolean signed(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // takeIssuer says which certificate has no place
        }
    }
}

package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the leaf by its key and puts the others behind it, each signing the one before. */
final class ChainOrder {
    /** What JSSE clients take at most by default ({@code jdk.tls.maxCertificateChainLength}). */
    private static final int MAX_CERTIFICATES = 10;

    /** Algorithms whose keys the JDK bounds; a DSA key may be as large as a file, and one verification then takes hours. */
    private static final Set<String> TRACTABLE = Set.of("RSA", "RSASSA-PSS", "EC", "EdDSA", "Ed25519", "Ed448");

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
                "no certificate for the private key; the first is '" + name(first) + "' with "
                        + describe(first.getPublicKey()) + ", the private key is " + describe(key),
                "the certificate and the private key of one identity",
                null);
    }

    private X509Certificate takeIssuer(X509Certificate subject) {
        for (X509Certificate candidate : left) {
            if (signed(candidate, subject)) {
                left.remove(candidate);
                return candidate;
            }
        }
        throw new CertificateChainException(
                file,
                "'" + name(left.get(0)) + "' is not part of the chain, whose last certificate '" + name(subject)
                        + "' is issued by '" + subject.getIssuerX500Principal().getName() + "'",
                "a leaf and its issuers, each signed by the next",
                null);
    }

    private static boolean signed(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())
                || !TRACTABLE.contains(issuer.getPublicKey().getAlgorithm())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // takeIssuer says which certificate has no place
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static String describe(Key key) {
        if (key instanceof RSAKey rsa) {
            return key.getAlgorithm() + " " + rsa.getModulus().bitLength() + " bits";
        }
        if (key instanceof ECKey ec) {
            return "EC " + ec.getParams().getCurve().getField().getFieldSize() + " bits";
        }
        return key.getAlgorithm();
    }
}

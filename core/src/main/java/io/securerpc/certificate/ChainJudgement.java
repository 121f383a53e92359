package io.securerpc.certificate;

import io.securerpc.internal.SignatureName;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients will take a chain that is in order: what no current client takes is refused, what some refuse is a
 * warning.
 *
 * <p>MD5 and MD2 signatures are refused: anybody can forge them, and neither OpenSSL nor browsers nor the JDK take them. SHA-1
 * is a warning: those refuse it too by default, but a client that compares fingerprints or was given the certificate never
 * looks at its signature, and it is the client that would be deceived. A self-signed certificate's own signature proves
 * nothing, so its algorithm does not matter.
 */
final class ChainJudgement {
    /** NIST SP 800-57: 112 bits of strength; OpenSSL's default level and the CA/Browser Forum ask for the same. */
    private static final int MIN_RSA_BITS = 2048;

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;

    private final List<X509Certificate> chain;
    private final @Nullable Path file;
    private final String subject;

    ChainJudgement(List<X509Certificate> chain, @Nullable Path file) {
        this.chain = chain;
        this.file = file;
        this.subject = ServerIdentityException.subject(file);
    }

    /** Refuses what no client takes; returns what some refuse. */
    List<String> warnings() {
        requireSuitableKey(chain.get(0).getPublicKey());
        List<String> warnings = new ArrayList<>();
        chain.stream().filter(each -> !ChainOrder.signed(each, each)).forEach(each -> judgeSignature(each, warnings));
        judgePurpose(chain.get(0), warnings);
        X509Certificate leaf = chain.get(0);
        if (chain.size() == 1 && !ChainOrder.signed(leaf, leaf)) {
            warnings.add(subject + ": only '" + Printable.subject(leaf) + "', without its issuer '"
                    + Printable.issuer(leaf)
                    + "' (expected: the issuer's certificate too; clients that do not know that issuer refuse)");
        }
        return warnings;
    }

    /** The same without knowing which certificate the key is for: only what is wrong wherever they serve. */
    List<String> warningsWithoutKey() {
        List<String> warnings = new ArrayList<>();
        chain.forEach(each -> requireSuitableKey(each.getPublicKey()));
        chain.stream().filter(each -> !ChainOrder.signed(each, each)).forEach(each -> judgeSignature(each, warnings));
        return warnings;
    }

    /** What is wrong with the issuers at a moment; the leaf's own time is judged where it is loaded. */
    List<String> issuersInvalidAt(Instant now) {
        List<String> warnings = new ArrayList<>();
        for (X509Certificate issuer : chain.subList(1, chain.size())) {
            Instant from = issuer.getNotBefore().toInstant();
            Instant until = issuer.getNotAfter().toInstant();
            if (now.isAfter(until) || now.isBefore(from)) {
                warnings.add(subject + ": issuer '" + Printable.subject(issuer) + "' "
                        + (now.isAfter(until) ? "expired at " + until : "not valid before " + from)
                        + " (expected: certificates valid at " + now + ")");
            }
        }
        return warnings;
    }

    private void requireSuitableKey(PublicKey key) {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            int bits = rsa.getModulus().bitLength();
            throw new UnsuitableKeyException(
                    file, "RSA key of " + bits + " bits", MIN_RSA_BITS + " bits or more", bits);
        }
        if (key instanceof ECKey ec && EcCurve.of(ec).isEmpty()) {
            throw new UnsuitableKeyException(
                    file,
                    "EC key on curve " + EcCurve.anyName(ec.getParams()),
                    EcCurve.EXPECTED,
                    ec.getParams().getCurve().getField().getFieldSize());
        }
    }

    private void judgeSignature(X509Certificate certificate, List<String> warnings) {
        String signature = SignatureName.of(certificate);
        String algorithm = signature.toUpperCase(Locale.ROOT);
        String found = "'" + Printable.subject(certificate) + "' is signed with " + signature;
        if (algorithm.startsWith("MD")) {
            throw new CertificateChainException(file, found, "SHA-256 or better", null);
        }
        if (algorithm.startsWith("SHA1")) {
            warnings.add(subject + ": " + found + " (expected: SHA-256 or better; clients that check it refuse)");
        }
    }

    private void judgePurpose(X509Certificate leaf, List<String> warnings) {
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            warnings.add(subject + ": key usage of '" + Printable.subject(leaf)
                    + "' without digitalSignature (expected: digitalSignature; clients that check it refuse)");
        }
        List<String> purposes = purposes(leaf);
        if (purposes != null && Set.of(SERVER_AUTH, ANY_PURPOSE).stream().noneMatch(purposes::contains)) {
            warnings.add(subject + ": extended key usage of '" + Printable.subject(leaf)
                    + "' without serverAuth (expected: serverAuth; clients that check it refuse)");
        }
    }

    private @Nullable List<String> purposes(X509Certificate leaf) {
        try {
            return leaf.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            throw new CertificateChainException(
                    file, "extended key usage that cannot be read", "a well-formed certificate", e);
        }
    }
}

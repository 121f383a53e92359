package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IssuerName;
import io.securerpc.trust.FileContent.Bad;
import io.securerpc.trust.FileContent.One;
import io.securerpc.trust.RevocationLists.Counting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that may have signed the lists of one issuer: those installed under its hash in the same folder, where OpenSSL looks for them as well.
 */
final class ListSigners {
    // RFC 5280, 4.2.1.3.
    private static final int CRL_SIGN = 6;

    private final List<Signer> signers = new ArrayList<>();
    private final String nextName;
    private final Instant now;
    private boolean torn;

    private ListSigners(SortedMap<Path, ScannedFile> files, Counting list, Instant now) {
        this.now = now;
        IssuerName issuer = list.list().issuer();
        String hash = issuer.hash().toString();
        int number = 0;
        for (ScannedFile file = at(files, list, hash, number); file != null; file = at(files, list, hash, number)) {
            if (file.content() instanceof One one) {
                add(issuer, file.file(), one.certificate());
            } else {
                torn |= file.content() instanceof Bad bad && bad.perhapsTorn();
            }
            number++;
        }
        this.nextName = hash + "." + number;
    }

    static ListSigners of(SortedMap<Path, ScannedFile> files, Counting list, Instant now) {
        return new ListSigners(files, list, now);
    }

    private static @Nullable ScannedFile at(
            SortedMap<Path, ScannedFile> files, Counting list, String hash, int number) {
        ScannedFile file = files.get(list.file().resolveSibling(hash + "." + number));
        return file == null || (file.content() instanceof Bad bad && bad.gone()) ? null : file;
    }

    private void add(IssuerName issuer, Path file, InstalledCertificate installed) {
        try {
            X509Certificate certificate = installed.certificate();
            if (IssuerName.ofSubject(certificate).equals(issuer)) {
                signers.add(new Signer(file, certificate, installed.fingerprint(), flaw(certificate)));
            }
        } catch (CertificateException | RuntimeException e) {
            throw new IllegalStateException("a certificate that could be read before: " + Texts.name(file), e);
        }
    }

    private Optional<String> flaw(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return Optional.of("key usage without cRLSign");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Optional.of("not valid before " + certificate.getNotBefore().toInstant());
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of("expired at " + certificate.getNotAfter().toInstant());
        }
        return Fitness.weakKey(certificate.getPublicKey());
    }

    /** Whose signature the list has, where that certificate may sign lists. */
    Optional<Signer> signerOf(RevocationList list) {
        return signers.stream()
                .filter(signer -> signer.flaw().isEmpty())
                .filter(signer -> list.signedBy(signer.certificate(), signer.fingerprint()))
                .findFirst();
    }

    /** Why there is no signer, and what to do about it. */
    String missing(RevocationList list) {
        for (Signer signer : signers) {
            if (signer.flaw().isPresent() && list.signedBy(signer.certificate(), signer.fingerprint())) {
                return "signed with '" + Texts.name(signer.file()) + "': "
                        + signer.flaw().get() + " (expected: a certificate that may sign revocation lists)";
            }
        }
        return signers.isEmpty()
                ? "its signature cannot be checked (expected: the certificate of " + list.issuerText()
                        + " beside it as " + nextName + ")"
                : "not signed by " + list.issuerText() + " in '"
                        + Texts.name(signers.get(0).file())
                        + "' (expected: the list as its issuer made it; fetch it anew)";
    }

    /** Whether a file may be such a certificate again in a moment. */
    boolean torn() {
        return torn;
    }

    /** When one of them begins or ends to be valid. */
    Instant turns() {
        return signers.stream()
                .map(signer -> signer.turnsAfter(now))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** A certificate with the issuer's name. */
    record Signer(Path file, X509Certificate certificate, Fingerprint fingerprint, Optional<String> flaw) {
        /** Equal for two certificates with one key, such as a renewed one and the one before. */
        String key() {
            return new String(certificate.getPublicKey().getEncoded(), StandardCharsets.ISO_8859_1);
        }

        Instant notAfter() {
            return certificate.getNotAfter().toInstant();
        }

        private Instant turnsAfter(Instant now) {
            Instant begin = certificate.getNotBefore().toInstant();
            return now.isBefore(begin) ? begin : now.isAfter(notAfter()) ? Instant.MAX : notAfter();
        }
    }
}

package io.securerpc.trust;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.FileContents;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.RevocationListFile;
import io.securerpc.internal.SignatureName;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.PathVerdict.Invalid;
import io.securerpc.trust.PathVerdict.Valid;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One immutable state of an authority: its anchors and revocation lists as they were when its files were last good. */
final class AuthoritySnapshot {
    private static final int KEY_CERT_SIGN = 5;

    private final ClientAuthority authority;
    private final PathValidation validation;
    private final ListAges listAges;
    private final KnownPaths known = new KnownPaths();

    private AuthoritySnapshot(ClientAuthority authority, PathValidation validation, ListAges listAges) {
        this.authority = authority;
        this.validation = validation;
        this.listAges = listAges;
    }

    /** All files the authority is read from. */
    static List<Path> files(ClientAuthority authority) {
        Set<Path> files = new LinkedHashSet<>();
        files.add(authority.anchors());
        files.addAll(authority.revocationLists());
        return List.copyOf(files);
    }

    /**
     * Reads anchors and lists.
     *
     * @throws io.securerpc.SecureRpcException if one of the files cannot be used, with the file and the reason
     */
    static AuthoritySnapshot load(ClientAuthority authority, FileContents contents) {
        requireConsistent(authority);
        List<X509Certificate> anchors = CertificateFile.load(authority.anchors(), contents);
        for (X509Certificate anchor : anchors) {
            flaw(anchor).ifPresent(found -> {
                throw new ClientAuthorityException(
                        authority.name(),
                        "'" + authority.anchors() + "': '" + Texts.subject(anchor.getSubjectX500Principal()) + "': "
                                + found,
                        "certificates of an authority that may sign certificates");
            });
        }
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : authority.revocationLists()) {
            for (X509CRL list : RevocationListFile.load(file, contents)) {
                requireStrong(authority, file, list);
                lists.add(list);
            }
        }
        return new AuthoritySnapshot(
                authority,
                new PathValidation(
                        anchors, new RevocationCheck(lists, authority.revocation()), authority.maxIntermediates()),
                ListAges.of(lists));
    }

    ListAges listAges() {
        return listAges;
    }

    /** Before any file is read: with such a setting everybody would be refused, or a list would be ignored. */
    private static void requireConsistent(ClientAuthority authority) {
        boolean listed = !authority.revocationLists().isEmpty();
        if (authority.revocation() == Revocation.REQUIRED && !listed) {
            throw new ClientAuthorityException(
                    authority.name(),
                    "revocation lists are required and none is named",
                    "a list of each issuer, or revocation that is optional or none");
        }
        if (authority.revocation() == Revocation.NONE && listed) {
            throw new ClientAuthorityException(
                    authority.name(),
                    "revocation lists are named and not asked",
                    "no lists, or revocation that is required or optional");
        }
    }

    private static void requireStrong(ClientAuthority authority, Path file, X509CRL list) {
        String signature = SignatureName.of(list);
        if (SignatureName.weak(signature)) {
            throw new ClientAuthorityException(
                    authority.name(),
                    "'" + file + "': list of '" + Texts.subject(list.getIssuerX500Principal()) + "' signed with "
                            + signature,
                    "lists signed with SHA-256 or better");
        }
    }

    private static Optional<String> flaw(X509Certificate anchor) {
        if (anchor.getBasicConstraints() < 0) {
            return Optional.of("no authority by its basic constraints");
        }
        boolean[] usage = anchor.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            return Optional.of("key usage without keyCertSign");
        }
        return Fitness.weakKey(anchor.getPublicKey());
    }

    /** Throws only where the check itself fails. */
    TrustDecision judge(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        Trusted before = known.at(chain, now);
        if (before != null) {
            return before;
        }
        TrustDecision decision = judgeAnew(chain, now);
        if (decision instanceof Trusted trusted) {
            known.add(chain, now, trusted);
        }
        return decision;
    }

    private TrustDecision judgeAnew(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        X509Certificate client = chain.get(0);
        Fingerprint fingerprint = Fingerprint.of(client);
        PathVerdict verdict = validation.validate(chain, now);
        if (verdict instanceof Invalid invalid) {
            return refused(client, fingerprint, invalid.reason(), invalid.text());
        }
        Optional<String> name = authority.callerRule().name(client);
        return name.isPresent()
                ? new Trusted("ca:" + authority.name() + "|" + name.get(), fingerprint, ((Valid) verdict).until())
                : refused(
                        client,
                        fingerprint,
                        Reason.NO_CALLER,
                        "has not one usable " + authority.callerRule() + " to be called by");
    }

    String name() {
        return authority.name();
    }

    Distrusted refused(X509Certificate client, Fingerprint fingerprint, Reason reason, String text) {
        return RefusalLine.of(
                reason,
                Texts.certificate(client, fingerprint),
                " by authority " + authority.name() + ": " + text,
                RefusalLine.files(files(authority)));
    }
}

package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * An identity the server makes for itself, keeps in a folder and uses again at the next start.
 *
 * <p>The folder holds {@code server.cert.pem} and {@code server.key.pem}. If neither is there, both are made: an EC P-256
 * key, and a certificate with the given names and addresses as subject alternative names, for TLS servers only, no
 * authority, valid for 820 days. A certificate that was made here and has expired, or is for other names than those asked
 * for, is replaced, with a new key; one that somebody else put there is never touched.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>820 days: Apple's clients refuse server certificates of more than 825, also from private issuers; clients that
 *       pinned the fingerprint want as few renewals as that allows. It begins an hour early, for clocks that are slow.
 *   <li>EC P-256: every client takes it, which cannot be said of Ed25519, and it signs far cheaper than RSA.
 * </ul>
 *
 * <h2>Security</h2>
 *
 * The folder is created with mode 0700 and the key file with 0600, before the key is in it. Nobody vouches for the
 * certificate: clients must compare its {@link Fingerprint} or be given the file. A crash between two steps leaves either
 * the old pair, no pair, or a pair that the next start completes; a key can never stand beside another key's certificate.
 * On file systems without POSIX permissions, the folder's inherited ones apply.
 *
 * <h2>Threads</h2>
 *
 * Safe; processes that share a folder take turns by a lock on {@code server.lock}.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ServerIdentity identity =
 *         SelfSignedIdentity.loadOrCreate(Path.of("tls"), List.of("localhost", "127.0.0.1", "::1")).load();
 * }</pre>
 */
public final class SelfSignedIdentity {
    private static final Duration VALIDITY = Duration.ofDays(820);

    /** Tells certificates made here, which may be replaced, from those of the operator. */
    private static final String ORGANIZATION = "secure-rpc self-signed";

    /** File locks exclude other processes, not other threads of this one. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private SelfSignedIdentity() {}

    /**
     * Finds the identity of a folder, or makes it.
     *
     * @param folder created if it is not there
     * @param names the DNS names and IP literals that a new certificate is for; the first becomes its common name
     * @return the files, ready to load
     * @throws SelfSignedIdentityException if only one of the two files is there, or the folder cannot be read or written
     * @throws CertificateFileException if there is a certificate file that cannot be read
     * @throws IllegalArgumentException if there are no names, or one is neither a DNS name nor an IP literal
     */
    public static IdentityFiles loadOrCreate(Path folder, List<String> names) {
        return loadOrCreate(folder, names, InstantSource.system());
    }

    static IdentityFiles loadOrCreate(Path folder, List<String> names, InstantSource clock) {
        requireNonNull(folder, "folder");
        CertificateRequest request = request(List.copyOf(requireNonNull(names, "names")));
        THREADS.lock();
        try {
            OwnerOnlyFiles.createFolder(folder);
            try (FileChannel channel = OwnerOnlyFiles.open(folder.resolve("server.lock"))) {
                channel.lock(); // released with the channel
                return underLock(new KeptPair(folder), request, clock);
            }
        } catch (IOException e) {
            throw new SelfSignedIdentityException(
                    folder, "cannot be read or written: " + e, "a folder this process may write to", e);
        } finally {
            THREADS.unlock();
        }
    }

    static CertificateRequest request(List<String> names) {
        CertificateRequest.requireNames(names);
        String first = names.get(0);
        X500Name subject = new X500NameBuilder()
                .addRDN(BCStyle.CN, first.length() <= CertificateRequest.MAX_COMMON_NAME ? first : "secure-rpc")
                .addRDN(BCStyle.O, ORGANIZATION)
                .build();
        return new CertificateRequest(KeyPurposeId.id_kp_serverAuth, subject, names, VALIDITY);
    }

    private static IdentityFiles underLock(KeptPair pair, CertificateRequest request, InstantSource clock)
            throws IOException {
        pair.finishInterruptedWrite();
        if (!pair.complete() || isOursAndOutdated(pair, request, clock)) {
            pair.replace(request.issue(KeyKind.EC_P256, clock.instant()));
        }
        return IdentityFiles.pem(pair.certificate(), pair.key(), Passphrase.none());
    }

    private static boolean isOursAndOutdated(KeptPair pair, CertificateRequest request, InstantSource clock) {
        X509Certificate leaf = CertificateFile.load(pair.certificate()).get(0);
        return isOurs(leaf)
                && (!request.hasNamesOf(leaf)
                        || clock.instant().isAfter(leaf.getNotAfter().toInstant()));
    }

    private static boolean isOurs(X509Certificate certificate) {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        RDN[] organizations = subject.getRDNs(BCStyle.O);
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && organizations.length == 1
                && IETFUtils.valueToString(organizations[0].getFirst().getValue())
                        .equals(ORGANIZATION);
    }
}

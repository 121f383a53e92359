package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server proves itself with: a certificate chain and the private key of its leaf, proven to belong together.
 *
 * <p>An instance can always serve as far as key and chain go: the key has signed something that the leaf's key
 * verified, the leaf comes first, each certificate is signed by the next, and nothing else is in the chain. A chain in
 * another order is put right; a certificate that belongs nowhere is refused. So are keys that clients do not take: RSA below
 * 2048 bits and curves TLS does not sign on.
 *
 * <h2>Security</h2>
 *
 * {@link #toString()} shows the leaf and never the key. Validity in time is checked where files are loaded ({@link
 * IdentityFiles#load()}), not here, because it changes while an identity serves.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class ServerIdentity {
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final Set<String> names;
    private final Set<String> wildcards;
    private final List<String> warnings;

    private ServerIdentity(List<X509Certificate> chain, PrivateKey key, List<String> warnings) {
        this.chain = chain;
        this.key = key;
        this.names = CertificateNames.of(chain.get(0));
        this.wildcards = CertificateNames.wildcards(chain.get(0));
        this.warnings = warnings;
    }

    /**
     * Joins a chain and a key.
     *
     * @param chain the leaf and its issuers; the leaf is found by the key, so the order does not matter
     * @param key the leaf's private key
     * @return the identity
     * @throws KeyMismatchException if the key is not the key of any of the certificates
     * @throws CertificateChainException if the certificates do not form one chain, or one is signed with MD5
     * @throws UnsuitableKeyException if the leaf's key is RSA below 2048 bits, or on a curve other than P-256, P-384 and P-521
     */
    public static ServerIdentity of(List<X509Certificate> chain, PrivateKey key) {
        requireNonNull(chain, "chain");
        requireNonNull(key, "key");
        return of(chain, key, null, List.of());
    }

    static ServerIdentity of(
            List<X509Certificate> certificates, PrivateKey key, @Nullable Path file, List<String> warnings) {
        List<X509Certificate> chain = ChainOrder.of(certificates, key, file);
        List<String> all = new ArrayList<>(warnings);
        if (!certificates.subList(0, chain.size()).equals(chain)) {
            all.add(ServerIdentityException.subject(file)
                    + ": certificates out of order, put right (expected: leaf first, each signed by the next)");
        }
        all.addAll(new ChainJudgement(chain, file).warnings());
        try {
            return new ServerIdentity(chain, key, List.copyOf(all));
        } catch (CertificateChainException unreadable) {
            throw unreadable.in(file);
        }
    }

    /**
     * The certificates as they are sent.
     *
     * @return the leaf first, each signed by the next
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * The server's own certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /**
     * The key of the leaf, from one of the JDK's own key factories.
     *
     * @return the key; keep it from logs
     */
    public PrivateKey privateKey() {
        return key;
    }

    /**
     * The exact names the leaf is for, in lower case: the DNS names and IP addresses of its subject alternative names, or
     * the common name of a certificate that has neither. Wildcards are left out, because they are not a host's name.
     * IPv6 addresses are written as RFC 5952 says.
     *
     * @return the names, which may be none
     */
    public Set<String> names() {
        return names;
    }

    /**
     * The wildcard names of the leaf, in lower case, each for any one label in place of the star (RFC 6125, section 6.4.3).
     *
     * @return such as {@code *.example.com}; may be none
     */
    public Set<String> wildcards() {
        return wildcards;
    }

    /**
     * Whether the leaf is for a host: by its exact name, or by a wildcard for its first label.
     *
     * @param name a DNS name or IP literal, in any case
     * @return true if a client that asked for it would take the leaf's name
     */
    public boolean covers(String name) {
        String lower = requireNonNull(name, "name").toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        return names.contains(lower) || (dot > 0 && wildcards.contains("*" + lower.substring(dot)));
    }

    boolean namesExactly(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    boolean standsBeside(ServerIdentity other) {
        return this == other
                || !Collections.disjoint(names, other.names)
                || !Collections.disjoint(wildcards, other.wildcards);
    }

    /**
     * What an operator should hear about, though it does not stop the server.
     *
     * @return sentences for the log: a key file that other users can read, an issuer that is missing or expired, SHA-1
     *     signatures, key usages that are not for servers
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Shows the leaf, hides the key. */
    @Override
    public String toString() {
        return "ServerIdentity[subject=" + leaf().getSubjectX500Principal().getName() + ", fingerprint="
                + Fingerprint.of(leaf()) + ", certificates=" + chain.size() + ", key=****]";
    }

    /** The same identity, with warnings about its issuers, if its leaf is valid then. */
    ServerIdentity requireValidAt(Instant now, @Nullable Path file) {
        Instant notBefore = leaf().getNotBefore().toInstant();
        Instant notAfter = leaf().getNotAfter().toInstant();
        if (now.isAfter(notAfter)) {
            throw new CertificateValidityException(
                    file, "expired at " + notAfter, "a certificate valid at " + now, null);
        }
        if (now.isBefore(notBefore)) {
            throw new CertificateValidityException(
                    file, "not valid before " + notBefore, "a certificate valid at " + now, null);
        }
        List<String> all = new ArrayList<>(warnings);
        all.addAll(new ChainJudgement(chain, file).issuersInvalidAt(now));
        try {
            return new ServerIdentity(chain, key, List.copyOf(all));
        } catch (CertificateChainException unreadable) {
            throw unreadable.in(file);
        }
    }
}

package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One immutable state of a trust directory: which certificates were installed when it was last looked at.
 *
 * <p>A client is trusted if the certificate it presents is, byte for byte, one that is installed. Nothing else in the presented chain is
 * looked at, no signature is followed, and an installed certificate is never an authority: what its holder signs is not trusted.
 */
final class InstalledSnapshot implements TrustState {
    /** Enough for whoever writes a file in place, too short to be of use to whoever was removed. */
    static final Duration TORN_PATIENCE = Duration.ofSeconds(1);

    private final Path directory;
    private final Duration grace;
    private final State state;
    private final @Nullable Unavailable unavailable;

    private InstalledSnapshot(Path directory, Duration grace, State state, @Nullable Unavailable unavailable) {
        this.directory = directory;
        this.grace = grace;
        this.state = state;
        this.unavailable = unavailable;
    }

    /** Trusts nobody. */
    static InstalledSnapshot nobody(Path directory, Duration grace) {
        return new InstalledSnapshot(directory, grace, State.NOBODY, null);
    }

    /** The state after a look that listed the directory. */
    InstalledSnapshot next(State next) {
        return new InstalledSnapshot(directory, grace, next, null);
    }

    /** The state after a look that failed: nobody is admitted, open connections have the grace time. */
    @Override
    public InstalledSnapshot unavailable(Instant now, String found) {
        // A clock that was set back must not prolong the grace time by more than the time itself.
        Instant since = unavailable == null || now.isBefore(unavailable.since()) ? now : unavailable.since();
        return new InstalledSnapshot(directory, grace, state, new Unavailable(since, found));
    }

    /** Every file of the directory that means something, by name; a certificate's own file beside its link is left out. */
    @Override
    public List<TrustEntry> entries() {
        return state.entries();
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.ofNullable(unavailable).map(Unavailable::found);
    }

    @Override
    public Vouchers voucher() {
        return Vouchers.directory(directory);
    }

    Path directory() {
        return directory;
    }

    /** How many different certificates are trusted, validity aside. */
    @Override
    public int size() {
        return state.trusted().size();
    }

    @Override
    public TrustDecision judge(List<X509Certificate> chain, Instant now, boolean open)
            throws CertificateEncodingException {
        X509Certificate leaf = chain.get(0);
        return judge(leaf, Fingerprint.of(leaf), now, open);
    }

    private TrustDecision judge(X509Certificate leaf, Fingerprint fingerprint, Instant now, boolean open)
            throws CertificateEncodingException {
        if (unavailable != null && !(open && within(unavailable.since(), grace, now))) {
            return new Distrusted(
                    Reason.DIRECTORY_UNAVAILABLE,
                    Texts.certificate(leaf, fingerprint) + " refused: trust directory " + Texts.path(directory) + ": "
                            + unavailable.found());
        }
        InstalledCertificate installed = state.trusted().get(fingerprint);
        Torn torn = state.torn().get(fingerprint);
        if (installed == null && torn != null) {
            if (!open || !within(torn.since(), TORN_PATIENCE, now)) {
                return new Distrusted(
                        Reason.DIRECTORY_UNAVAILABLE,
                        Texts.certificate(leaf, fingerprint) + " refused: its file " + Texts.path(torn.file())
                                + " cannot be read any more (write it anew, or remove it)");
            }
            installed = torn.certificate();
        }
        if (installed == null || !installed.hasBytes(leaf.getEncoded())) {
            return notInstalled(leaf, fingerprint);
        }
        Optional<Fitness.Defect> defect = installed.defect(now);
        return defect.isPresent()
                ? new Distrusted(
                        defect.get().reason(),
                        Texts.certificate(leaf, fingerprint) + " refused: "
                                + defect.get().text())
                : new Trusted(installed.callerId(), fingerprint, installed.notAfter());
    }

    private static boolean within(Instant since, Duration time, Instant now) {
        return !now.isBefore(since) && now.isBefore(since.plus(time));
    }

    private Distrusted notInstalled(X509Certificate leaf, Fingerprint fingerprint) {
        String client = Texts.certificate(leaf, fingerprint);
        Refused known = state.refused().get(fingerprint);
        if (known != null) {
            return new Distrusted(known.reason(), client + " refused: its file is not used: " + known.text());
        }
        String hash;
        try {
            hash = SubjectHash.of(leaf).toString();
        } catch (RuntimeException e) {
            // A name OpenSSL refuses as well: it cannot be installed under any hash.
            return new Distrusted(
                    Reason.NOT_INSTALLED, client + " refused: its subject has no hash: " + Texts.cause(e));
        }
        Path file = directory.resolve(hash + "." + state.firstFree().getOrDefault(hash, 0));
        return new Distrusted(
                Reason.NOT_INSTALLED,
                client + " refused: subject hash " + hash
                        + ", not installed (to allow exactly this client: copy its certificate to " + Texts.path(file)
                        + ")");
    }

    boolean trusts(Fingerprint fingerprint) {
        return state.trusted().containsKey(fingerprint);
    }

    @Nullable
    InstalledCertificate installedAt(Path file) {
        return state.installedAt().get(file);
    }

    Optional<Instant> tornSince(Fingerprint fingerprint) {
        return Optional.ofNullable(state.torn().get(fingerprint)).map(Torn::since);
    }

    List<Path> tornFiles() {
        return state.torn().values().stream().map(Torn::file).toList();
    }

    /** Whether a look that finds the same files leads to the same state: the directory was readable, and no certificate begins or ends to be valid. */
    boolean holdsAt(Instant now) {
        return unavailable == null && !now.isBefore(state.since()) && now.isBefore(state.until());
    }

    State state() {
        return state;
    }

    /**
     * What one look found. The maps belong to this from then on: copies of 100,000 entries would double what a change costs.
     *
     * @param since when this was decided
     * @param until when a certificate begins or ends to be valid, so that it has to be decided anew
     */
    record State(
            Map<Fingerprint, InstalledCertificate> trusted,
            Map<Fingerprint, Refused> refused,
            Map<Fingerprint, Torn> torn,
            Map<Path, InstalledCertificate> installedAt,
            Map<String, Integer> firstFree,
            List<TrustEntry> entries,
            Instant since,
            Instant until) {
        private static final State NOBODY =
                new State(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of(), Instant.MAX, Instant.MIN);
    }

    /** A certificate that lies in the directory and is not trusted. */
    record Refused(Reason reason, String text) {}

    /** A certificate that was trusted, and whose file cannot be read since. */
    record Torn(InstalledCertificate certificate, Path file, Instant since) {}

    private record Unavailable(Instant since, String found) {}
}

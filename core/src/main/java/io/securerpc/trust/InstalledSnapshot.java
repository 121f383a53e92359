package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.trust.ClientAuthority.Revocation;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final int NAMED = 5;

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
    static InstalledSnapshot nobody(Path directory, Duration grace, Revocation revocation) {
        return new InstalledSnapshot(directory, grace, State.nobody(revocation), null);
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
            return refused(Reason.DIRECTORY_UNAVAILABLE, leaf, "trust directory: " + unavailable.found());
        }
        InstalledCertificate installed = state.trusted().get(fingerprint);
        Torn torn = state.torn().get(fingerprint);
        if (installed == null && torn != null) {
            if (!open || !within(torn.since(), TORN_PATIENCE, now)) {
                return RefusalLine.of(
                        torn.reason(),
                        Texts.certificate(leaf, fingerprint),
                        ": " + torn.text() + "; subject hash "
                                + torn.certificate().hash(),
                        Texts.path(torn.file()),
                        "write that file anew, or remove it");
            }
            installed = torn.certificate();
        }
        if (installed == null || !installed.hasBytes(leaf.getEncoded())) {
            return notInstalled(leaf, fingerprint);
        }
        Instant end = state.lists().until(installed.issuer());
        Optional<Fitness.Defect> defect = installed.defect(now).or(() -> listEnded(end, now));
        return defect.isPresent()
                ? refused(defect.get().reason(), leaf, defect.get().text())
                : new Trusted(
                        installed.callerId(),
                        fingerprint,
                        end.isBefore(installed.notAfter()) ? end : installed.notAfter());
    }

    /** Between two looks; the next one says which list it is. */
    private static Optional<Fitness.Defect> listEnded(Instant end, Instant now) {
        return now.isAfter(end)
                ? Optional.of(new Fitness.Defect(
                        Reason.REVOCATION_UNKNOWN,
                        "revocation unknown: its issuer's list, or its signer, expired at " + end
                                + " (expected: the issuer's next list in its place)"))
                : Optional.empty();
    }

    private static boolean within(Instant since, Duration time, Instant now) {
        return !now.isBefore(since) && now.isBefore(since.plus(time));
    }

    private Distrusted notInstalled(X509Certificate leaf, Fingerprint fingerprint) {
        Refused known = state.refused().get(fingerprint);
        if (known == null) {
            return refused(Reason.NOT_INSTALLED, leaf, "not installed");
        }
        return refused(
                known.reason(), leaf, "its file '" + Texts.name(known.file()) + "' is not used: " + known.text());
    }

    private Distrusted refused(Reason reason, X509Certificate leaf, String why) {
        Fingerprint fingerprint = Fingerprint.of(leaf);
        String client = Texts.certificate(leaf, fingerprint);
        String hash;
        try {
            hash = SubjectHash.of(leaf).toString();
        } catch (RuntimeException e) {
            // A name OpenSSL refuses as well: it cannot be installed under any hash.
            return RefusalLine.of(
                    reason,
                    client,
                    ": its subject has no hash: " + Texts.cause(e),
                    Texts.path(directory),
                    "give the client a certificate with a subject that can be read");
        }
        String because = ": " + why + "; subject hash " + hash;
        if (reason != Reason.NOT_INSTALLED) {
            return RefusalLine.of(reason, client, because, lookedAt(hash, fingerprint));
        }
        Path file = directory.resolve(hash + "." + state.firstFree().getOrDefault(hash, 0));
        return RefusalLine.of(
                reason,
                client,
                because,
                lookedAt(hash, fingerprint),
                "copy its certificate to " + Texts.path(file) + ", if exactly this client is to be let in");
    }

    /** The files that would let in a client of that hash. */
    private String lookedAt(String hash, Fingerprint fingerprint) {
        String folder = Texts.path(directory) + ": ";
        int count = state.firstFree().getOrDefault(hash, 0);
        if (unavailable != null || count == 0) {
            return folder + (unavailable != null ? "no file" : "no " + hash + ".0");
        }
        String files = IntStream.range(0, Math.min(count, NAMED))
                .mapToObj(number -> directory.resolve(hash + "." + number))
                .map(file -> Texts.name(file) + found(state.installedAt().get(file), fingerprint))
                .collect(Collectors.joining(", "));
        return folder + files + (count > NAMED ? " and " + (count - NAMED) + " more" : "");
    }

    private static String found(@Nullable InstalledCertificate there, Fingerprint fingerprint) {
        if (there == null) {
            return " (not used)";
        }
        return there.fingerprint().equals(fingerprint) ? " (this certificate)" : " (another certificate)";
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
        return Stream.concat(state.torn().values().stream().map(Torn::file), state.lists().tornFiles().stream())
                .distinct()
                .toList();
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
            RevocationLists lists,
            Instant since,
            Instant until) {
        private static State nobody(Revocation revocation) {
            return new State(
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    RevocationLists.none(revocation),
                    Instant.MAX,
                    Instant.MIN);
        }
    }

    /** A certificate that lies in the directory and is not trusted. */
    record Refused(Reason reason, Path file, String text) {}

    /** A certificate that was trusted, and whose own file, or whose issuer's list, cannot be read since. */
    record Torn(InstalledCertificate certificate, Path file, Instant since, Reason reason, String text) {
        static Torn ofItsFile(InstalledCertificate certificate, Path file, Instant since) {
            return new Torn(certificate, file, since, Reason.DIRECTORY_UNAVAILABLE, "its file cannot be read any more");
        }
    }

    private record Unavailable(Instant since, String found) {}
}

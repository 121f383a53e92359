package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One immutable state of trust: what was installed, and which authorities could vouch, when their files were last looked at.
 *
 * <h2>Security</h2>
 *
 * <p>A client is trusted if the trust directory has exactly its certificate, or else if an authority vouches for it. A certificate in the directory is
 * never an authority: what its holder signs is not trusted. That the client holds the key is proven by TLS before.
 *
 * <p>Neither method throws: whatever goes wrong while checking is {@link Reason#CHECK_FAILED}.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class TrustSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private final List<TrustState> states;
    private final DisabledCallers disabled;

    TrustSnapshot(List<TrustState> states, DisabledCallers disabled) {
        this.states = List.copyOf(states);
        this.disabled = disabled;
    }

    /**
     * Judges a client at a handshake, full or resumed.
     *
     * @param chain what the client presented, its own certificate first
     * @param now the time to judge at
     * @return trusted or not, with the reason
     */
    public TrustDecision judge(List<X509Certificate> chain, Instant now) {
        requireNonNull(chain, "chain");
        requireNonNull(now, "now");
        return judge(chain, now, false);
    }

    /**
     * Judges a client whose connection is open. It differs from {@link #judge} only while a source of trust cannot be read (the connection
     * lives for the grace time) or the client's file is torn (it lives for 1 s).
     *
     * @param chain what the client presented, its own certificate first
     * @param now the time to judge at
     * @return trusted or not, with the reason
     */
    public TrustDecision judgeOpen(List<X509Certificate> chain, Instant now) {
        requireNonNull(chain, "chain");
        requireNonNull(now, "now");
        return judge(chain, now, true);
    }

    /**
     * Who vouches for a client whose connection is open: all of them, while {@link #judgeOpen} is content with the first.
     *
     * @param chain what the client presented, its own certificate first
     * @param now the time to judge at
     * @return none exactly where {@link #judgeOpen} says that the client is not trusted
     */
    public Vouchers vouchers(List<X509Certificate> chain, Instant now) {
        requireNonNull(chain, "chain");
        requireNonNull(now, "now");
        if (judge(chain, now, true) instanceof Distrusted) {
            return Vouchers.NONE;
        }
        return states.stream()
                .filter(state -> judge(state, chain, now, true) instanceof Trusted)
                .map(TrustState::voucher)
                .reduce(Vouchers.NONE, Vouchers::and);
    }

    /**
     * Every file of the trust directory that means something, by name: trusted, or rejected with the reason. A certificate's own file beside
     * the link that installs it is left out.
     *
     * @return one entry for each file
     */
    public List<TrustEntry> entries() {
        return states.stream().flatMap(state -> state.entries().stream()).toList();
    }

    /**
     * Why the directory, or an authority, cannot be read at the moment.
     *
     * @return one line, or empty when the last look succeeded
     */
    public Optional<String> unavailable() {
        return states.stream()
                .flatMap(state -> state.unavailable().stream())
                .reduce((one, other) -> one + "; " + other);
    }

    /**
     * How many different certificates are installed and trusted, validity aside.
     *
     * @return 0 or more
     */
    public int size() {
        return states.stream().mapToInt(TrustState::size).sum();
    }

    /** The same, where nothing was looked at for too long to be believed. */
    TrustSnapshot unavailable(Instant now, String found) {
        return new TrustSnapshot(
                states.stream()
                        .map(state -> state.unavailable().isPresent() ? state : state.unavailable(now, found))
                        .toList(),
                disabled);
    }

    /**
     * Which callers are switched off by name.
     *
     * @return by the last look at the list; nobody where there is none
     */
    public DisabledCallers disabled() {
        return disabled;
    }

    List<TrustState> states() {
        return states;
    }

    private TrustDecision judge(List<X509Certificate> chain, Instant now, boolean open) {
        try {
            Distrusted refusal = null;
            for (TrustState state : states) {
                TrustDecision decision = judge(state, chain, now, open);
                if (decision instanceof Trusted trusted) {
                    // Whoever is disabled does not come in as somebody else instead.
                    Distrusted veto = disabled.refusal(trusted, chain.get(0));
                    return veto == null ? trusted : veto;
                }
                refusal = refusal == null ? (Distrusted) decision : both(refusal, (Distrusted) decision);
            }
            return requireNonNull(refusal, "a source of trust");
        } catch (Throwable e) {
            return failed(chain, e);
        }
    }

    /** One source that cannot be asked must not keep another from being asked. */
    private static TrustDecision judge(TrustState state, List<X509Certificate> chain, Instant now, boolean open) {
        try {
            return state.judge(chain, now, open);
        } catch (GeneralSecurityException | RuntimeException e) {
            return failed(chain, e);
        }
    }

    /** "Not here" says least, so the other's reason stands. */
    private static Distrusted both(Distrusted first, Distrusted second) {
        boolean uninformative = first.reason() == Reason.NOT_INSTALLED || first.reason() == Reason.NO_PATH;
        return new Distrusted(
                uninformative ? second.reason() : first.reason(), first.detail() + "; " + second.detail());
    }

    /** The answer when the check itself failed. A peer may be able to bring that about at will: no stack trace for each, unless somebody looks for it. */
    static Distrusted failed(List<X509Certificate> chain, Throwable cause) {
        LOG.debug("client trust: a client certificate could not be checked, refused", cause);
        return RefusalLine.of(
                Reason.CHECK_FAILED, client(chain), ": the check failed: " + Texts.fault(cause), "nothing more");
    }

    private static String client(List<X509Certificate> chain) {
        try {
            return Texts.certificate(chain.get(0), Fingerprint.of(chain.get(0)));
        } catch (RuntimeException | Error e) {
            // What is wrong is being said already; a certificate that fails again must not keep it from being refused.
            return "client certificate";
        }
    }

    @Override
    public String toString() {
        return states.stream().map(TrustState::toString).collect(Collectors.joining(", ", "TrustSnapshot[", "]"));
    }
}

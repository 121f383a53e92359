package io.securerpc.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One immutable state of one source of trust: a directory, or an authority. */
interface TrustState {
    /**
     * Judges a client.
     *
     * @param chain its own certificate first
     * @param open whether its connection is open already, so that what is away for a moment is borne for a while
     * @throws GeneralSecurityException if the check cannot be made, which is a refusal
     */
    TrustDecision judge(List<X509Certificate> chain, Instant now, boolean open) throws GeneralSecurityException;

    /** The state after a look that failed: nobody is admitted, open connections have the grace time. */
    TrustState unavailable(Instant now, String found);

    /** Why the source cannot be read at the moment; empty when the last look succeeded. */
    Optional<String> unavailable();

    /** The files that a directory consists of; none for an authority. */
    List<TrustEntry> entries();

    /** Who it is that vouches for those it trusts. */
    Vouchers voucher();

    /** How many certificates are installed. */
    int size();
}

package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.CallerProof;
import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.ProvenCredential;
import io.securerpc.gate.Refusal.Code;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.TrustDecision;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the connection itself may be served, and whom it proves. */
final class PeerRule {
    private final boolean tls;
    private final boolean wantsCertificate;
    /** Where clients are only asked for a certificate, a credential is as good. */
    private final boolean certificateOnly;

    PeerRule(Listener listener, boolean credentials) {
        tls = listener instanceof Listener.Tls;
        wantsCertificate = listener.match(
                secured -> !(secured.clientAuthentication() instanceof ClientAuthentication.None),
                plain -> false,
                unix -> false,
                redirect -> false);
        certificateOnly = wantsCertificate
                && !(credentials
                        && listener.match(
                                secured -> secured.clientAuthentication() instanceof ClientAuthentication.Request,
                                plain -> false,
                                unix -> false,
                                redirect -> false));
    }

    /** options: what is asked for carries no call, so a browser's preflight may come without a certificate. */
    @Nullable
    Refusal check(PeerVerdict peer, boolean options) {
        if (peer instanceof PeerVerdict.Unjudged) {
            return Refusal.of(Code.UNJUDGED, "tls without a verdict");
        }
        if (peer instanceof PeerVerdict.Plaintext == tls) {
            return Refusal.of(Code.TRANSPORT, tls ? "plaintext on a tls listener" : "tls on a plain listener");
        }
        if (peer instanceof PeerVerdict.Certificate certificate) {
            return certificate(certificate.decision());
        }
        return certificateOnly && !options ? Refusal.of(Code.CLIENT_CERTIFICATE_MISSING, "no certificate") : null;
    }

    /** The typed id that an accepted peer proves. */
    String callerId(PeerVerdict peer) {
        return peer instanceof PeerVerdict.Certificate certificate
                        && certificate.decision() instanceof TrustDecision.Trusted trusted
                ? trusted.callerId()
                : Caller.ANONYMOUS;
    }

    /** How the caller of an accepted request proved who it is. */
    static CallerProof proof(PeerVerdict peer, Optional<ProvenCredential> held) {
        Optional<Instant> credentialEnd =
                held.flatMap(credential -> credential.proof().expiry());
        Optional<CredentialForm> form = held.map(credential -> credential.kind().form());
        if (peer instanceof PeerVerdict.Certificate shown
                && shown.decision() instanceof TrustDecision.Trusted trusted) {
            Instant end = credentialEnd
                    .filter(first -> first.isBefore(trusted.notAfter()))
                    .orElse(trusted.notAfter());
            return new CallerProof(form, shown.certificate(), Optional.of(end));
        }
        return form.isEmpty() ? CallerProof.NONE : new CallerProof(form, Optional.empty(), credentialEnd);
    }

    private @Nullable Refusal certificate(TrustDecision decision) {
        if (decision instanceof TrustDecision.Distrusted distrusted) {
            String reason = distrusted.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return Refusal.of(Code.CLIENT_CERTIFICATE_REFUSED, reason + ": " + distrusted.detail());
        }
        // Nothing here asks for certificates, so whoever trusted this one was not this listener's trust.
        return wantsCertificate
                ? null
                : Refusal.of(Code.CLIENT_CERTIFICATE_REFUSED, "certificate where none is asked for");
    }
}

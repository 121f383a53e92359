package io.securerpc.caller.jwt;

import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.CredentialProof.Rejected;

/** A token proves nothing. Never leaves this package; what it says holds nothing of the token but numbers of seconds. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    Refused(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    static Refused malformed(String detail) {
        return new Refused(Reason.MALFORMED, detail);
    }

    Rejected rejected() {
        return new Rejected(reason, String.valueOf(getMessage()));
    }
}

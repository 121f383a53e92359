package io.securerpc.trust;

import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The one line that tells an operator of a refused client: whose certificate it is, what is wrong, what was looked at, and the one thing to do. */
final class RefusalLine {
    private static final int FILES = 5;

    private RefusalLine() {}

    /** Of a client that no file lets in. */
    static Distrusted of(Reason reason, String client, String why, String lookedAt) {
        return of(reason, client, why, lookedAt, remedy(reason));
    }

    static Distrusted of(Reason reason, String client, String why, String lookedAt, String remedy) {
        return new Distrusted(reason, client + " refused" + why + "; looked at " + lookedAt + "; to do: " + remedy);
    }

    static String files(List<Path> files) {
        String more = files.size() > FILES ? " and " + (files.size() - FILES) + " more" : "";
        return files.stream().limit(FILES).map(Texts::path).collect(Collectors.joining(", ")) + more;
    }

    /** Whoever was revoked, or has no claim, is no case for a remedy. */
    private static String remedy(Reason reason) {
        return switch (reason) {
            case NOT_INSTALLED -> "install its certificate, if it is to be let in";
            case EXPIRED -> "give the client a new certificate";
            case NOT_YET_VALID -> "wait until then, or set the clock of this machine right";
            case WRONG_PURPOSE -> "give the client a certificate for TLS clients";
            case WEAK_KEY -> "give the client a certificate with a stronger key";
            case DIRECTORY_UNAVAILABLE -> "make the directory readable again";
            case AUTHORITY_UNAVAILABLE -> "mend that file";
            case NO_PATH -> "nothing, unless the client should have a certificate of this authority";
            case REVOKED -> "nothing, it was revoked";
            case REVOCATION_UNKNOWN -> "supply a valid revocation list of that issuer";
            case NO_CALLER -> "give the client a certificate with one such name";
            case CALLER_DISABLED -> "remove that line, if the caller is to be let in again";
            case CHECK_FAILED -> "report this to whoever maintains the server";
        };
    }
}

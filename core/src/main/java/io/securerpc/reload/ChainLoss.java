package io.securerpc.reload;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Whether a chain lacks issuers that the one before had. Clients know roots, so a root that is left out is none. */
final class ChainLoss {
    private ChainLoss() {}

    /** Both with the leaf first, each certificate issued by the next. */
    static Optional<String> between(List<X509Certificate> before, List<X509Certificate> after) {
        X509Certificate top = top(after);
        if (selfIssued(top) || isBareLeaf(before)) {
            return Optional.empty();
        }
        X500Principal issuer = top.getIssuerX500Principal();
        if (issuer.equals(anchor(before))) {
            return Optional.empty(); // it ends where the one before ended
        }
        boolean missing = intermediates(before).stream()
                .anyMatch(intermediate -> intermediate.getSubjectX500Principal().equals(issuer));
        // Of another authority: whether its issuer is a root nobody can tell, but a chain that got no shorter is likely
        // whole.
        boolean shorter = after.size() == 1
                || intermediates(after).size() < intermediates(before).size();
        return missing || shorter
                ? Optional.of(
                        "new certificate chain: ends without its issuer '" + issuer.getName()
                                + "', as in a file that is still being written (expected: all intermediate certificates, as before)")
                : Optional.empty();
    }

    /** From a chain that never was complete nothing can be missing. */
    private static boolean isBareLeaf(List<X509Certificate> chain) {
        return chain.size() == 1 && !selfIssued(chain.get(0));
    }

    private static X500Principal anchor(List<X509Certificate> chain) {
        return top(chain).getIssuerX500Principal();
    }

    private static List<X509Certificate> intermediates(List<X509Certificate> chain) {
        return chain.stream()
                .skip(1)
                .filter(certificate -> !selfIssued(certificate))
                .toList();
    }

    private static X509Certificate top(List<X509Certificate> chain) {
        return chain.get(chain.size() - 1);
    }

    private static boolean selfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}

package io.securerpc.examples;

import io.securerpc.certificate.CertificateReport;
import java.util.List;
import java.util.Optional;

/** How the certificates of one file hang together, in the order in which they stand there. */
record ChainText(List<CertificateReport> certificates) {
    /** What the chain is, for people; nothing where there are no certificates. */
    Optional<String> line() {
        if (certificates.isEmpty()) {
            return Optional.empty();
        }
        if (onlyRoots()) {
            return Optional.of(
                    certificates.size() == 1 ? "complete, it is its own root" : "none, each is its own root");
        }
        if (brokenAfter().isPresent()) {
            return Optional.of("none");
        }
        CertificateReport last = certificates.get(certificates.size() - 1);
        return Optional.of(
                last.selfSigned()
                        ? "complete, up to the root '" + last.subject() + "'"
                        : "up to '" + last.subject() + "'; clients must have its issuer '" + last.issuer() + "'");
    }

    /** What is wrong with it. */
    Optional<String> problem() {
        return brokenAfter()
                .map(first -> "certificate chain: number " + (first + 1) + ", '"
                        + certificates.get(first).subject() + "', is not signed by number " + (first + 2) + ", '"
                        + certificates.get(first + 1).subject()
                        + "' (expected: leaf first, each signed by the next)");
    }

    private boolean onlyRoots() {
        return certificates.stream().allMatch(CertificateReport::selfSigned);
    }

    private Optional<Integer> brokenAfter() {
        for (int i = 0; i + 1 < certificates.size() && !onlyRoots(); i++) {
            if (!certificates.get(i).issuedBy(certificates.get(i + 1))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}

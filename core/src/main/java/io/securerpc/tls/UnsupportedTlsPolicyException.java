package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import java.util.List;

/** The running TLS engine lacks something a {@link TlsPolicy} asks for; it is refused, never silently left out. */
public final class UnsupportedTlsPolicyException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** What the engine does not have. */
    @SuppressWarnings("serial") // an immutable list of strings, which is serializable
    private final List<String> missing;

    /**
     * Names everything that is missing at once.
     *
     * @param missing the names of versions and suites the engine does not have, and what it cannot set
     */
    public UnsupportedTlsPolicyException(List<String> missing) {
        super("tls policy: engine lacks " + String.join(", ", requireNonNull(missing, "missing"))
                + " (expected: everything the policy asks for)");
        this.missing = List.copyOf(missing);
    }

    /**
     * What the engine does not have.
     *
     * @return JSSE names of versions and suites, and words for anything else
     */
    public List<String> missing() {
        return missing;
    }
}

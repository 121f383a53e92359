package io.securerpc.trust;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.util.List;
import java.util.stream.Collectors;

/** A name that fits several clients of a trust directory, so that none of them was touched. */
public final class AmbiguousClientException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** What was asked for. */
    private final String client;

    /** Not serialized: certificates in a stack trace's company help nobody. */
    private final transient List<InstalledClient> candidates;

    AmbiguousClientException(String client, List<InstalledClient> candidates) {
        super("client '" + PeerText.oneLine(client, 300) + "': " + candidates.size() + " certificates ("
                + candidates.stream()
                        .map(candidate -> "'" + Texts.name(candidate.file()) + "' SHA-256 " + candidate.fingerprint())
                        .collect(Collectors.joining(", "))
                + ") (expected: the fingerprint or file of one of them)");
        this.client = client;
        this.candidates = List.copyOf(candidates);
    }

    /**
     * What was asked for.
     *
     * @return as it was given
     */
    public String client() {
        return client;
    }

    /**
     * The clients it may mean.
     *
     * @return at least two; none where this exception was serialized
     */
    @SuppressWarnings("ConstantValue") // a transient field is null after deserialization
    public List<InstalledClient> candidates() {
        return candidates == null ? List.of() : candidates;
    }
}

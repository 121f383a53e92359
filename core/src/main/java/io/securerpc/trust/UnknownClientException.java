package io.securerpc.trust;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;

/** A client that was asked for and has no certificate in the trust directory. */
public final class UnknownClientException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** What was asked for. */
    private final String client;

    UnknownClientException(Path directory, String client) {
        super("client '" + PeerText.oneLine(client, 300) + "': not in trust directory " + Texts.path(directory)
                + " (expected: the name, the fingerprint or a file of one that is)");
        this.client = client;
    }

    /**
     * What was asked for.
     *
     * @return as it was given
     */
    public String client() {
        return client;
    }
}

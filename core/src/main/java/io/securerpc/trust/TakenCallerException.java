package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;

/** A client whose name, case and white space aside, belongs to another one in the same trust directory. */
public final class TakenCallerException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** Whose name it is. */
    private final String callerId;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final String file;

    TakenCallerException(String callerId, Path file, String expected) {
        super("client '" + PeerText.escape(callerId) + "': the name of '" + Texts.name(file) + "' (expected: "
                + expected + ")");
        this.callerId = requireNonNull(callerId, "callerId");
        this.file = file.toString();
    }

    /**
     * The caller whose name it is.
     *
     * @return such as {@code certificate:rpc.user.1}
     */
    public String callerId() {
        return callerId;
    }

    /**
     * Where that caller's certificate lies.
     *
     * @return a file of the directory
     */
    public Path file() {
        return Path.of(file);
    }
}

package io.securerpc;

/** The base of every exception that files, ports or other parts of the environment cause. */
public abstract class SecureRpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * For subclasses, one per cause.
     *
     * @param message {@code subject: value (expected: rule)}
     */
    protected SecureRpcException(String message) {
        super(message);
    }

    /**
     * For subclasses, one per cause.
     *
     * @param message {@code subject: value (expected: rule)}
     * @param cause what was caught
     */
    protected SecureRpcException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.securerpc.proxy;

/** What a trusted proxy wrote is not what its header allows; stays within this package. */
final class ForwardedSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    ForwardedSyntaxException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}

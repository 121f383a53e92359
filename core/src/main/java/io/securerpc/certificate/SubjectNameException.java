package io.securerpc.certificate;

import io.securerpc.SecureRpcException;

/** A subject name that has no hash, because OpenSSL would refuse it too: not DER, or a string it cannot convert. */
public final class SubjectNameException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    SubjectNameException(String found, String expected) {
        super("subject name: " + found + " (expected: " + expected + ")");
    }
}

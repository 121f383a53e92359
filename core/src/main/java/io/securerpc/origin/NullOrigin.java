package io.securerpc.origin;

/** The origin that names nobody: sandboxed frames, {@code data:} and {@code file:} pages (HTML standard, opaque origins). */
final class NullOrigin {
    /** How browsers write it. */
    static final String TEXT = "null";

    static final String INSTEAD_OF_FILES = "null, which is what browsers send for files";

    private NullOrigin() {}
}

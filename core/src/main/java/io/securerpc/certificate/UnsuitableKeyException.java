package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A server's key that is too short, or of a kind that TLS clients do not take, however well it fits its certificate. */
public final class UnsuitableKeyException extends ServerIdentityException {
    private static final long serialVersionUID = 1L;

    /** The size of the RSA modulus or of the curve's field. */
    private final int bits;

    UnsuitableKeyException(@Nullable Path certificateFile, String found, String expected, int bits) {
        super(certificateFile, found, expected, null);
        this.bits = bits;
    }

    /**
     * The size of the key.
     *
     * @return bits of the RSA modulus or of the curve's field
     */
    public int bits() {
        return bits;
    }
}

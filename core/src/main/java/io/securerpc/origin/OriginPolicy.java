package io.securerpc.origin;

/** STUB: which web origins may call. */
public final class OriginPolicy {
    private OriginPolicy() {}

    public static OriginPolicy sameOrigin() {
        throw new UnsupportedOperationException("stub");
    }
    /** scheme://host[:port] each; an entry that can never match is an IllegalArgumentException that names the one that would. */
    public static OriginPolicy allow(String... origins) {
        throw new UnsupportedOperationException("stub");
    }

    public static OriginPolicy any() {
        throw new UnsupportedOperationException("stub");
    }
}

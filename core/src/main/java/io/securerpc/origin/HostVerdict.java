package io.securerpc.origin;

/** What {@link HostRules} say of one {@code Host}. */
public enum HostVerdict {
    /** The server answers to it. */
    ALLOWED,
    /** A host, but none the server answers to. */
    NOT_ALLOWED,
    /** Not a host with an optional port. */
    MALFORMED
}

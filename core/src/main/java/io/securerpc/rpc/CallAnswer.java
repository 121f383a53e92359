package io.securerpc.rpc;

/** What the judge of calls says of one. */
public enum CallAnswer {
    /** It runs. */
    ADMITTED,
    /** The caller lacks the permission, or a rule denies it: -32601, as Substrate's clients know it. */
    FORBIDDEN,
    /** The caller has called too much: -32999, as Substrate's clients know it. */
    RATE_LIMITED
}

package io.securerpc.caller;

/** Whether a server asks its callers for a credential beside what their connection proves. */
public enum CredentialDemand {
    /** Never: what is presented is not looked at. */
    NONE,
    /** Whoever presents one has to prove it; whoever presents none is served as the caller of its certificate, or as the anonymous one. */
    OPTIONAL,
    /** Nobody is anonymous. */
    REQUIRED
}

package io.securerpc.jetty;

/** How a client proves itself to the node of the tests with real clients, well and badly; a new kind of credential is a row more. */
enum ClientKind {
    CERTIFICATE("user", "", "certificate:rpc.user.1"),
    BASIC("", "basic", "basic:alice"),
    BEARER("", "bearer", "token:ci"),
    JWT("", "jwt", "jwt:https://login.example.com/|alice"),
    CERTIFICATE_AND_BASIC("user", "basic", "basic:alice"),
    CERTIFICATE_AND_BEARER("user", "bearer", "token:ci"),
    CERTIFICATE_AND_JWT("user", "jwt", "jwt:https://login.example.com/|alice"),
    NOTHING("", "", ""),
    STRANGER("stranger", "", ""),
    WRONG_PASSWORD("", "basic wrong", ""),
    WRONG_PASSWORD_BESIDE_A_CERTIFICATE("user", "basic wrong", ""),
    REVOKED_TOKEN("", "bearer revoked", ""),
    EXPIRED_JWT("", "jwt wrong", ""),
    STRANGER_WITH_A_TOKEN("stranger", "bearer", "");

    private final String certificate;
    private final String credential;
    private final String caller;

    ClientKind(String certificate, String credential, String caller) {
        this.certificate = certificate;
        this.credential = credential;
        this.caller = caller;
    }

    /** Empty, or whose certificate it presents. */
    String certificate() {
        return certificate;
    }

    boolean isBasic() {
        return credential.startsWith("basic");
    }

    /** By a token of either kind. */
    boolean isBearer() {
        return credential.startsWith("bearer") || isJwt();
    }

    boolean isJwt() {
        return credential.startsWith("jwt");
    }

    /** Whether the password or token is one that nobody has. */
    boolean isWrong() {
        return credential.endsWith("wrong") || credential.endsWith("revoked");
    }

    /** Who it is then; empty for nobody. */
    String caller() {
        return caller;
    }

    boolean isServed() {
        return !caller.isEmpty();
    }

    /** TLS itself refuses a certificate that is not trusted, whatever comes with it. */
    boolean isRefusedByTls() {
        return certificate.equals("stranger");
    }
}

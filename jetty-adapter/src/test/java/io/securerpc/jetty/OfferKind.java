package io.securerpc.jetty;

/** What a client of WebSockets offers among the sub-protocols to prove itself, as browsers have to, well and badly. */
enum OfferKind {
    TOKEN("token:ci"),
    JWT("jwt:https://login.example.com/|alice"),
    TICKET("token:ci"),
    PARITY_PROOF("parity:wallet"),
    REVOKED_TOKEN(""),
    EXPIRED_JWT(""),
    USED_TICKET(""),
    USED_PARITY_PROOF("");

    private final String caller;

    OfferKind(String caller) {
        this.caller = caller;
    }

    /** Who it is then; empty for nobody. */
    String caller() {
        return caller;
    }

    boolean isServed() {
        return !caller.isEmpty();
    }
}

package io.securerpc.gate;

import java.util.Optional;

/** STUB. seen: what the peer sent, escaped and cut; remedy: smallest TOML line that would allow it, empty if none may be offered. */
public record Refusal(Code code, String seen, Optional<String> remedy) {
    /** Add status() (HTTP) and peerText() (short fixed text); complete the list. */
    public enum Code {
        HOST_NOT_ALLOWED,
        HOST_MALFORMED,
        ORIGIN_NOT_ALLOWED,
        METHOD_NOT_ALLOWED,
        CONTENT_TYPE,
        CROSS_SITE,
        CLIENT_CERTIFICATE_MISSING,
        CLIENT_CERTIFICATE_REFUSED,
        UNJUDGED
    }
}

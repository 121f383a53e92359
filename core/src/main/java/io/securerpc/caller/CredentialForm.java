package io.securerpc.caller;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a credential looks like, and where it is presented. A server accepts at most one source of each. */
public enum CredentialForm {
    /** A name and a password: {@code Authorization: Basic …} (RFC 7617). */
    BASIC("Basic"),
    /** A token of ours, {@code srt_…}: {@code Authorization: Bearer …} (RFC 6750), or a WebSocket's sub-protocol {@code token.…}. */
    TOKEN("Bearer"),
    /** A JSON web token: presented as {@link #TOKEN} is, and told from one by its dots (RFC 7519). */
    JWT("Bearer"),
    /** Parity's proof, bound to the clock: a WebSocket's only sub-protocol, and nothing else. */
    PARITY_PROOF(null);

    private final Optional<String> scheme;

    CredentialForm(@Nullable String scheme) {
        this.scheme = Optional.ofNullable(scheme);
    }

    /**
     * The scheme that it is presented with (RFC 9110 §11.1).
     *
     * @return such as {@code Basic}, which peers may write in any case; empty if it is never in {@code Authorization}
     */
    public Optional<String> scheme() {
        return scheme;
    }

    /**
     * What it is called in logs.
     *
     * @return such as {@code jwt} or {@code parity-proof}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a value is of this form and of none that shares its scheme. */
    boolean fits(String value) {
        boolean dotted = value.indexOf('.') >= 0;
        return dotted == (this == JWT);
    }

    boolean answersTo(String presented) {
        return scheme.filter(presented::equalsIgnoreCase).isPresent();
    }
}

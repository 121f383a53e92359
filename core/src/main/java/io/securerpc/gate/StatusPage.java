package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page that a browser sees that opens the node's https address: the connection works, by which certificate, and which addresses to
 * give to a wallet.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #shown()}. The step "open the node's address and accept its certificate" is one that people take anyway, and it should end at something better
 * than an error; the page says nothing that the TLS handshake and the address bar have not said.
 *
 * <h2>Security</h2>
 *
 * <p>Says no version, no method and no caller's name, beyond the one method that {@link #withCall} names. Is shown to a person who opens
 * the address: no frame, image or script of a page gets it, whatever its origin. Whoever the listener refuses is refused here too. Loads nothing
 * from elsewhere, and its policy (CSP) lets it speak with this server alone. Only by TLS.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SecureRpcServer.builder().statusPage(StatusPage.shown().withCall("block_count"))
 * }</pre>
 */
public final class StatusPage {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./:-]{1,128}");

    private final boolean shown;
    private final Optional<String> call;

    private StatusPage(boolean shown, Optional<String> call) {
        this.shown = shown;
        this.call = call;
    }

    /**
     * With a button that connects over HTTPS and WSS and calls nothing.
     *
     * @return the page
     */
    public static StatusPage shown() {
        return new StatusPage(true, Optional.empty());
    }

    /**
     * No page: browsers get what every program gets that asks in no way the server knows.
     *
     * @return no page
     */
    public static StatusPage none() {
        return new StatusPage(false, Optional.empty());
    }

    /**
     * Changed copy: the button calls this method, without parameters, and shows the answer.
     *
     * @param method registered with the public permission
     * @return the changed copy
     * @throws IllegalArgumentException if no method can have that name
     * @throws IllegalStateException if this is {@link #none()}
     */
    public StatusPage withCall(String method) {
        requireNonNull(method, "method");
        if (!NAME.matcher(method).matches()) {
            throw new IllegalArgumentException(
                    "status page call: '" + method + "' (expected: letters, digits and _ . / : -, at most 128)");
        }
        if (!shown) {
            throw new IllegalStateException("status page call: " + method + " (expected: none, without a page)");
        }
        return new StatusPage(true, Optional.of(method));
    }

    /**
     * The public method that its button calls.
     *
     * @return empty for a button that only connects
     */
    public Optional<String> call() {
        return call;
    }

    boolean isShown() {
        return shown;
    }

    /** For messages. */
    @Override
    public String toString() {
        return shown
                ? "StatusPage.shown()"
                        + call.map(name -> ".withCall(" + name + ")").orElse("")
                : "StatusPage.none()";
    }
}

package io.securerpc.caller;

import java.time.InstantSource;
import java.util.List;

/**
 * Where credentials of one kind come from, before any file is read; what a server's builder takes.
 *
 * <h2>Security</h2>
 *
 * <p>A server takes one source of each {@linkplain #form form} at most. A file that cannot be used stops the start.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable, all that are here.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SecureRpcServer.builder().addCredentials(BearerTokens.in(Path.of("tokens")))
 * }</pre>
 */
public interface CredentialSource {
    /**
     * Reads the files.
     *
     * @param clock what time it is
     * @return the kind, ready to judge
     * @throws io.securerpc.SecureRpcException if a file cannot be used; says why
     */
    CredentialKind open(InstantSource clock);

    /**
     * Reads the files as {@link #open} does, for a look at them: nothing is written, and nobody is judged by what was read.
     *
     * @param clock what time it is
     * @throws io.securerpc.SecureRpcException if a file cannot be used; says why
     */
    default void check(InstantSource clock) {
        open(clock);
    }

    /**
     * What other users of the machine may do with the files that they should not; none of it stops a start.
     *
     * @return one line each, read now
     */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * What the credentials look like, by which two sources of one server are told apart.
     *
     * @return that of {@link CredentialKind#form}
     */
    CredentialForm form();
}

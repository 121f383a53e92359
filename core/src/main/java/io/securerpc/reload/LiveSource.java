package io.securerpc.reload;

import io.securerpc.certificate.FileContents;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Where a {@link Live} value comes from, and what makes a new one better than the one in use.
 *
 * <h2>Threads</h2>
 *
 * <p>Called by one thread at a time.
 *
 * @param <T> the value; immutable, because many threads use it
 */
public interface LiveSource<T> {
    /**
     * What the value is, for logs.
     *
     * @return a short phrase that names the files, such as {@code identity 'tls/server.cert.pem'}
     */
    String subject();

    /**
     * Every file the value is made of.
     *
     * @return at least one
     */
    List<Path> files();

    /**
     * Makes a value, from these bytes alone.
     *
     * @param contents of all {@link #files()}
     * @param now what time it is
     * @return a value that could be used
     * @throws io.securerpc.SecureRpcException if the files cannot be used; says why
     */
    T load(FileContents contents, Instant now);

    /**
     * Decides whether a value that was loaded takes the place of the one in use.
     *
     * @param serving what is in use
     * @param candidate what was loaded
     * @param now what time it is
     * @return the decision
     */
    Judgement judge(T serving, T candidate, Instant now);
}

package io.securerpc.reload;

import java.util.List;

/**
 * Is told what becomes of the files of a {@link Live}.
 *
 * <h2>Threads</h2>
 *
 * <p>Called on the thread that looks at the files, one call at a time: return soon. One that throws is logged, and the others are still called.
 *
 * @param <T> the value
 */
public interface LiveListener<T> {
    /**
     * A new value is in use already.
     *
     * @param before the one it replaced
     * @param after the one in use
     * @param warnings what an operator should hear about it
     */
    void swapped(T before, T after, List<String> warnings);

    /**
     * The files are not fit for use for a second now, and the value stays what it was. Told once for each reason.
     *
     * @param reason why they are not used
     */
    void rejected(String reason);

    /** After a rejection, the files hold the value in use again. */
    void recovered();
}

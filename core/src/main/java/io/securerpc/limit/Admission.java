package io.securerpc.limit;

import java.util.function.Function;

/** Whether there is room for a connection. */
public sealed interface Admission permits OpenConnection, Admission.Full {
    /**
     * One function per kind.
     *
     * @param onAdmitted for a connection that counts from now on
     * @param onFull for {@link Full}
     * @param <R> what they return
     * @return what the function of this kind returns
     */
    default <R> R match(Function<OpenConnection, R> onAdmitted, Function<Full, R> onFull) {
        return this instanceof Full full ? onFull.apply(full) : onAdmitted.apply((OpenConnection) this);
    }

    /**
     * There is none, and nobody who could be displaced.
     *
     * @param bound what is full
     */
    record Full(Bound bound) implements Admission {}
}

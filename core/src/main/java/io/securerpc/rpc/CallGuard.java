package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.event.CallEnd;
import io.securerpc.limit.CallBound;

/**
 * The judge of every call of a registered method or subscription; the gate is one.
 *
 * <p>{@link RpcService} asks it once for each call, alone or member of a batch, answered or notification, over HTTP or
 * WebSocket, and once for {@linkplain #affords whatever else it answers}, and asks nobody else. A guard that throws refuses the call.
 */
@FunctionalInterface
public interface CallGuard {
    /**
     * Whether the call may run, now.
     *
     * @param caller who calls
     * @param method the registered name
     * @param required the permission the method was registered with
     * @return false to refuse
     */
    boolean admits(Caller caller, String method, Permission required);

    /**
     * The same, and why not.
     *
     * @param caller who calls
     * @param method the registered name
     * @param required the permission the method was registered with
     * @return whether it runs; unless overridden, what is not admitted is forbidden
     */
    default CallAnswer judge(Caller caller, String method, Permission required) {
        return admits(caller, method, required) ? CallAnswer.ADMITTED : CallAnswer.FORBIDDEN;
    }

    /**
     * Whether the caller may have an answer to what is no call of a registered method or subscription: text that is no JSON, or no request, an unknown method or topic, subscribing in a way
     * that cannot be, Nano's {@code ping}. Asked once for each of them, alone or member of a batch, so that a guard that counts calls makes it cost something: whoever may call no more would
     * go on with these.
     *
     * @param caller who sent it
     * @return false if he has called too much; unless overridden, nobody has
     */
    default boolean affords(Caller caller) {
        return true;
    }

    /**
     * Whether the call would run, asked by {@code rpc_methods} and {@code rpc.discover} without anybody having called: a guard that reports refusals does not report this one.
     *
     * @param caller who asks
     * @param method a registered name, or {@code unsubscribe}
     * @param required the permission the method was registered with
     * @return as {@link #admits}
     */
    default boolean wouldAdmit(Caller caller, String method, Permission required) {
        return admits(caller, method, required);
    }

    /**
     * Told of a call that was admitted and is refused after all, because too many run and wait: a guard that counts may count it so.
     *
     * @param caller who calls
     * @param method the registered name
     * @param full what there is no room in
     */
    default void turnedAway(Caller caller, String method, CallBound full) {}

    /**
     * Told of each call that was admitted, once, when it has ended and before it is answered; also of each subscription that is ended, which nobody is asked for but by {@link #affords}. A guard that
     * throws changes nothing about the call.
     *
     * @param caller who called
     * @param method the registered name; of subscriptions, the name of what opens, changes or ends them
     * @param end how it has ended
     * @param waitedNanos how long it has waited for a place or a thread, in nanoseconds; 0 if it had no need to
     * @param ranNanos how long it ran after that, in nanoseconds: until its handler had ended, or until nobody waited for it any more
     */
    default void ended(Caller caller, String method, CallEnd end, long waitedNanos, long ranNanos) {}
}

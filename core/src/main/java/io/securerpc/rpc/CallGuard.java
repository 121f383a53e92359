package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;

/** Decides each call of a registered method; the gate is one. */
@FunctionalInterface
public interface CallGuard {
    /** Whether the call may run, now. */
    boolean admits(Caller caller, String method, Permission required);
}

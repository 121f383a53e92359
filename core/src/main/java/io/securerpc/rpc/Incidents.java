package io.securerpc.rpc;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of the node's own code: one line in the log each, under a number that the caller gets too. */
final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(RpcService.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Frames that lead from the fault out of the handler; the rest is the server's own. */
    private static final int FRAMES = 12;
    /** Causes of causes; a chain may be a ring. */
    private static final int CAUSES = 5;

    private Incidents() {}

    /** Logs what kind of fault it was and where, without its message, which may hold secrets; returns the error to answer. */
    static RpcError report(String name, Throwable fault) {
        String incident = HexFormat.of().formatHex(random(8));
        LOG.error("rpc {}: incident {}: {}", name, incident, describe(fault));
        return RpcError.internal(incident);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String describe(Throwable fault) {
        StringBuilder line = new StringBuilder();
        Throwable cause = fault;
        for (int depth = 0; cause != null && depth < CAUSES; depth++) {
            line.append(depth == 0 ? "" : " caused by ").append(cause.getClass().getName());
            StackTraceElement[] stack = cause.getStackTrace();
            for (int i = 0; i < Math.min(stack.length, FRAMES); i++) {
                line.append(i == 0 ? " at " : " < ").append(stack[i]);
            }
            cause = cause.getCause();
        }
        return line.toString();
    }
}

package io.securerpc.rpc;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults of the node's own code: one line in the log each, under a number that the caller gets too. Where the same fault comes again within a second, its line is short: whoever knows what makes a method
 * fail could write a hundred long ones with one batch.
 */
final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(RpcService.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Frames that lead from the fault out of the handler; the rest is the server's own. */
    private static final int FRAMES = 12;
    /** Causes of causes; a chain may be a ring. */
    private static final int CAUSES = 5;

    private static final long REPEATED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Names are those of registered methods and topics, for which this is plenty. */
    private static final int MOST_NAMES = 1_024;

    /** The last fault of each that was described. */
    private static final Map<String, Described> LAST = new ConcurrentHashMap<>();

    private record Described(String incident, String text, long at) {}

    private Incidents() {}

    /** Logs what kind of fault it was and where, without its message, which may hold secrets; returns the error to answer. */
    static RpcError report(String name, Throwable fault) {
        String incident = HexFormat.of().formatHex(random(8));
        LOG.error("rpc {}: incident {}: {}", name, incident, shortened(name, incident, describe(fault)));
        return RpcError.internal(incident);
    }

    private static String shortened(String name, String incident, String text) {
        long now = System.nanoTime();
        Described last = LAST.get(name);
        if (last != null && now - last.at < REPEATED_NANOS && last.text.equals(text)) {
            return "as incident " + last.incident;
        }
        if (last != null || LAST.size() < MOST_NAMES) {
            LAST.put(name, new Described(incident, text, now));
        }
        return text;
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

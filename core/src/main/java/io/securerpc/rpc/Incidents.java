package io.securerpc.rpc;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** A method has a few ways to fail; where there are more, those that came longest ago are described again. */
    private static final int MOST = 1_024;
    /** When each was last described. */
    private static final Map<Fault, Described> DESCRIBED = new Latest();

    private record Fault(String name, String text) {}

    private record Described(String incident, long at) {}

    private Incidents() {}

    /** Logs what kind of fault it was and where, without its message, which may hold secrets; returns the error to answer. */
    static RpcError report(String name, Throwable fault) {
        String incident = HexFormat.of().formatHex(random(8));
        LOG.error("rpc {}: incident {}: {}", name, incident, shortened(name, incident, describe(fault)));
        return RpcError.internal(incident);
    }

    private static String shortened(String name, String incident, String text) {
        Fault fault = new Fault(name, text);
        long now = System.nanoTime();
        synchronized (DESCRIBED) {
            Described last = DESCRIBED.get(fault);
            if (last != null && now - last.at < REPEATED_NANOS) {
                return "as incident " + last.incident;
            }
            DESCRIBED.put(fault, new Described(incident, now));
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

    private static final class Latest extends LinkedHashMap<Fault, Described> {
        private static final long serialVersionUID = 1;

        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Fault, Described> eldest) {
            return size() > MOST;
        }
    }
}

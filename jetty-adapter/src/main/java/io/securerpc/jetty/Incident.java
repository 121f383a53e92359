package io.securerpc.jetty;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A fault of ours that ended something of a peer's: what kind it was and where, under a number that whoever is told of it finds it by in the log; never its message, which may hold what the
 * peer has sent, or a secret of the node.
 *
 * @param number 16 hexadecimal digits
 * @param trace one line
 */
record Incident(String number, String trace) {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Out of our code and into what called it. */
    private static final int FRAMES = 12;
    /** Causes of causes; a chain may be a ring. */
    private static final int CAUSES = 5;

    static Incident of(Throwable fault) {
        byte[] number = new byte[8];
        RANDOM.nextBytes(number);
        return new Incident(HexFormat.of().formatHex(number), trace(fault));
    }

    private static String trace(Throwable fault) {
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

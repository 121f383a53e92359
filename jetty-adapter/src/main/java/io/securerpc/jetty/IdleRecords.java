package io.securerpc.jetty;

import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngineResult;

/**
 * Counts the TLS records of one connection that carry nothing for anybody above TLS: empty ones, key updates, alerts. Honest peers send a few in the life of a connection; the JDK's engine takes any
 * number, derives keys for each update, and looks into a record for as many as fit (RFC 8446 has each in a record of its own). BoringSSL ends a connection after 32 in a row.
 *
 * <p><b>Threads</b>: whoever unwraps, under the lock of its connection.
 */
final class IdleRecords {
    /** As for frames of HTTP/2 and WebSockets that ask nothing. A handshake of many small records is far below it. */
    static final int MAX_PER_SECOND = 128;

    static final String LIMIT = "number of tls records in a second that carry nothing";

    /** An update takes 5, and its record 22 more: so an honest one counts once, and those that are packed together cost what they are worth. */
    private static final int BYTES = 16;

    private static final long SECOND = 1_000_000_000;

    private final LongSupplier nanos;
    private long began;
    private int count;

    IdleRecords(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /**
     * Whether what has just been read is too much.
     *
     * @param handshake whether it may be part of the one handshake, whose messages are large
     */
    boolean isOneTooMany(SSLEngineResult result, boolean handshake) {
        int bytes = result.bytesConsumed();
        if (result.getStatus() != SSLEngineResult.Status.OK || bytes == 0 || result.bytesProduced() > 0) {
            return false;
        }
        long now = nanos.getAsLong();
        if (now - began >= SECOND) {
            began = now;
            count = 0;
        }
        count += handshake ? 1 : Math.max(1, bytes / BYTES - 1);
        return count > MAX_PER_SECOND;
    }
}

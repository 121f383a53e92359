package io.securerpc.jetty;

import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;

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

    static final String UNREAD = "number of key updates of a client that does not read";

    private final LongSupplier nanos;
    private long began;
    private int count;
    private boolean answering;

    IdleRecords(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /**
     * What is too much of what has just been read.
     *
     * @param handshake whether it may be part of the one handshake
     * @param writing whether something waits for the peer to read
     * @return null if it is not
     */
    @Nullable
    String tooMuch(SSLEngineResult result, boolean handshake, boolean writing) {
        if (isOneTooMany(result, handshake)) {
            return LIMIT;
        }
        // Jetty would try at once, and again for ever, to answer behind what the peer does not read.
        return !handshake
                        && writing
                        && result.getStatus() == SSLEngineResult.Status.OK
                        && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                ? UNREAD
                : null;
    }

    /** Notes what is about to be written. */
    void wrote(SSLEngineResult result, boolean handshake) {
        answering = !handshake
                && result.getStatus() == SSLEngineResult.Status.OK
                && result.bytesConsumed() == 0
                && result.bytesProduced() > 0;
    }

    /** Whether what is being written answers such a record, and is nobody's data: where it cannot leave, Jetty tries for ever, too. */
    boolean answering() {
        return answering;
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

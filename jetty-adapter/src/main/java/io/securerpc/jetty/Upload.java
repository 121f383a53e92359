package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/1.1 with a body: if it is answered before all of that has come, the rest is read on and dropped, within bounds, and only then the exchange is over. To close under what a
 * client is still writing resets the connection, and takes the answer from whoever reads none before he has written all (RFC 9112, section 9.6).
 *
 * <p>Over HTTP/2 the client is told to stop, see {@link Http2Session}.
 *
 * <p><b>Threads</b>: any answers; one at a time reads.
 */
final class Upload extends Request.Wrapper implements Callback {
    /** Dropped for the sake of one answer: many times the largest request there is by default, and whoever sends it pays more for it than the server does. */
    static final int MOST_LATE_BYTES = 64 << 20;

    /** Where more is left, or nobody knows how much, the client is told that the connection ends, so that it may stop. */
    private static final int LITTLE = 64 * 1024;

    /** Both as nginx has them. */
    static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long MOST_SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A server that stops waits for what runs, and this does not. */
    private static final long STOPPING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LOOK_MILLIS = 250;

    private final Callback callback;
    private final Drain drain;
    private final EndPoint endPoint;
    private volatile boolean whole;
    private volatile boolean over;
    private volatile long heardAt;
    private long answeredAt;
    private long left = MOST_LATE_BYTES;
    private boolean answered;
    private boolean watched;
    /** Who waits for more of the body. */
    private @Nullable Runnable reader;

    /**
     * A request that is not answered yet.
     *
     * @param callback told when it is, and nothing more of it will come
     */
    Upload(Request request, Callback callback, Drain drain) {
        super(request);
        this.callback = callback;
        this.drain = drain;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    }

    /** Whether a request is one. */
    static boolean is(Request request) {
        HttpField length = request.getHeaders().getField(HttpHeader.CONTENT_LENGTH);
        boolean body = length == null
                ? request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                : length.getLongValue() > 0;
        return body && request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2;
    }

    /** Its answer. */
    Response answer(Response response) {
        return new Response.Wrapper(this, response) {
            @Override
            public void write(boolean last, ByteBuffer content, Callback written) {
                if (!whole && !isCommitted() && isLarge()) {
                    getHeaders().put(HttpHeader.CONNECTION, "close");
                }
                super.write(last, content, written);
            }
        };
    }

    private boolean isLarge() {
        HttpField length = getHeaders().getField(HttpHeader.CONTENT_LENGTH);
        // Whoever asks for leave may send no body at all once he is refused.
        return length == null || length.getLongValue() > LITTLE || getHeaders().contains(HttpHeader.EXPECT);
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk chunk = super.read();
        if (chunk != null && chunk.isLast()) {
            whole = true;
        }
        return chunk;
    }

    @Override
    public void demand(Runnable next) {
        synchronized (this) {
            reader = next;
        }
        super.demand(this::available);
    }

    /** Whoever waited for more before the answer was made waits for nothing any more. */
    private void available() {
        Runnable next;
        synchronized (this) {
            next = answered ? this::drop : reader;
            reader = null;
        }
        if (next != null) {
            next.run();
        }
    }

    /** The answer has left. */
    @Override
    public void succeeded() {
        if (whole) {
            callback.succeeded();
            return;
        }
        answeredAt = System.nanoTime();
        heardAt = answeredAt;
        boolean waits;
        synchronized (this) {
            answered = true;
            waits = reader != null;
        }
        if (waits) {
            watch();
        } else {
            drop();
        }
    }

    @Override
    public void failed(Throwable failure) {
        callback.failed(failure);
    }

    @Override
    public InvocationType getInvocationType() {
        return callback.getInvocationType();
    }

    private void drop() {
        while (left >= 0) {
            Content.Chunk chunk = read();
            if (chunk == null) {
                watch();
                super.demand(this::drop);
                return;
            }
            heardAt = System.nanoTime();
            left -= chunk.remaining();
            chunk.release();
            if (Content.Chunk.isFailure(chunk) || chunk.isLast()) {
                over = true;
                callback.succeeded();
                return;
            }
        }
        end();
        callback.failed(new EofException("too much of a body after its answer"));
    }

    private void watch() {
        if (!watched) {
            watched = true;
            lookLater();
        }
    }

    private void lookLater() {
        getConnectionMetaData().getConnector().getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whoever reads finds the connection closed, and the exchange is over then. */
    private void look() {
        if (over) {
            return;
        }
        long now = System.nanoTime();
        long most = drain.isBegun() ? STOPPING_NANOS : MOST_NANOS;
        if (now - answeredAt > most || now - heardAt > MOST_SILENT_NANOS) {
            end();
        } else {
            lookLater();
        }
    }

    /** Under TLS, too: its goodbye has been said with the answer. */
    private void end() {
        over = true;
        Transport.raw(endPoint).close();
    }
}

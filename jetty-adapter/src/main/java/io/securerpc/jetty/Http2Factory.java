package io.securerpc.jetty;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.generator.Generator;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.internal.HTTP2ServerConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/** HTTP/2 with each of its bounds set here, whatever Jetty's defaults are or become, and a parser that knows since when the peer owes something. */
final class Http2Factory extends HTTP2ServerConnectionFactory {
    /** RFC 9113 section 6.5.2 asks for no fewer, so that clients need no second connection. */
    static final int MAX_STREAMS = 100;

    /**
     * Frames in a second that make the server work and ask nothing of it: resets, pings, settings, priorities, continuations, empty data, malformed headers. A browser that closes a page resets as many
     * streams as it had; beyond that it is a rapid reset (CVE-2023-44487) or its like, and the connection ends with ENHANCE_YOUR_CALM.
     */
    static final int MAX_EVENTS_PER_SECOND = 128;

    /** In all SETTINGS frames of a connection together; six are defined, and clients send them once or twice. */
    static final int MAX_SETTINGS = 64;

    /**
     * Frames that the peer has not read; Jetty queues answers to pings, settings and streams too many without a bound, so that somebody who reads nothing would fill the memory, however few he asks for
     * in a second. All streams together need less than half of it for a header and a body each.
     */
    static final int MAX_QUEUED_FRAMES = 512;

    /** What RFC 7541 begins with: a header list of 16 KiB has no use for more. */
    static final int HEADER_TABLE_BYTES = 4_096;

    private final Drain drain;

    Http2Factory(HttpConfiguration configuration, Drain drain) {
        super(configuration);
        this.drain = drain;
        // A WebSocket over HTTP/2 would carry many sockets past one registered connection.
        setConnectProtocolEnabled(false);
        setMaxConcurrentStreams(MAX_STREAMS);
        setRateControlFactory(new WindowRateControl.Factory(MAX_EVENTS_PER_SECOND));
        setMaxSettingsKeys(MAX_SETTINGS);
        setMaxDecoderTableCapacity(HEADER_TABLE_BYTES);
        setMaxEncoderTableCapacity(HEADER_TABLE_BYTES);
        setMaxFrameSize(Frame.DEFAULT_MAX_SIZE);
        setInitialStreamRecvWindow(512 * 1024);
        setInitialSessionRecvWindow(1024 * 1024);
    }

    /** As Jetty's own, which lets nobody choose the parser. */
    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConfiguration http = getHttpConfiguration();
        Generator generator = new Generator(
                connector.getByteBufferPool(), isUseOutputDirectByteBuffers(), getMaxHeaderBlockFragment());
        int responseHeader = http.getMaxResponseHeaderSize();
        generator
                .getHpackEncoder()
                .setMaxHeaderListSize(responseHeader < 0 ? http.getResponseHeaderSize() : responseHeader);
        FlowControlStrategy flow = getFlowControlStrategyFactory().newFlowControlStrategy();
        TimedParser parser = new TimedParser(
                connector.getByteBufferPool(),
                http.getRequestHeaderSize(),
                getRateControlFactory().newRateControl(endPoint));
        parser.setMaxSettingsKeys(getMaxSettingsKeys());
        ServerSessionListener listener = newSessionListener(connector, endPoint);
        Http2Session session = new Http2Session(connector.getScheduler(), endPoint, parser, generator, listener, flow);
        bound(session, endPoint);
        session.onFlood(() -> {
            ConnectionGuard.of(connector).tell(endPoint, "number of http/2 frames that carry little");
            // Whoever does not read has not read the goodbye either.
            connector
                    .getScheduler()
                    .schedule(
                            () -> Transport.reset(endPoint),
                            ClientConnections.ABORT_AFTER_MILLIS,
                            TimeUnit.MILLISECONDS);
        });
        HTTP2ServerConnection connection = new HTTP2ServerConnection(connector, endPoint, http, session, listener);
        connection.setUseInputDirectByteBuffers(isUseInputDirectByteBuffers());
        connection.setUseOutputDirectByteBuffers(isUseOutputDirectByteBuffers());
        connection.addEventListener(getBean(SessionContainer.class));
        parser.init(connection);
        return configure(connection, connector, endPoint);
    }

    /** Hears the answer to the one ping that is ever sent. */
    @Override
    protected ServerSessionListener newSessionListener(Connector connector, EndPoint endPoint) {
        return new HTTPServerSessionListener(endPoint) {
            @Override
            public void onPing(Session session, PingFrame frame) {
                Traffic traffic = drain.traffic(endPoint);
                if (traffic != null && Goodbyes.isAnswer(frame)) {
                    traffic.hear();
                }
            }
        };
    }

    private void bound(Http2Session session, EndPoint endPoint) {
        session.setMaxLocalStreams(getMaxConcurrentStreams());
        session.setMaxRemoteStreams(getMaxConcurrentStreams());
        session.setMaxEncoderTableCapacity(getMaxEncoderTableCapacity());
        session.setStreamIdleTimeout(getStreamIdleTimeout() == 0 ? endPoint.getIdleTimeout() : getStreamIdleTimeout());
        session.setInitialSessionRecvWindow(getInitialSessionRecvWindow());
        session.setWriteThreshold(getHttpConfiguration().getOutputBufferSize());
        session.setConnectProtocolEnabled(isConnectProtocolEnabled());
    }
}

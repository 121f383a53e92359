package io.securerpc.jetty;

import io.securerpc.gate.Subprotocol;
import io.securerpc.jetty.internal.ChannelEndpoint;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.jakarta.server.JakartaWebSocketServerContainer;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Upgrades what the gate has admitted; a request that did not come through the front door is refused. */
final class WebSocketDoor {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketDoor.class);
    static final String ARRIVAL = WebSocketDoor.class.getName() + ".arrival";

    private final ServerParts parts;
    private final ServletContextHandler context = new ServletContextHandler("/", false, false);

    WebSocketDoor(ServerParts parts) {
        this.parts = parts;
        context.addServlet(new ServletHolder(new UpgradeServlet()), "/*");
        JakartaWebSocketServletContainerInitializer.configure(context, null);
    }

    Handler handler() {
        return context;
    }

    /** The request as it is to be upgraded. */
    Request admit(Request request, FrontDoor.Entrance entrance) {
        IncomingMessages incoming = new IncomingMessages(entrance, parts);
        request.setAttribute(ARRIVAL, new Arrival(entrance, incoming, hasSentMore(request)));
        return new MeteredRequest(request, new MeteredEndPoint(entrance.endPoint(), incoming));
    }

    /**
     * A client waits for the answer to its handshake before it sends anything (RFC 6455 section 4.1); what it sends earlier would be parsed unseen. So would what comes behind a body: with the
     * answer Jetty reads to the body's end, and on.
     */
    private static boolean hasSentMore(Request request) {
        boolean body = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING) || request.getLength() > 0;
        return body
                || (request.getConnectionMetaData().getConnection() instanceof HttpConnection http
                        && !http.isRequestBufferEmpty());
    }

    private record Arrival(FrontDoor.Entrance entrance, IncomingMessages incoming, boolean hasSentMore) {}

    /** What Jetty's handshake puts on an endpoint, it puts on this one. */
    private static final class MeteredRequest extends Request.Wrapper {
        private final MeteredEndPoint endPoint;

        MeteredRequest(Request request, MeteredEndPoint endPoint) {
            super(request);
            this.endPoint = endPoint;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            ConnectionMetaData data = super.getConnectionMetaData();
            return new ConnectionMetaData.Wrapper(data) {
                @Override
                public Connection getConnection() {
                    return new AbstractConnection(endPoint, data.getConnector().getExecutor()) {
                        @Override
                        public void onFillable() {
                            throw new IllegalStateException("only shows its endpoint");
                        }
                    };
                }
            };
        }
    }

    private final class UpgradeServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static final int INVALID_REQUEST = -32600;
        private static final int INTERNAL_ERROR = -32603;

        /** Whatever leaves here, Jetty answers by {@code sendError}. */
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                upgrade(request, response);
            } catch (Throwable fault) {
                if (response.isCommitted()) {
                    // Then it ends the connection.
                    throw fault;
                }
                Incident incident = Incident.of(fault);
                if (fault instanceof IOException) {
                    LOG.debug("a client that opens a websocket is gone", fault);
                } else {
                    LOG.error("websocket could not be opened: incident {}: {}", incident.number(), incident.trace());
                }
                fail(response, incident);
            }
        }

        private void fail(HttpServletResponse response, Incident incident) {
            try {
                response.reset();
                refuse(
                        response,
                        HttpStatus.INTERNAL_SERVER_ERROR_500,
                        Answers.errorBody(INTERNAL_ERROR, "Internal error: incident " + incident.number()));
            } catch (IOException | IllegalStateException gone) {
                LOG.debug("what keeps a websocket from being opened could not be answered", gone);
            }
        }

        private void upgrade(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!(request.getAttribute(ARRIVAL) instanceof Arrival arrival)) {
                refuse(response, HttpStatus.FORBIDDEN_403);
                return;
            }
            if (arrival.hasSentMore()) {
                refuse(response, HttpStatus.BAD_REQUEST_400);
                return;
            }
            FrontDoor.Entrance entrance = arrival.entrance();
            WebSocketChannel channel = new WebSocketChannel(parts, entrance, arrival.incoming());
            try {
                JakartaWebSocketServerContainer.getContainer(getServletContext())
                        .upgradeHttpToWebSocket(request, response, config(channel, entrance), Map.of());
            } catch (DeploymentException
                    | IllegalStateException
                    | IllegalArgumentException // a query that is none
                    | HttpException.RuntimeException notAnUpgrade) {
                refuse(response, HttpStatus.BAD_REQUEST_400);
            }
        }

        /**
         * The connection counts as this caller's by now, and must not serve another's WebSocket later. Jetty writes by itself what {@code sendError} asks for, and where its peer is gone by then it
         * waits for ever for what it takes to be missing; a connection that is closed would count, and be held, until the server stops.
         */
        private void refuse(HttpServletResponse response, int status, byte[] body) throws IOException {
            response.setStatus(status);
            response.setHeader("Connection", "close");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Cache-Control", "no-store");
            response.setContentType("application/json");
            response.getOutputStream().write(body);
        }

        private void refuse(HttpServletResponse response, int status) throws IOException {
            refuse(response, status, Answers.errorBody(INVALID_REQUEST, HttpStatus.getMessage(status)));
        }

        private ServerEndpointConfig config(WebSocketChannel channel, FrontDoor.Entrance entrance) {
            return ServerEndpointConfig.Builder.create(ChannelEndpoint.class, "/")
                    .configurator(new SingleSession(channel, entrance.admitted().subprotocol()))
                    .build();
        }
    }

    /** Binds one upgrade to its channel; the sub-protocol is the one that the gate agreed to, and there is no extension (permessage-deflate is off). */
    private static final class SingleSession extends ServerEndpointConfig.Configurator {
        private final WebSocketChannel channel;
        private final Optional<Subprotocol> agreed;

        SingleSession(WebSocketChannel channel, Optional<Subprotocol> agreed) {
            this.channel = channel;
            this.agreed = agreed;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new ChannelEndpoint(channel));
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            return agreed.map(Subprotocol::text).orElse("");
        }

        /** The gate has decided on the origin already. */
        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }
}

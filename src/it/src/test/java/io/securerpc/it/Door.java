package io.securerpc.it;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;

/** The three ways a request can come in. */
enum Door {
    HTTP1 {
        @Override
        Conversation open(RawTlsClient client) throws IOException {
            RawConnection connection = client.connect();
            return new Conversation(connection, () -> connection.post(QUESTION).body());
        }
    },
    HTTP2 {
        @Override
        Conversation open(RawTlsClient client) throws IOException {
            RawHttp2 http2 = RawHttp2.open(client.alpn("h2").connect());
            return new Conversation(http2.connection(), () -> http2.post(QUESTION));
        }
    },
    WEBSOCKET {
        @Override
        Conversation open(RawTlsClient client) throws IOException {
            RawWebSocket socket = RawWebSocket.open(client.connect());
            return new Conversation(socket.connection(), () -> socket.ask(QUESTION));
        }
    };

    /** Asks the same harmless thing at every door. */
    static final String QUESTION = "{\"action\":\"block_count\"}";

    abstract Conversation open(RawTlsClient client) throws IOException;

    interface Asking {
        String ask() throws IOException;
    }

    record Conversation(RawConnection connection, Asking asking) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}

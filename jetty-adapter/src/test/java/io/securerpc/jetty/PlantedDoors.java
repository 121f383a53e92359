package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Secrets on their way through every door of a node: where credentials belong, and everywhere else. */
final class PlantedDoors {
    private final PlantedProcess node;
    private final PlantedFolder folder;

    PlantedDoors(PlantedProcess node, PlantedFolder folder) {
        this.node = node;
        this.folder = folder;
    }

    /** Over HTTP/1.1, HTTP/2 and WebSocket, where credentials belong. */
    void presentAtEveryDoor(String secret) throws IOException {
        List<Integer> ports = node.ports();
        ClientTls tls = ClientTls.trusting(folder.identity.certificate());
        try (RawConnection connection = RawTlsClient.to(ports.get(0), tls).connect()) {
            String host = "127.0.0.1:" + ports.get(0);
            exchange(connection, PlantedRequests.asSubProtocol(secret, host), List.of());
        }
        for (String value : PlantedRequests.credentials(secret)) {
            for (int listener = 0; listener < 3; listener++) {
                int port = ports.get(listener);
                for (String request : PlantedRequests.withCredential(value, "127.0.0.1:" + port)) {
                    try (RawConnection connection = listener == 1
                            ? RawTlsClient.connectPlain(port)
                            : RawTlsClient.to(port, tls).connect()) {
                        exchange(connection, request, List.of());
                    }
                }
            }
            try (RawConnection connection =
                    RawTlsClient.to(ports.get(0), tls).alpn("h2").connect()) {
                http2(connection, value.length() > 126 ? value.substring(0, 126) : value);
            }
        }
    }

    /** Tickets and Parity's proofs, well and badly; returns them, used up, and the token that the proofs are made of. */
    List<String> webSockets() throws IOException {
        String host = "127.0.0.1:" + node.ports().get(0);
        String jwt = folder.keys.tokens().get(0);
        List<String> offered = new ArrayList<>(List.of(folder.keys.parityToken, folder.keys.bareParityToken()));
        for (String line : List.of(
                "Authorization: Bearer " + folder.token + "\r\n",
                "Authorization: Bearer " + jwt + "\r\n",
                "")) { // by the certificate alone
            Optional<TestCertificate> certificate = line.isEmpty() ? Optional.of(folder.user) : Optional.empty();
            String ticket = ticket(PlantedRequests.forTicket(line, host), certificate);
            folder.planted.add("ticket by " + line, ticket);
            if (line.isEmpty()) {
                offered.add(ticket); // one is like another
            }
            assertThat(offer("securerpc.v1, ticket." + ticket, certificate)).isEqualTo(101);
            assertThat(offer("securerpc.v1, ticket." + ticket, certificate)).isEqualTo(401);
        }
        String proof = folder.keys.proof();
        offered.add(proof);
        assertThat(offer(proof, Optional.empty())).isEqualTo(101);
        assertThat(offer(proof, Optional.empty())).as("replayed").isEqualTo(401);
        String old = folder.keys.proofAt(Instant.now().getEpochSecond() - 3_600);
        assertThat(offer(old, Optional.empty())).as("made an hour ago").isEqualTo(401);
        assertThat(offer("securerpc.v1, token." + jwt, Optional.empty())).isEqualTo(101);
        for (String secret : offered) {
            for (String list : PlantedRequests.lists(secret)) {
                assertThat(offer(list, Optional.empty())).as(list).isIn(400, 401, 429);
            }
        }
        return offered;
    }

    private int offer(String list, Optional<TestCertificate> certificate) throws IOException {
        try (RawConnection connection = client(certificate).connect()) {
            connection.write(
                    PlantedRequests.offering(list, "127.0.0.1:" + node.ports().get(0)));
            return connection.readResponse().status();
        }
    }

    private String ticket(String request, Optional<TestCertificate> certificate) throws IOException {
        try (RawConnection connection = client(certificate).connect()) {
            connection.write(request);
            RawResponse response = connection.readResponse();
            assertThat(response.status()).as(response.body()).isEqualTo(200);
            return response.body().substring(11, 54);
        }
    }

    private RawTlsClient client(Optional<TestCertificate> certificate) {
        ClientTls tls = ClientTls.trusting(folder.identity.certificate());
        return RawTlsClient.to(
                node.ports().get(0), certificate.map(tls::presenting).orElse(tls));
    }

    /** Everywhere else in requests, messages, and on the wrong port. */
    void misplace(List<String> offered) throws IOException {
        int port = node.ports().get(0);
        ClientTls tls = ClientTls.trusting(folder.identity.certificate()).presenting(folder.user);
        List<String> others = new ArrayList<>(List.of(folder.password, folder.token, folder.keys.secret));
        others.addAll(folder.keys.tokens().subList(0, 1));
        others.addAll(offered);
        for (String secret : others) {
            for (String request : PlantedRequests.misplaced(secret, "127.0.0.1:" + port)) {
                try (RawConnection connection = RawTlsClient.to(port, tls).connect()) {
                    exchange(connection, request, PlantedRequests.bodies(secret));
                }
                try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                    exchange(connection, request, List.of());
                }
            }
        }
    }

    /** Whatever comes of it: many are refused by an end of the connection. */
    private static void exchange(RawConnection connection, String request, List<String> messages) {
        try {
            connection.write(request);
            RawResponse response = connection.readResponse();
            if (response.status() == 101) {
                RawWebSocket socket = RawWebSocket.on(connection);
                for (String message : messages) {
                    socket.ask(message);
                }
                socket.sendFrame(
                        true, RawWebSocket.BINARY, String.join("", messages).getBytes(StandardCharsets.UTF_8));
                socket.readClose();
            }
        } catch (IOException | RuntimeException refused) {
            return;
        }
    }

    private static void http2(RawConnection connection, String value) {
        try {
            RawHttp2 http2 = RawHttp2.open(connection);
            for (int i = 0; i < 2; i++) {
                String host = "127.0.0.1:" + connection.socket().getPort();
                int stream = http2.beginPost(host, "content-type", "application/json", "authorization", value);
                http2.finishPost(stream, PlantedRequests.CALL);
                http2.readBody(stream);
                http2.rememberHeaders();
            }
        } catch (IOException | RuntimeException refused) {
            return; // by a reset
        }
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.cells.GateCell;
import io.securerpc.testsupport.cells.GateTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample of the gate's cells over real sockets: whatever the transport, the answer is that of the tables. Some of each kind of answer at each listener,
 * for each transport and credential.
 */
class GateCellsIT {
    private static final int EACH = 2;
    /** What HTTP/2 has no form for, or its parser resets the stream for before there is a request. */
    private static final List<String> HTTP1_ONLY = List.of("missing", "twice", "nonsense", "user");

    private static final Pattern OUTCOME =
            Pattern.compile("\"result\":\"([^\"]*)\"|(unsafe to be called externally)|(Method not found)");

    @TempDir
    Path folder;

    private final Map<String, CellNode> nodes = new HashMap<>();

    @AfterEach
    void stop() {
        nodes.values().forEach(CellNode::close);
    }

    @Test
    void everyTransportAnswersAsTheTablesSay() throws Exception {
        for (String policy : GateTables.ORIGINS.columns()) {
            nodes.put(policy, CellNode.start(folder.resolve(policy), policy));
        }
        long seed = System.nanoTime();
        List<GateCell> sample = sample(new Random(seed));
        assertThat(sample).hasSizeGreaterThanOrEqualTo(500);
        for (GateCell cell : sample) {
            CellNode node = nodes.get(cell.policy());
            node.refusals();
            try {
                check(cell, node);
            } catch (IOException | RuntimeException e) {
                throw new AssertionError(cell + ", seed " + seed, e);
            }
        }
    }

    private void check(GateCell cell, CellNode node) throws IOException {
        if (refusedByTls(cell)) {
            assertThat(tlsRefuses(cell, node)).as("%s", cell).isTrue();
            assertThat(node.refusals()).as("%s", cell).isEmpty();
            return;
        }
        GateCell.Answer expected = cell.expected();
        String heard;
        try (RawConnection connection = node.connect(cell)) {
            heard = switch (cell.transport()) {
                case "http1" -> http1(cell, connection, node.port(cell));
                case "http2" -> http2(cell, connection, node.port(cell));
                default -> webSocket(cell, connection, node.port(cell));
            };
        }
        List<List<String>> refusals = node.refusals();
        if (HTTP1_ONLY.contains(cell.host()) && refusals.isEmpty()) {
            // The parser was quicker than the gate, and says the same.
            assertThat(heard).as("%s", cell).startsWith("400 ");
            return;
        }
        List<String> outcomes = outcomes(heard);
        if (!expected.refused().isEmpty()) {
            assertThat(refusals).as("%s", cell).containsExactly(expected.refused());
            assertThat(outcomes).as("%s: %s", cell, heard).isEmpty();
            return;
        }
        assertThat(outcomes)
                .as("%s: %s", cell, heard)
                .isEqualTo(expected.calls().stream()
                        .map(call -> call.equals("result") ? expected.caller() : call)
                        .toList());
        boolean forbidden = expected.calls().contains("forbidden");
        assertThat(refusals).as("%s", cell).isEqualTo(forbidden ? List.of(List.of("call-forbidden")) : List.of());
        if (!cell.transport().equals("http2")) {
            assertThat(heard.contains("access-control-allow-origin"))
                    .as("%s", cell)
                    .isEqualTo(expected.readable());
        }
    }

    private static String http1(GateCell cell, RawConnection connection, int port) throws IOException {
        StringBuilder request = new StringBuilder("POST / HTTP/1.1\r\n");
        cell.hosts(port).forEach(host -> request.append("Host: ").append(host).append("\r\n"));
        cell.origins(port)
                .forEach(origin -> request.append("Origin: ").append(origin).append("\r\n"));
        contentType(cell)
                .ifPresent(type -> request.append("Content-Type: ").append(type).append("\r\n"));
        String body = body(cell);
        connection.write(request.append("Content-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body)
                .toString());
        return text(connection.readResponse());
    }

    private static String http2(GateCell cell, RawConnection connection, int port) throws IOException {
        List<String> headers = new ArrayList<>(List.of(":method", "POST", ":scheme", "https", ":path", "/"));
        cell.hosts(port).forEach(host -> headers.addAll(List.of(":authority", host)));
        cell.origins(port).forEach(origin -> headers.addAll(List.of("origin", origin)));
        contentType(cell).ifPresent(type -> headers.addAll(List.of("content-type", type)));
        RawHttp2 http2 = RawHttp2.open(connection);
        int stream = http2.sendHeaders(0, headers.toArray(String[]::new));
        http2.finishPost(stream, body(cell));
        return http2.readBody(stream);
    }

    private static String webSocket(GateCell cell, RawConnection connection, int port) throws IOException {
        StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\n");
        cell.hosts(port).forEach(host -> request.append("Host: ").append(host).append("\r\n"));
        cell.origins(port)
                .forEach(origin -> request.append("Origin: ").append(origin).append("\r\n"));
        connection.write(request.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .toString());
        RawResponse response = connection.readResponse();
        if (response.status() != 101) {
            return text(response);
        }
        return "101 " + RawWebSocket.on(connection).ask(body(cell));
    }

    private static String text(RawResponse response) {
        return response.status() + " " + response.headers() + response.body();
    }

    private static Optional<String> contentType(GateCell cell) {
        return switch (cell.type()) {
            case "json" -> Optional.of("application/json");
            case "text" -> Optional.of("text/plain");
            case "form" -> Optional.of("application/x-www-form-urlencoded");
            default -> Optional.empty();
        };
    }

    private static String body(GateCell cell) {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + cell.call() + "\"}";
        return cell.batch() ? "[{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"public\"}," + call + "]" : call;
    }

    private static List<String> outcomes(String heard) {
        return OUTCOME.matcher(heard).results().map(GateCellsIT::outcome).toList();
    }

    private static String outcome(MatchResult found) {
        if (found.group(1) != null) {
            return found.group(1);
        }
        return found.group(2) != null ? "forbidden" : "unknown";
    }

    /** TLS itself refuses before there is a request: whoever has no certificate where one is required, and whoever has a wrong one. */
    private static boolean refusedByTls(GateCell cell) {
        return cell.credential().equals("stranger")
                || (cell.listener().equals("require") && cell.credential().equals("none"));
    }

    /** In TLS 1.3 the client is done before the server judges it, so that the refusal is the answer to the first bytes. */
    private static boolean tlsRefuses(GateCell cell, CellNode node) {
        try (RawConnection connection = node.connect(cell)) {
            if (cell.transport().equals("http2")) {
                http2(cell, connection, node.port(cell));
            } else {
                http1(cell, connection, node.port(cell));
            }
            return false;
        } catch (IOException | IndexOutOfBoundsException refused) {
            return true;
        }
    }

    private static List<GateCell> sample(Random random) {
        List<GateCell> cells = new ArrayList<>();
        GateTables.forEachCell(cell -> {
            boolean http2Only = cell.transport().equals("http2") && HTTP1_ONLY.contains(cell.host());
            if (!http2Only && !cell.credential().equals("unjudged")) {
                cells.add(cell);
            }
        });
        Collections.shuffle(cells, random);
        Map<String, List<GateCell>> kinds = new LinkedHashMap<>();
        for (GateCell cell : cells) {
            String kind = String.join(" ", cell.transport(), cell.listener(), cell.credential()) + cell.expected();
            List<GateCell> some = kinds.computeIfAbsent(kind, any -> new ArrayList<>());
            if (some.size() < EACH) {
                some.add(cell);
            }
        }
        return kinds.values().stream().flatMap(List::stream).toList();
    }
}

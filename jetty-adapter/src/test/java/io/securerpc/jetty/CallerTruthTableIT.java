package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.testsupport.cells.CallerTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of the callers' cells over real sockets, one of each answer for each listener and credential: HTTP/1.1, HTTP/2 and WebSocket answer as the tables say. */
@Functional
class CallerTruthTableIT {
    private static final Pattern OUTCOME =
            Pattern.compile("\"result\": ?\"([^\"]*)\"|(unsafe to be called externally|RPC control is"
                    + " disabled)|(Method not found|Unknown command)");

    @TempDir
    private Path folder;

    private CallerNodes nodes;
    private int checked;

    @BeforeEach
    void makeNodes() throws IOException {
        nodes = new CallerNodes(folder);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void everyTransportAnswersAsTheTablesSay() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<CallerCell> sample = sample(random);
        assertThat(sample).hasSizeGreaterThanOrEqualTo(1_000);
        for (CallerCell cell : sample) {
            try {
                check(cell, false);
                if (!cell.webSocket() && !cell.listener().equals("plain") && random.nextBoolean()) {
                    check(cell, true);
                }
            } catch (IOException | RuntimeException e) {
                throw new AssertionError(cell + ", seed " + seed, e);
            }
        }
        assertThat(checked).as("with HTTP/2").isGreaterThan(sample.size());
    }

    private void check(CallerCell cell, boolean http2) throws IOException {
        checked++;
        CallerCell.Answer expected = cell.expected();
        List<String> headers = nodes.headers(cell);
        String heard;
        try (RawConnection connection = nodes.connect(cell, http2)) {
            heard = http2
                    ? http2(cell, headers, connection)
                    : cell.webSocket() ? webSocket(cell, headers, connection) : http1(cell, headers, connection);
        } catch (IOException | IndexOutOfBoundsException refused) {
            // TLS itself refuses whoever has no certificate where one is required, and whoever has a wrong one.
            assertThat(expected.refused()).as("%s: %s", cell, refused).startsWith("client-certificate-");
            return;
        }
        List<String> refusals = nodes.events.of(SecurityEvent.RequestRefused.class).stream()
                .map(event -> String.join(",", event.codes()))
                .toList();
        List<String> outcomes = OUTCOME.matcher(heard.replace("\\/", "/")) // as Nano writes it
                .results()
                .map(found ->
                        found.group(1) != null ? found.group(1) : found.group(2) != null ? "forbidden" : "unknown")
                .toList();
        if (!expected.refused().isEmpty()) {
            assertThat(refusals).as("%s: %s", cell, heard).containsExactly(expected.refused());
            assertThat(outcomes).as("%s: %s", cell, heard).isEmpty();
            return;
        }
        assertThat(outcomes)
                .as("%s: %s", cell, heard)
                .isEqualTo(expected.calls().stream()
                        .map(call -> call.equals("result") ? expected.caller() : call)
                        .toList());
        assertThat(refusals)
                .as("%s", cell)
                .isEqualTo(expected.calls().contains("forbidden") ? List.of("call-forbidden") : List.of());
    }

    private static String http1(CallerCell cell, List<String> headers, RawConnection connection) throws IOException {
        List<String> lines = new ArrayList<>(List.of("Content-Type: application/json"));
        lines.addAll(headers);
        connection.write(RawConnection.postRequest(
                "127.0.0.1:" + connection.socket().getPort(), cell.body(), lines.toArray(String[]::new)));
        RawResponse response = connection.readResponse();
        return response.status() + " " + response.body();
    }

    private static String http2(CallerCell cell, List<String> lines, RawConnection connection) throws IOException {
        List<String> headers = new ArrayList<>(List.of("content-type", "application/json"));
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT));
            headers.add(line.substring(colon + 1).strip());
        }
        RawHttp2 http2 = RawHttp2.open(connection);
        int stream = http2.beginPost("127.0.0.1:" + connection.socket().getPort(), headers.toArray(String[]::new));
        http2.finishPost(stream, cell.body());
        return http2.readBody(stream);
    }

    private static String webSocket(CallerCell cell, List<String> headers, RawConnection connection)
            throws IOException {
        RawResponse response = RawWebSocket.handshake(connection, headers.toArray(String[]::new));
        assertThat(response.header("sec-websocket-protocol")).as("%s", cell).isEqualTo(echoed(cell, headers, response));
        return response.status() == 101
                ? "101 " + RawWebSocket.on(connection).ask(cell.body())
                : response.status() + " " + response.body();
    }

    /** Of what was offered the version, or a proof that was good; never another credential, nor anything of a list that could be two where it is not looked at. */
    private static String echoed(CallerCell cell, List<String> headers, RawResponse response) {
        String offered = headers.stream()
                .filter(line -> line.startsWith("Sec-WebSocket-Protocol: "))
                .map(line -> line.substring("Sec-WebSocket-Protocol: ".length()))
                .findFirst()
                .orElse("");
        if (response.status() != 101 || cell.offersTwo()) {
            return "";
        }
        return cell.expected().caller().startsWith("parity:")
                ? offered
                : offered.contains("securerpc.v1") ? "securerpc.v1" : "";
    }

    private static List<CallerCell> sample(Random random) {
        List<CallerCell> cells = new ArrayList<>();
        CallerTables.forEachCell(cells::add);
        Collections.shuffle(cells, random);
        Map<String, CallerCell> kinds = new LinkedHashMap<>();
        for (CallerCell cell : cells) {
            CallerCell.Answer expected = cell.expected();
            String answer = expected.refused().isEmpty() ? expected.caller() : expected.refused();
            String kind = cell.webSocket() + " " + cell.listener() + " " + cell.presented() + " " + answer;
            kinds.putIfAbsent(kind, cell);
        }
        return List.copyOf(kinds.values());
    }
}

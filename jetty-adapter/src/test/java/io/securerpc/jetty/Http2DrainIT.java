package io.securerpc.jetty;

import static io.securerpc.jetty.HeldCalls.HELD;
import static io.securerpc.jetty.HeldCalls.HELD_ANSWER;
import static io.securerpc.jetty.HeldCalls.QUICK;
import static io.securerpc.jetty.HeldCalls.QUICK_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How HTTP/2 learns that a server stops, frame by frame (RFC 9113 section 6.8). */
class Http2DrainIT {
    private static final String FIRST = "goaway " + Integer.MAX_VALUE + " error 0 server is stopping";

    @TempDir
    Path folder;

    private DrainingNode node = new DrainingNode();

    @BeforeEach
    void start() {
        node.start(folder, node.calls.service().build());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void whatWasAskedBeforeTheSecondGoAwayIsAnsweredAndNothingAfterIt() throws Exception {
        // The server waits a second for the ping: on a machine that stands still for longer, the question comes too
        // late.
        for (int round = 1; !isAnsweredBetweenTheGoAways(); round++) {
            assertThat(round).as("rounds in which no question came in time").isLessThan(10);
            node.close();
            node = new DrainingNode();
            start();
        }
    }

    /** Asks before the first GOAWAY, between the two, and behind the second; whether the second in time, which the last GOAWAY says. */
    private boolean isAnsweredBetweenTheGoAways() throws Exception {
        List<String> seen = new ArrayList<>();
        int before;
        int between;
        try (RawHttp2 http2 = open()) {
            before = http2.beginPost();
            http2.finishPost(before, HELD);
            node.calls.awaitTold("held");
            CompletableFuture<Void> closed = node.stopAside();
            assertThat(next(http2)).isEqualTo(FIRST);

            // The ping behind it is not read yet, so the server still waits for what is on its way.
            between = http2.beginPost();
            http2.finishPost(between, QUICK);
            while (!last(seen).startsWith("goaway")) {
                seen.add(next(http2));
            }
            int after = http2.beginPost();
            http2.finishPost(after, QUICK);
            node.calls.release();
            seen.addAll(rest(http2));
            closed.get(60, TimeUnit.SECONDS);
        }

        // Streams end in any order, and so do the last GOAWAY and what it promises; a reset may say what it says
        // already.
        boolean inTime = seen.contains("goaway " + between + " error 0 server is stopping");
        List<String> expected = new ArrayList<>(List.of("data " + before + " " + HELD_ANSWER));
        expected.add("goaway " + (inTime ? between : before) + " error 0 server is stopping");
        if (inTime) {
            expected.add("data " + between + " " + QUICK_ANSWER);
        } else {
            seen.remove("reset " + between + " error 7");
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(node.calls.quick).hasValue(inTime ? 1 : 0);
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(
                        inTime ? 2 : 1, 0, 0, 0, node.stopped().took()));
        return inTime;
    }

    @Test
    void aConnectionOnWhichNothingRunsEndsInTwoStepsToo() throws Exception {
        try (RawHttp2 http2 = open()) {
            assertThat(http2.post(QUICK)).isEqualTo(QUICK_ANSWER);

            CompletableFuture<Void> closed = node.stopAside();

            assertThat(rest(http2)).containsExactly(FIRST, "goaway 1 error 0 server is stopping");
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPeerThatReadsNothingAndAnswersNoPingHoldsNobodyUp() throws Exception {
        try (RawHttp2 http2 = open()) {
            assertThat(http2.post(QUICK)).isEqualTo(QUICK_ANSWER);

            node.stopAside().get(60, TimeUnit.SECONDS);

            assertThat(node.stopped().took()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
        }
    }

    @Test
    void aConnectionWithoutItsPrefaceIsClosedWithoutAFrame() throws Exception {
        try (var connection = node.client().alpn("h2").connect()) {
            node.stopAside().get(60, TimeUnit.SECONDS);

            assertThat(connection.socket().getInputStream().read()).isNegative();
        }
    }

    @Test
    void aStreamThatComesTooLateIsRefusedAndMayBeSentAgain() throws Exception {
        try (RawHttp2 http2 = open()) {
            assertThat(http2.post(QUICK)).isEqualTo(QUICK_ANSWER);
            EndPoint endPoint = node.server()
                    .listeners()
                    .get(0)
                    .connector()
                    .getConnectedEndPoints()
                    .iterator()
                    .next();
            // As if the stream had been begun a moment before the second GOAWAY.
            node.server().drain().traffic(endPoint).endAboveHighest();

            int stream = http2.beginPost();
            http2.finishPost(stream, QUICK);

            String frame = next(http2);
            assertThat(frame).isEqualTo("reset " + stream + " error 7");
        }
        assertThat(node.calls.quick).hasValue(1);
    }

    @Test
    void curlGetsTheAnswerToWhatRuns() throws Exception {
        Tools.require("curl");
        CompletableFuture<Tools.Output> curl = CompletableFuture.supplyAsync(
                () -> Tools.run(
                        Duration.ofSeconds(60),
                        "curl",
                        "-s",
                        "--http2",
                        "--cacert",
                        folder.resolve("server.cert.pem").toString(),
                        "-H",
                        "Content-Type: application/json",
                        "-w",
                        " %{http_code} %{http_version}",
                        "-d",
                        HELD,
                        "https://127.0.0.1:" + node.port() + "/"),
                node.threads);
        node.calls.awaitTold("held");
        CompletableFuture<Void> closed = node.stopAside();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !node.events().of(ServerStopping.class).isEmpty());
        assertThat(closed).isNotDone();

        node.calls.release();

        assertThat(curl.get(60, TimeUnit.SECONDS).success()).isIn(HELD_ANSWER + " 200 2", HELD_ANSWER + " 200 1.1");
        closed.get(60, TimeUnit.SECONDS);
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(1, 0, 0, 0, node.stopped().took()));
    }

    private RawHttp2 open() throws IOException {
        return RawHttp2.open(node.client().alpn("h2").connect());
    }

    /** The next frame that says something. */
    private static String next(RawHttp2 http2) throws IOException {
        String text = http2.readFrame().text();
        while (text.isEmpty()) {
            text = http2.readFrame().text();
        }
        return text;
    }

    private static List<String> rest(RawHttp2 http2) {
        List<String> texts = new ArrayList<>();
        try {
            while (true) {
                texts.add(next(http2));
            }
        } catch (IOException end) {
            return texts;
        }
    }

    private static String last(List<String> texts) {
        return texts.isEmpty() ? "" : texts.get(texts.size() - 1);
    }
}

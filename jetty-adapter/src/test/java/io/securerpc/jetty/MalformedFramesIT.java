package io.securerpc.jetty;

import static io.securerpc.jetty.Frames.NONE;
import static io.securerpc.jetty.Frames.ONE;
import static io.securerpc.jetty.Frames.continuations;
import static io.securerpc.jetty.Frames.text;
import static io.securerpc.testsupport.Bytes.join;
import static io.securerpc.testsupport.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are none of RFC 6455, or carry no UTF-8: the code that the standard names, and then the end. */
class MalformedFramesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder).install(user).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    static Stream<Arguments> malformed() {
        byte[] invalid = {'"', (byte) 0xc3, '"'};
        byte[] half = {'"', (byte) 0xc3};
        return Stream.of(
                malformed("compressed, as permessage-deflate has it", 1002, firstByte(0xc1)),
                malformed("second reserved bit", 1002, firstByte(0xa1)),
                malformed("third reserved bit", 1002, firstByte(0x91)),
                malformed("compressed ping", 1002, firstByte(0xc9)),
                malformed("reserved opcode", 1002, firstByte(0x83)),
                malformed("reserved control opcode", 1002, firstByte(0x8b)),
                malformed("no mask", 1002, new byte[] {(byte) 0x81, 2, '{', '}'}),
                malformed("ping without a mask", 1002, new byte[] {(byte) 0x89, 0}),
                malformed("long ping", 1002, frame(true, RawWebSocket.PING, new byte[126])),
                malformed("ping in fragments", 1002, frame(false, RawWebSocket.PING, NONE)),
                malformed("continuation of nothing", 1002, continuations(1, ONE)),
                malformed("message within a message", 1002, join(text(false, ONE), text(true, ONE))),
                malformed("negative length", 1002, RawWebSocket.header(0x81, -1)),
                malformed("close with half a code", 1002, frame(true, RawWebSocket.CLOSE, ONE)),
                malformed("close with a code nobody may send", 1002, frame(true, RawWebSocket.CLOSE, new byte[] {
                    3, (byte) 0xed
                })),
                malformed("text that is no UTF-8", 1007, text(true, invalid)),
                malformed("text that ends within a letter", 1007, text(true, half)),
                malformed(
                        "text that is no UTF-8 across fragments",
                        1007,
                        join(text(false, half), frame(true, RawWebSocket.CONTINUATION, ONE))));
    }

    private static Arguments malformed(String name, int code, byte[] bytes) {
        return Arguments.of(name, code, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void closesWithTheCodeOfTheStandardAndThenEndsTheConnection(String name, int code, byte[] bytes) throws Exception {
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(bytes);

            assertThat(webSocket.readClose().closeCode()).isEqualTo(code);
            assertThat(webSocket.connection().endsWithin(SOON)).isTrue();
        }
        await().atMost(SOON).until(() -> node.server().tlsConnections() == 0);
    }

    @Test
    void takesALetterAcrossFragments() throws Exception {
        byte[] euro = "{\"jsonrpc\":\"2.0\",\"id\":\"€\",\"method\":\"block_count\"}".getBytes(StandardCharsets.UTF_8);
        try (RawWebSocket webSocket = open()) {
            for (int i = 0; i < euro.length; i++) {
                webSocket.sendFrame(
                        i == euro.length - 1,
                        i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
                        new byte[] {euro[i]});
            }
            assertThat(webSocket.readText()).contains("\"€\"").contains("1000");
        }
    }

    private RawWebSocket open() throws IOException {
        return RawWebSocket.open(node.client(user).connect());
    }

    /** An empty frame with a mask and whatever first byte. */
    private static byte[] firstByte(int first) {
        return new byte[] {(byte) first, (byte) 0x80, 1, 2, 3, 4};
    }
}

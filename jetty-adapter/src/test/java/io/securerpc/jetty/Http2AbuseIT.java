package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames of HTTP/2 that make a server work and ask nothing of it. */
@Functional
class Http2AbuseIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ENHANCE_YOUR_CALM = 11;
    /**
     * More than twice what a second allows, because the server may stand still in the middle of them, and sent at once; so few that they are in one record of TLS, and the server has read all when it
     * says goodbye.
     */
    private static final int MANY = 260;

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

    enum Flood {
        /** CVE-2023-44487: begun, and taken back before it is answered. */
        RAPID_RESET {
            @Override
            byte[] frames(int i) {
                return both(
                        RawHttp2.frame(
                                1, 4, 2 * i + 3, RawHttp2.headers(":method", "POST", ":path", "/", ":scheme", "https")),
                        RawHttp2.frame(3, 0, 2 * i + 3, new byte[] {0, 0, 0, 8}));
            }
        },
        PING {
            @Override
            byte[] frames(int i) {
                return RawHttp2.frame(6, 0, 0, new byte[8]);
            }
        },
        SETTINGS {
            @Override
            byte[] frames(int i) {
                return RawHttp2.frame(4, 0, 0, new byte[0]);
            }
        },
        PRIORITY {
            @Override
            byte[] frames(int i) {
                return RawHttp2.frame(2, 0, 3, new byte[] {0, 0, 0, 0, 1});
            }
        },
        /** CVE-2024-27316 and others: a header that never ends. */
        CONTINUATION {
            @Override
            byte[] frames(int i) {
                return i == 0 ? RawHttp2.frame(1, 0, 3, new byte[] {0}) : RawHttp2.frame(9, 0, 3, new byte[] {'x'});
            }
        },
        EMPTY_CONTINUATION {
            @Override
            byte[] frames(int i) {
                return i == 0 ? RawHttp2.frame(1, 0, 3, new byte[] {0}) : RawHttp2.frame(9, 0, 3, new byte[0]);
            }
        },
        /** CVE-2019-9518. */
        EMPTY_DATA {
            @Override
            byte[] frames(int i) {
                return i == 0
                        ? RawHttp2.frame(1, 4, 3, RawHttp2.headers(":method", "POST", ":path", "/", ":scheme", "https"))
                        : RawHttp2.frame(0, 0, 3, new byte[0]);
            }
        },
        UNKNOWN_FRAMES {
            @Override
            byte[] frames(int i) {
                return RawHttp2.frame(200, 0, 0, new byte[1]);
            }
        };

        abstract byte[] frames(int i);

        private static byte[] both(byte[] first, byte[] second) {
            return ByteBuffer.allocate(first.length + second.length)
                    .put(first)
                    .put(second)
                    .array();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsTheConnectionOfAFlood(Flood flood) throws Exception {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < MANY; i++) {
            frames.writeBytes(flood.frames(i));
        }
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            // First the settings, which are acknowledged: to write after the goodbye would lose it.
            assertThat(http2.post(COUNT)).contains("1000");
            http2.connection().write(frames.toByteArray());

            assertThat(http2.readGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        assertServes();
    }

    @Test
    void endsTheConnectionOfTooManySettings() throws Exception {
        ByteBuffer settings = ByteBuffer.allocate(6 * 65);
        for (int i = 0; i < 65; i++) {
            settings.putShort((short) (0x100 + i)).putInt(0);
        }
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            assertThat(http2.post(COUNT)).contains("1000");
            http2.sendFrame(4, 0, 0, settings.array());

            assertThat(http2.readGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    /** However few it asks for in a second: what answers them waits in memory. */
    @Test
    void endsAConnectionThatPingsAndReadsNoAnswer() throws Exception {
        node.close();
        RpcService generous = TestService.builder()
                .method("much", Permission.PUBLIC, call -> "x".repeat(20_000_000))
                .build();
        try (TestNode server = TestNode.in(folder)
                        .install(user)
                        .service(generous)
                        .limits(Limits.builder().maxResponseBytes(30_000_000).build())
                        .start();
                RawHttp2 http2 = RawHttp2.open(
                        server.client(user).alpn("h2").receiveBuffer(4_096).connect())) {
            http2.sendFrame(4, 0, 0, new byte[] {0, 4, 0x7f, -1, -1, -1});
            http2.sendFrame(8, 0, 0, new byte[] {0x7f, 0, 0, 0});
            http2.finishPost(http2.beginPost(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"much\"}");
            await().atMost(SOON).until(() -> server.server().usage().of(ServerUsage.Gauge.RESPONSE_BYTES) > 0);
            ClientConnection connection = (ClientConnection) server.server()
                    .listeners()
                    .get(0)
                    .connector()
                    .getConnectedEndPoints()
                    .iterator()
                    .next()
                    .getConnection();
            byte[] ping = RawHttp2.frame(6, 0, 0, new byte[8]);
            byte[] two =
                    ByteBuffer.allocate(2 * ping.length).put(ping).put(ping).array();
            AtomicLong read = new AtomicLong();
            AtomicInteger pings = new AtomicInteger();

            // Some hundred, and not too many in a second: none while others wait to be read, or they would come
            // together.
            await().pollInterval(Duration.ofMillis(30)).until(() -> {
                try {
                    long now = connection.getBytesIn();
                    if (read.getAndSet(now) < now) {
                        http2.connection().write(two);
                        pings.addAndGet(2);
                    }
                } catch (IOException ended) {
                    return true;
                }
                return server.server().tlsConnections() == 0;
            });

            assertThat(pings).as("an honest client gets so far").hasValueGreaterThan(500);
            assertThat(server.events.texts(SecurityEvent.ConnectionDropped.class))
                    .singleElement()
                    .asString()
                    .endsWith("dropped: number of http/2 frames that wait to be read is reached");
        }
    }

    @Test
    void refusesOneStreamMoreThanAConnectionMayHave() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int first = http2.beginPost();
            for (int i = 1; i < 100; i++) {
                http2.beginPost();
            }
            int last = http2.beginPost();

            assertThatThrownBy(() -> http2.readBody(last))
                    .isInstanceOf(IOException.class)
                    .hasMessage("HTTP/2 stream reset, error 7");
            http2.finishPost(first, COUNT);
            assertThat(http2.readBody(first)).contains("1000");
        }
    }

    @Test
    void leavesABusyHonestConnectionAlone() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            for (int i = 0; i < 600; i++) {
                assertThat(http2.post(COUNT)).contains("1000");
                if (i % 50 == 0) {
                    http2.sendFrame(6, 0, 0, new byte[8]);
                    http2.sendFrame(3, 0, http2.beginPost(), new byte[] {0, 0, 0, 8});
                }
            }
        }
    }

    @Test
    void isConfiguredToTheLetter() {
        HTTP2ServerConnectionFactory http2 =
                node.server().listeners().get(0).connector().getConnectionFactory(HTTP2ServerConnectionFactory.class);

        assertThat(http2.getMaxConcurrentStreams()).isEqualTo(100);
        assertThat(http2.getMaxSettingsKeys()).isEqualTo(64);
        assertThat(http2.getMaxDecoderTableCapacity()).isEqualTo(4_096);
        assertThat(http2.getMaxEncoderTableCapacity()).isEqualTo(4_096);
        assertThat(http2.getMaxFrameSize()).isEqualTo(16_384);
        assertThat(http2.getInitialStreamRecvWindow()).isEqualTo(524_288);
        assertThat(http2.getInitialSessionRecvWindow()).isEqualTo(1_048_576);
        assertThat(((WindowRateControl) http2.getRateControlFactory().newRateControl(null)).getEventsPerSecond())
                .isEqualTo(128);
    }

    private void assertServes() throws IOException {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            assertThat(http2.post(COUNT)).contains("1000");
        }
    }
}

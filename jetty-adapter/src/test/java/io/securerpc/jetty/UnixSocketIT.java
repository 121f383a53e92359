package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.testsupport.FreePort;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Functional
class UnixSocketIT {
    private static final String JSON = "Content-Type: application/json\r\nConnection: close";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw----", "rw-rw-rw-"})
    void servesOnASocketWithTheModeThatWasAskedFor(String mode) throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (PlainNode node = PlainNode.on(unix(path, mode))) {
            assertThat(node.server().uris()).containsExactly(URI.create("unix:" + path));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(mode);
            assertThat(ask(path, "localhost")).startsWith("HTTP/1.1 200 ").contains("\"result\":1");
        }
        assertThat(list()).isEmpty();
    }

    @Test
    void isNeverReachableUnderItsNameWithAnotherMode() throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (PlainNode node = PlainNode.on(unix(path, "rw-------"))) {
            // Where it was bound before it had its mode: nobody but this user can enter.
            List<Path> others =
                    list().stream().filter(each -> !each.equals(path)).toList();
            assertThat(others)
                    .singleElement()
                    .satisfies(
                            inside -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside)))
                                    .isEqualTo("rwx------"));
            assertThat(node.server().uris()).hasSize(1);
        }
    }

    @Test
    void callersAreAnonymous() throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (RunningServer server = SecureRpcServer.builder()
                .service(TestService.builder()
                        .method("count", Permission.CONTROL, call -> 1)
                        .build())
                .grants(Grants.builder()
                        .grant("certificate:*", Permission.CONTROL)
                        .build())
                .addListener(unix(path, "rw-------"))
                .build()
                .start()) {
            assertThat(server.uris()).hasSize(1);
            assertThat(ask(path, "localhost")).contains("\"error\"").doesNotContain("\"result\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:7076", "127.0.0.1"})
    void answersToThisMachinesNames(String host) throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (PlainNode node = PlainNode.on(unix(path, "rw-------"))) {
            assertThat(ask(path, host)).startsWith("HTTP/1.1 200 ");
            assertThat(node.calls).hasValue(1);
        }
    }

    @Test
    void refusesForeignHostsAndOriginsAndIgnoresForwardedHeaders() throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (PlainNode node = PlainNode.with(
                builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")), unix(path, "rw-------"))) {
            assertThat(ask(path, "evil.example", "X-Forwarded-For: 192.0.2.9")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(path, "localhost", "Origin: https://evil.example")).startsWith("HTTP/1.1 403 ");
            assertThat(node.events.texts(SecurityEvent.RequestRefused.class))
                    .hasSize(2)
                    .allMatch(text -> text.startsWith("request from unix-socket:0 refused: "));
            assertThat(node.events.texts(SecurityEvent.ForwardingIgnored.class))
                    .containsExactly(
                            "request from unix-socket with X-Forwarded-For: ignored, since that is no trusted proxy");
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void replacesTheSocketOfADeadProcess() throws Exception {
        Path path = folder.resolve("rpc.sock");
        bind(path).close();
        assertThat(path).exists();
        try (PlainNode node = PlainNode.on(unix(path, "rw-------"))) {
            assertThat(ask(path, "localhost")).startsWith("HTTP/1.1 200 ");
            assertThat(node.calls).hasValue(1);
        }
        assertThat(list()).isEmpty();
    }

    @Test
    void refusesTheSocketOfALiveProcessAndLeavesItAlone() throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (ServerSocketChannel other = bind(path)) {
            assertStopped(path, "in use by another process");
            assertThat(other.isOpen()).isTrue();
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
        assertThat(list()).containsExactly(path);
    }

    @Test
    void refusesToReplaceAFileThatIsNoSocket() throws Exception {
        Path path = Files.writeString(folder.resolve("notes.txt"), "dear diary");
        assertStopped(path, "a file that is no socket");
        assertThat(path).hasContent("dear diary");
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        assertStopped(link, "a file that is no socket");
        assertThat(list()).containsExactlyInAnyOrder(path, link);
    }

    @Test
    void namesThePathThatIsTooLongOrHasNoFolder() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(100)));
        assertThatThrownBy(() -> PlainNode.on(unix(deep.resolve("rpc.sock"), "rw-------")))
                .isInstanceOf(ListenerException.class)
                .hasMessageMatching("listener unix:.*: a path that is \\d+ bytes too long for a socket .*");
        assertThatThrownBy(() -> PlainNode.on(unix(folder.resolve("none/rpc.sock"), "rw-------")))
                .isInstanceOf(ListenerException.class)
                .hasMessageContaining("NoSuchFileException");
        assertThat(list()).containsExactly(deep);
        assertThat(Files.list(deep)).isEmpty();
    }

    /** All or nothing: the port beside a socket that cannot be made is free again. */
    @Test
    void leavesNothingBehindWhenItCannotStart() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "");
        int port = FreePort.next();
        assertThatThrownBy(() -> PlainNode.on(Listener.plain("127.0.0.1", port), unix(path, "rw-------")))
                .isInstanceOf(ListenerException.class);
        assertThatThrownBy(() -> new Socket(InetAddress.getByName("127.0.0.1"), port).close())
                .isInstanceOf(ConnectException.class);
        assertThat(list()).containsExactly(path);
    }

    @Test
    void leavesAloneWhatAnotherPutInItsPlace() throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (PlainNode node = PlainNode.on(unix(path, "rw-------"))) {
            assertThat(node.server().uris()).hasSize(1);
            Files.delete(path);
            Files.writeString(path, "another's");
        }
        assertThat(path).hasContent("another's");
        assertThat(list()).containsExactly(path);
    }

    @Test
    void standsBesideIpv4AndIpv6() throws Exception {
        Path path = folder.resolve("rpc.sock");
        try (PlainNode node =
                PlainNode.on(Listener.plain("127.0.0.1", 0), unix(path, "rw-------"), Listener.plain("::1", 0))) {
            assertThat(node.server().uris().get(1)).isEqualTo(URI.create("unix:" + path));
            assertThat(node.server().uris().get(2).toString()).startsWith("http://[::1]:");
            assertThat(ask(path, "localhost")).startsWith("HTTP/1.1 200 ");
            for (int listener : new int[] {0, 2}) {
                URI uri = node.server().uris().get(listener);
                try (Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort())) {
                    socket.getOutputStream()
                            .write(RawConnection.postRequest(uri.getAuthority(), PlainNode.CALL, JSON)
                                    .getBytes(UTF_8));
                    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                            .startsWith("HTTP/1.1 200 ");
                }
            }
            assertThat(node.calls).hasValue(3);
        }
    }

    private void assertStopped(Path path, String reason) {
        assertThatThrownBy(() -> PlainNode.on(unix(path, "rw-------")))
                .isInstanceOf(ListenerException.class)
                .hasMessage(
                        "listener unix:" + path + ": " + reason + " (expected: a path at which a socket can be made)");
    }

    private static Listener unix(Path path, String mode) {
        return Listener.unix(path, PosixFilePermissions.fromString(mode));
    }

    private static ServerSocketChannel bind(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private static String ask(Path path, String host, String... headers) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            String[] lines = Stream.concat(Stream.of(headers), Stream.of(JSON)).toArray(String[]::new);
            channel.write(ByteBuffer.wrap(
                    RawConnection.postRequest(host, PlainNode.CALL, lines).getBytes(UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

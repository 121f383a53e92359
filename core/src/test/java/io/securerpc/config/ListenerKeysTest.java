package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.listener.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** More places to listen than one, and proxies in front, as a file names them. */
class ListenerKeysTest {
    private static final String TLS =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";
    private static final String MORE = "[[secure_rpc.listeners]]\n";

    @TempDir
    private Path folder;

    @Test
    void listensOnLoopbackAloneByDefaultAndBelievesNobody() throws IOException {
        ServerSettings settings = load("");
        assertThat(settings.listeners()).containsExactly(Listener.plain("::1", 7076));
        assertThat(settings.trustedProxies().isEmpty()).isTrue();
    }

    @Test
    void takesEveryKindOfListener() throws IOException {
        ServerSettings settings = load("address = \"::\"\n" + TLS
                + "[secure_rpc]\ntrusted_proxies = [\"10.0.0.0/8\"]\nproxy_protocol = true\n"
                + MORE + "address = \"192.0.2.7\"\n"
                + MORE + "address = \"192.0.2.8\"\nport = 443\nproxy_protocol = true\n"
                + MORE + "address = \"127.0.0.1\"\nport = 0\ntls = false\n"
                + MORE + "address = \"::ffff:192.0.2.7\"\nport = 80\nredirect_to = \"https://node.example.com:7076\"\n"
                + MORE + "path = \"rpc.sock\"\nmode = \"rw-rw----\"\n"
                + MORE + "path = \"/run/node.sock\"\n");
        Listener.Tls main = (Listener.Tls) settings.listeners().get(0);
        assertThat(main.proxyProtocol()).isTrue();
        assertThat(main.place()).isEqualTo("[::]:7076");
        Listener.Tls second = (Listener.Tls) settings.listeners().get(1);
        assertThat(second.proxyProtocol()).isFalse();
        assertThat(second.withProxyProtocol()).isEqualTo(main.withAddress("192.0.2.7", 7076));
        assertThat(settings.listeners().subList(2, 7))
                .isEqualTo(List.of(
                        main.withAddress("192.0.2.8", 443),
                        Listener.plain("127.0.0.1", 0),
                        Listener.redirect("192.0.2.7", 80, URI.create("https://node.example.com:7076")),
                        Listener.unix(folder.resolve("rpc.sock"), PosixFilePermissions.fromString("rw-rw----")),
                        Listener.unix(Path.of("/run/node.sock"), PosixFilePermissions.fromString("rw-------"))));
        assertThat(settings.trustedProxies().trusts(InetAddress.getByName("10.1.2.3")))
                .isTrue();
    }

    @Test
    void withoutTlsTheOthersHaveNoneEither() throws IOException {
        assertThat(load("[secure_rpc]\ntrusted_proxies = [\"::1\"]\n" + MORE
                                + "address = \"127.0.0.1\"\nproxy_protocol = true\n")
                        .listeners())
                .containsExactly(
                        Listener.plain("::1", 7076),
                        Listener.plain("127.0.0.1", 7076).withProxyProtocol());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(
                        "[secure_rpc]\ntrusted_proxies = [\"10.0.0.1/8\", \"proxy\"]\n",
                        "secure_rpc.trusted_proxies: trusted proxy: '10.0.0.1/8' (expected: 10.0.0.0/8, or a longer prefix)"),
                arguments(
                        "[secure_rpc]\ntrusted_proxies = [\"10.0.0.1/8\", \"proxy\"]\n",
                        "secure_rpc.trusted_proxies: trusted proxy: 'proxy' (expected: an IP address or network, such as"
                                + " 10.0.0.7 or 10.0.0.0/8)"),
                arguments(
                        "[secure_rpc]\nproxy_protocol = true\n",
                        "secure_rpc.proxy_protocol: true (expected: only beside secure_rpc.trusted_proxies)"),
                arguments(
                        MORE + "address = \"::1\"\n" + MORE + "address = \"::1\"\nport = 1\nproxy_protocol = true\n",
                        "secure_rpc.listeners[2].proxy_protocol: true (expected: only beside secure_rpc.trusted_proxies)"),
                arguments(
                        MORE + "port = 80\n",
                        "secure_rpc.listeners[1].address: missing (expected: an IP address such as ::1 or 127.0.0.1, or path"
                                + " in its place)"),
                arguments(
                        MORE + "address = \"localhost\"\n",
                        "secure_rpc.listeners[1].address: localhost (expected: an IP address such as ::1 or 127.0.0.1, or path"
                                + " in its place)"),
                arguments(
                        MORE + "address = \"::1\"\nmode = \"rw-------\"\n",
                        "secure_rpc.listeners[1].mode: set (expected: only beside secure_rpc.listeners[1].path)"),
                arguments(
                        MORE + "path = \"s\"\naddress = \"::1\"\n",
                        "secure_rpc.listeners[1].address: set (expected: not beside secure_rpc.listeners[1].path)"),
                arguments(
                        MORE + "path = \"s\"\nproxy_protocol = true\n",
                        "secure_rpc.listeners[1].proxy_protocol: set (expected: not beside secure_rpc.listeners[1].path)"),
                arguments(
                        MORE + "path = \"\"\n",
                        "secure_rpc.listeners[1].path: empty (expected: the path of the socket)"),
                arguments(
                        MORE + "path = \"s\"\nmode = \"600\"\n",
                        "secure_rpc.listeners[1].mode: 600 (expected: nine letters as ls prints them, such as rw-rw----)"),
                arguments(
                        MORE + "path = \"s\"\nmode = \"rwx------\"\n",
                        "secure_rpc.listeners[1].mode: socket mode: rwx------ (expected: rw for the owner, and x for nobody,"
                                + " such as rw-rw----)"),
                arguments(
                        MORE + "address = \"::1\"\nredirect_to = \"http://node.example.com\"\n",
                        "secure_rpc.listeners[1].redirect_to: redirect target: 'http://node.example.com' (expected:"
                                + " https://host:port in lower case, without a path, such as https://node.example.com:7076)"),
                arguments(
                        MORE + "address = \"::1\"\nredirect_to = \"https://a b\"\n",
                        "secure_rpc.listeners[1].redirect_to: Illegal character in authority at index 8: https://a b"),
                arguments(
                        MORE + "address = \"::1\"\nredirect_to = \"https://a\"\ntls = true\n",
                        "secure_rpc.listeners[1].tls: set (expected: not beside secure_rpc.listeners[1].redirect_to)"),
                arguments(
                        MORE + "address = \"::1\"\ntls = true\n",
                        "secure_rpc.listeners[1].tls: true (expected: false, or none, since TLS is off)"),
                arguments(
                        MORE + "address = \"::1\"\nunix = \"s\"\n",
                        "secure_rpc.listeners[1].unix: unknown key (expected: mode)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesNamingTheKeyAndTheRule(String toml, String problem) throws IOException {
        Path file = write(toml);
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> NanoConfig.load(file));
        assertThat(ProblemLines.without(refused.problems())).contains(file + ": " + problem);
    }

    private ServerSettings load(String toml) throws IOException {
        return NanoConfig.load(write(toml));
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), toml);
    }
}

package io.securerpc.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {
    @Test
    void saysWhereItListens() {
        assertThat(Listener.plain("127.0.0.1", 7076).place()).isEqualTo("127.0.0.1:7076");
        assertThat(Listener.plain("::1", 7076).place()).isEqualTo("[::1]:7076");
        assertThat(Listener.plain("[::1]", 7076).place()).isEqualTo("[::1]:7076");
        assertThat(unix("rw-------").place()).isEqualTo("unix:/run/rpc.sock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw----", "rw-rw-rw-", "rw--w----", "rw-r--r--"})
    void takesModesByWhichTheOwnerCanConnect(String mode) {
        assertThat(unix(mode).mode()).isEqualTo(PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"---------", "r--------", "-w-------", "rwx------", "rw---x---", "rw-rw-rwx"})
    void refusesOtherModes(String mode) {
        assertThatThrownBy(() -> unix(mode))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "socket mode: " + mode + " (expected: rw for the owner, and x for nobody, such as rw-rw----)");
    }

    @ParameterizedTest
    @CsvSource({
        "https://node.example.com:7076, https://node.example.com:7076/",
        "https://node.example.com/, https://node.example.com/",
        "https://[2001:db8::7]:443, https://[2001:db8::7]:443/",
        "https://192.0.2.7, https://192.0.2.7/"
    })
    void leadsToOneHttpsAddress(String target, String kept) {
        assertThat(Listener.redirect("0.0.0.0", 80, URI.create(target)).target())
                .isEqualTo(URI.create(kept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://node.example.com",
                "HTTPS://node.example.com",
                "https://Node.example.com",
                "https://node.example.com/path",
                "https://node.example.com?x",
                "https://node.example.com#x",
                "https://user@node.example.com",
                "https://node.example.com:0",
                "https://node.example.com:70000",
                "https://node.example.com:",
                "https:///",
                "//node.example.com",
                "node.example.com",
                "javascript:alert(1)"
            })
    void leadsNowhereElse(String target) {
        assertThatThrownBy(() -> Listener.redirect("0.0.0.0", 80, URI.create(target)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "redirect target: '" + target + "' (expected: https://host:port in lower case, without a path,"
                                + " such as https://node.example.com:7076)");
    }

    @Test
    void asksForTheProxyProtocolOnlyWhereTold() {
        assertThat(Listener.plain("::1", 1).proxyProtocol()).isFalse();
        assertThat(Listener.plain("::1", 1).withProxyProtocol()).isEqualTo(new Listener.Plain("::1", 1, true));
        assertThat(unix("rw-------").proxyProtocol()).isFalse();
    }

    @Test
    void matchesByKind() {
        assertThat(kind(Listener.plain("::1", 1))).isEqualTo("plain");
        assertThat(kind(unix("rw-------"))).isEqualTo("unix");
        assertThat(kind(Listener.redirect("::1", 1, URI.create("https://a")))).isEqualTo("redirect");
    }

    private static String kind(Listener listener) {
        return listener.match(tls -> "tls", plain -> "plain", unix -> "unix", redirect -> "redirect");
    }

    private static Listener.Unix unix(String mode) {
        return Listener.unix(Path.of("/run/rpc.sock"), PosixFilePermissions.fromString(mode));
    }
}

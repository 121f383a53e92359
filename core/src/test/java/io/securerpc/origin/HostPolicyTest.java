package io.securerpc.origin;

import static io.securerpc.origin.HostVerdict.ALLOWED;
import static io.securerpc.origin.HostVerdict.MALFORMED;
import static io.securerpc.origin.HostVerdict.NOT_ALLOWED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:7076, ALLOWED",
        "127.0.0.1, LocalHost:7076, ALLOWED",
        "127.0.0.1, 127.0.0.1:7076, ALLOWED",
        "127.0.0.1, [::ffff:127.0.0.1]:7076, ALLOWED",
        "127.0.0.1, localhost, NOT_ALLOWED",
        "127.0.0.1, 127.0.0.1, NOT_ALLOWED",
        "127.0.0.1, localhost:7077, NOT_ALLOWED",
        "127.0.0.1, [::1]:7076, NOT_ALLOWED",
        "127.0.0.1, 127.0.0.2:7076, NOT_ALLOWED",
        "127.0.0.1, localhost.:7076, NOT_ALLOWED",
        "127.0.0.1, evil.example:7076, NOT_ALLOWED",
        "127.0.0.1, 127.0.0.1.evil.example:7076, NOT_ALLOWED",
        "127.0.0.1, localhost:7076@evil.example, MALFORMED",
        "127.0.0.1, 'localhost:7076,evil.example', MALFORMED",
        "127.0.0.1, '', MALFORMED",
        "::1, [::1]:7076, ALLOWED",
        "::1, [0:0::0:1]:7076, ALLOWED",
        "::1, localhost:7076, ALLOWED",
        "::1, [::1], NOT_ALLOWED",
        "::1, ::1:7076, MALFORMED",
        "::1, 127.0.0.1:7076, NOT_ALLOWED",
        "192.0.2.7, 192.0.2.7:7076, ALLOWED",
        "192.0.2.7, localhost:7076, NOT_ALLOWED",
        "::ffff:192.0.2.7, 192.0.2.7:7076, ALLOWED",
        "0.0.0.0, localhost:7076, ALLOWED",
        "0.0.0.0, [::1]:7076, ALLOWED",
        "0.0.0.0, evil.example:7076, NOT_ALLOWED",
        "0.0.0.0, 0.0.0.0:7076, NOT_ALLOWED",
        "::, 127.0.0.1:7076, ALLOWED"
    })
    void answersToTheAddressesItIsBoundTo(String bound, String host, HostVerdict expected) throws Exception {
        HostRules rules = HostPolicy.ownNames().bind(at(bound, 7076), Set::of);
        assertThat(rules.judge(host, true)).isEqualTo(expected);
        assertThat(rules.judge(host, false)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "443, localhost, true, ALLOWED", "443, localhost, false, NOT_ALLOWED", "443, localhost:443, true, ALLOWED",
        "80, localhost, false, ALLOWED", "80, localhost, true, NOT_ALLOWED", "80, localhost:80, false, ALLOWED",
        "7076, localhost, true, NOT_ALLOWED", "7076, localhost:443, true, NOT_ALLOWED"
    })
    void aMissingPortIsThatOfTheScheme(int port, String host, boolean tls, HostVerdict expected) throws Exception {
        HostRules rules = HostPolicy.ownNames().bind(at("127.0.0.1", port), Set::of);
        assertThat(rules.judge(host, tls)).isEqualTo(expected);
    }

    @Test
    void boundToAllAddressesAnswersToEachOfTheMachine() throws Exception {
        HostRules rules = HostPolicy.ownNames().bind(at("0.0.0.0", 7076), Set::of);
        List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(addresses).isNotEmpty().allSatisfy(address -> {
            String literal = address.getHostAddress().split("%", 2)[0];
            String host = literal.contains(":") ? "[" + literal + "]" : literal;
            assertThat(rules.judge(host + ":7076", true)).isEqualTo(ALLOWED);
        });
    }

    @Test
    void answersToTheCertificatesNamesAndFollowsThem() throws Exception {
        AtomicReference<Set<String>> names =
                new AtomicReference<>(Set.of("www.example.com", "2001:db8::7", "*.wild.example", "192.0.2.9"));
        HostRules rules = HostPolicy.ownNames().bind(at("127.0.0.1", 7076), names::get);
        assertThat(rules.judge("www.example.com:7076", true)).isEqualTo(ALLOWED);
        assertThat(rules.judge("WWW.example.com", true)).isEqualTo(ALLOWED);
        assertThat(rules.judge("www.example.com:8443", true)).isEqualTo(ALLOWED);
        assertThat(rules.judge("[2001:db8:0::7]:7076", true)).isEqualTo(ALLOWED);
        assertThat(rules.judge("192.0.2.9", true)).isEqualTo(ALLOWED);
        assertThat(rules.judge("a.wild.example:7076", true)).isEqualTo(NOT_ALLOWED);
        assertThat(rules.judge("*.wild.example:7076", true)).isEqualTo(MALFORMED);

        names.set(Set.of("new.example.com"));
        assertThat(rules.judge("www.example.com:7076", true)).isEqualTo(NOT_ALLOWED);
        assertThat(rules.judge("new.example.com:7076", true)).isEqualTo(ALLOWED);
        assertThat(rules.judge("localhost:7076", true)).isEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @CsvSource({
        "node.example.com, ALLOWED",
        "node.example.com:1, ALLOWED",
        "Node.example.com:7076, ALLOWED",
        "xnode.example.com, NOT_ALLOWED",
        "10.0.0.7:7076, ALLOWED",
        "10.0.0.7, NOT_ALLOWED",
        "10.0.0.7:7077, NOT_ALLOWED",
        "tls.example, ALLOWED",
        "tls.example:80, NOT_ALLOWED",
        "localhost:7076, ALLOWED"
    })
    void answersToListedNamesWithAnyPortOrTheirOwn(String host, HostVerdict expected) throws Exception {
        HostRules rules = HostPolicy.allow("NODE.example.com", "10.0.0.7:7076", "tls.example:443")
                .bind(at("127.0.0.1", 7076), Set::of);
        assertThat(rules.judge(host, true)).isEqualTo(expected);
    }

    @Test
    void anyHostIsAllowedButNotRecognisedAsOwn() throws Exception {
        HostRules rules = HostPolicy.any().bind(at("127.0.0.1", 7076), Set::of);
        assertThat(rules.judge("evil.example:7076", true)).isEqualTo(ALLOWED);
        assertThat(rules.recognises("evil.example:7076", true)).isFalse();
        assertThat(rules.recognises("localhost:7076", true)).isTrue();
        assertThat(rules.judge("a b", true)).isEqualTo(MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://node.example.com/ | node.example.com",
                "::1 | [::1]",
                "* | \"*\" on its own, in code HostPolicy.any()",
                "any | \"*\" on its own, in code HostPolicy.any()",
                "All | \"*\" on its own, in code HostPolicy.any()",
                "none | no entry, in code HostPolicy.ownNames()",
                "0.0.0.0 | the addresses by which clients reach the server; its own are known",
                "0.0.0.0:7076 | the addresses by which clients reach the server; its own are known",
                "[::]:7076 | the addresses by which clients reach the server; its own are known",
                "münchen.example | xn--mnchen-3ya.example",
                "127.1:7076 | 127.0.0.1:7076",
                "node.example.com:07076 | node.example.com:7076",
                "node.example.com: | node.example.com",
                "straße.example | name, name:port, or an address, IPv6 in brackets",
                "*.example.com | each host by its name",
                "a b | name, name:port, or an address, IPv6 in brackets",
                "node:0 | name, name:port, or an address, IPv6 in brackets"
            })
    void refusesEntriesThatCanNeverMatchAndNamesTheOneThatWould(String entry, String expected) {
        assertThatThrownBy(() -> HostPolicy.allow(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host entry: '" + entry + "' (expected: " + expected + ")");
    }

    @Test
    void namesEveryBadEntryAtOnceAndNoPassword() {
        assertThatThrownBy(() -> HostPolicy.allow("me:secret@node.example.com:1", "fine.example", "::1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host entry: '****@node.example.com:1' (expected: node.example.com:1)"
                        + System.lineSeparator() + "host entry: '::1' (expected: [::1])");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:7076", "[::]:7076", "0.0.0.0", "[::ffff:0:0]:7076"})
    void doesNotAnswerToTheAddressesThatStandForAll(String host) throws Exception {
        for (String bound : List.of("127.0.0.1", "0.0.0.0", "::")) {
            HostRules rules = HostPolicy.ownNames().bind(at(bound, 7076), Set::of);
            assertThat(rules.judge(host, true)).isEqualTo(NOT_ALLOWED);
        }
    }

    @Test
    void listedNamesAreOwnNamesBesideAnyHost() throws Exception {
        HostRules rules = HostPolicy.any().withHosts("node.example.com").bind(at("127.0.0.1", 7076), Set::of);
        assertThat(rules.judge("evil.example", true)).isEqualTo(ALLOWED);
        assertThat(rules.recognises("evil.example", true)).isFalse();
        assertThat(rules.recognises("node.example.com:1", true)).isTrue();
    }

    @Test
    void warnsOfWhatItOpens() {
        assertThat(HostPolicy.allow("node.example.com").warnings()).isEmpty();
        assertThat(HostPolicy.any().warnings())
                .containsExactly(
                        "hosts: any (a web page whose name is made to lead here, by DNS rebinding, is no stranger then)");
    }

    @Test
    void wantsTheRealAddressAndPort() {
        assertThatThrownBy(() -> HostPolicy.ownNames().bind(InetSocketAddress.createUnresolved("h", 1), Set::of))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: the address and port really bound)");
        assertThatThrownBy(() -> HostPolicy.ownNames().bind(at("127.0.0.1", 0), Set::of))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static InetSocketAddress at(String literal, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(literal), port);
    }
}

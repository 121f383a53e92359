package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientTest {
    private static final Caller STRANGER = Caller.of(Caller.ANONYMOUS, Set.of(Permission.PUBLIC));
    private static final Caller ALICE = Caller.of("basic:alice", Set.of(Permission.PUBLIC));

    @Test
    void whoHasProvenWhoHeIsIsOneFromWherever() {
        assertThat(Client.of(ALICE, at("192.0.2.1")))
                .isEqualTo(Client.of(ALICE, at("2001:db8::1")))
                .hasSameHashCodeAs(Client.of(ALICE, at("2001:db8::1")))
                .hasToString("basic:alice")
                .isNotEqualTo(Client.of(Caller.of("token:alice", Set.of()), at("192.0.2.1")))
                .isNotEqualTo(Client.of(STRANGER, at("192.0.2.1")));
    }

    @Test
    void strangersAtOneAddressAreOneWhateverTheirPorts() {
        assertThat(Client.of(STRANGER, new InetSocketAddress("192.0.2.1", 1)))
                .isEqualTo(Client.of(STRANGER, new InetSocketAddress("192.0.2.1", 2)))
                .isEqualTo(Client.of(at("192.0.2.1")))
                .isEqualTo(Client.of(at("::ffff:192.0.2.1")))
                .isNotEqualTo(Client.of(at("192.0.2.2")))
                .isNotEqualTo(Client.unknown());
    }

    @Test
    void strangersOfOneIpv6NetworkAreOne() {
        assertThat(Client.of(at("2001:db8::1")))
                .isEqualTo(Client.of(at("2001:db8::ffff:ffff:ffff:ffff")))
                .hasSameHashCodeAs(Client.of(at("2001:db8::2")))
                .hasToString("2001:db8:0:0::/64")
                .isNotEqualTo(Client.of(at("2001:db8:0:1::1")));
    }

    @Test
    void allThatHaveNoAddressAreOne() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("unix.invalid", 0);
        assertThat(Client.of(nowhere)).isEqualTo(Client.unknown()).isEqualTo(Client.of(STRANGER, nowhere));
        assertThat(Client.of(ALICE, nowhere)).isEqualTo(Client.of(ALICE, at("192.0.2.1")));
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(address, 51_000);
    }
}

package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private final OpenConnections all = new OpenConnections(ConnectionLimits.builder()
            .maxConnectionsPerAddress(3)
            .maxConnectionsPerNetwork(4)
            .maxConnectionsPerCaller(2)
            .maxHandshakes(5)
            .build());
    private final ListenerConnections listener = all.addListener(8);
    private final ListenerConnections other = all.addListener(8);

    @Test
    void admitsExactlyAsManyOfAnAddressAsItMayHaveOnAllListenersTogether() {
        OpenConnection first = open(listener, "192.0.2.1");
        open(other, "192.0.2.1");
        open(listener, "192.0.2.1");

        assertThat(admit(other, "192.0.2.1", false)).isEqualTo(new Admission.Full(Bound.ADDRESS));
        assertThat(admit(other, "192.0.2.2", false)).isInstanceOf(OpenConnection.class);
        first.close();
        first.close();
        open(listener, "192.0.2.1");
        assertThat(admit(listener, "192.0.2.1", false)).isEqualTo(new Admission.Full(Bound.ADDRESS));
    }

    @Test
    void countsIpv6ByTheAddressAndByItsNetworkOf64Bits() {
        open(listener, "2001:db8::1");
        open(listener, "2001:db8::2");
        open(listener, "2001:db8::ffff:0:0:3");
        open(listener, "2001:db8::ffff:0:0:4");

        assertThat(admit(listener, "2001:db8::5", false)).isEqualTo(new Admission.Full(Bound.NETWORK));
        assertThat(admit(listener, "2001:db8:0:1::5", false)).isInstanceOf(OpenConnection.class);
        assertThat(all.used(Bound.NETWORK)).isEqualTo(4);
    }

    @Test
    void countsAnIpv4AddressThatIsWrittenAsIpv6AsWhatItIs() {
        open(listener, "192.0.2.1");
        open(listener, "::ffff:192.0.2.1");
        open(listener, "192.0.2.1");

        assertThat(admit(listener, "::ffff:192.0.2.1", false)).isEqualTo(new Admission.Full(Bound.ADDRESS));
    }

    @Test
    void countsNobodyWhereTheOneThatHasToMakeRoomCannotBeEnded() {
        OpenConnection silent = (OpenConnection) admit(listener, "192.0.2.1", true);
        silent.onDrop(bound -> {
            throw new IllegalStateException("cannot be ended");
        });
        open(listener, "192.0.2.1");
        open(listener, "192.0.2.1");

        assertThatThrownBy(() -> admit(listener, "192.0.2.1", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot be ended");

        assertThat(all.used(Bound.ADDRESS)).isEqualTo(2);
        assertThat(admit(listener, "192.0.2.1", false)).isInstanceOf(OpenConnection.class);
    }

    /** The newcomer's address is full, and so is the listener. */
    @Test
    void endsAllThatAreDisplacedThoughOneOfThemCannotBeEnded() {
        OpenConnection silent = (OpenConnection) admit(other, "192.0.2.200", true);
        silent.onDrop(bound -> {
            throw new IllegalStateException("cannot be ended");
        });
        open(other, "192.0.2.200");
        open(other, "192.0.2.200");
        List<String> dropped = new ArrayList<>();
        handshake(dropped, "elsewhere", "192.0.2.100");
        for (int i = 0; i < 7; i++) {
            open(listener, "192.0.2." + i);
        }

        assertThatThrownBy(() -> admit(listener, "192.0.2.200", false)).hasMessage("cannot be ended");

        assertThat(dropped).containsExactly("elsewhere by CONNECTIONS");
        assertThat(listener.count()).isEqualTo(7);
    }

    @Test
    void refusesOneMoreThanAListenerMayHaveAndLeavesOtherListenersTheirs() {
        for (int i = 0; i < 8; i++) {
            open(listener, "192.0.2." + i);
        }

        assertThat(admit(listener, "192.0.2.100", false)).isEqualTo(new Admission.Full(Bound.CONNECTIONS));
        assertThat(admit(other, "192.0.2.100", false)).isInstanceOf(OpenConnection.class);
    }

    @Test
    void givesTheOldestHandshakeOfTheSameAddressToTheNewcomerAndNoFinishedConnection() {
        List<String> dropped = new ArrayList<>();
        OpenConnection finished = handshake(dropped, "finished", "192.0.2.1");
        finished.finished();
        handshake(dropped, "older", "192.0.2.1");
        handshake(dropped, "newer", "192.0.2.1");

        OpenConnection newcomer = handshake(dropped, "newcomer", "192.0.2.1");

        assertThat(dropped).containsExactly("older by ADDRESS");
        assertThat(all.used(Bound.ADDRESS)).isEqualTo(3);
        assertThat(all.used(Bound.HANDSHAKES)).isEqualTo(2);
        newcomer.finished();
        assertThat(all.used(Bound.HANDSHAKES)).isEqualTo(1);
    }

    @Test
    void whoeverOpensManyHandshakesLosesHisOwnBeforeAStrangers() {
        List<String> dropped = new ArrayList<>();
        handshake(dropped, "stranger", "198.51.100.7");
        handshake(dropped, "flood 1", "2001:db8::1");
        handshake(dropped, "flood 2", "2001:db8::2");
        handshake(dropped, "flood 3", "2001:db8::3");
        handshake(dropped, "flood 4", "2001:db8::4");

        handshake(dropped, "flood 5", "2001:db8::5");
        handshake(dropped, "honest", "203.0.113.1");

        assertThat(dropped).containsExactly("flood 1 by NETWORK", "flood 2 by HANDSHAKES");
        assertThat(listener.handshakes()).isEqualTo(5);
    }

    @Test
    void clientsBehindOneAddressDoNotEndEachOtherWhileSilentOnesHoldThePlaces() {
        OpenConnections server =
                new OpenConnections(ConnectionLimits.builder().maxHandshakes(32).build());
        ListenerConnections listener = server.addListener(100);
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            handshake(listener, dropped, "silent " + i, "192.0.2." + i);
        }
        handshake(listener, dropped, "office 1", "203.0.113.1");
        handshake(listener, dropped, "office 2", "203.0.113.1");
        handshake(listener, dropped, "office 3", "203.0.113.1");

        assertThat(dropped)
                .containsExactly("silent 0 by HANDSHAKES", "silent 1 by HANDSHAKES", "silent 2 by HANDSHAKES");
    }

    @Test
    void whoeverHoldsAnEighthOfThePlacesLosesHisOwnWhoeverComes() {
        OpenConnections server =
                new OpenConnections(ConnectionLimits.builder().maxHandshakes(32).build());
        ListenerConnections listener = server.addListener(100);
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < 28; i++) {
            handshake(listener, dropped, "stranger " + i, "192.0.2." + i);
        }
        for (int i = 0; i < 4; i++) {
            handshake(listener, dropped, "flood " + i, "2001:db8::" + i);
        }
        handshake(listener, dropped, "honest", "203.0.113.1");
        handshake(listener, dropped, "honest too", "203.0.113.2");

        // With the first that he lost he is below his share, and everybody is like everybody.
        assertThat(dropped).containsExactly("flood 0 by HANDSHAKES", "stranger 0 by HANDSHAKES");
    }

    @Test
    void aClientThatAProxyNamesHasItsShareFromThenOn() {
        OpenConnections server =
                new OpenConnections(ConnectionLimits.builder().maxHandshakes(16).build());
        ListenerConnections listener = server.addListener(100);
        List<String> dropped = new ArrayList<>();
        handshake(listener, dropped, "stranger", "192.0.2.1");
        for (int i = 0; i < 15; i++) {
            String name = "behind the proxy " + i;
            OpenConnection connection = (OpenConnection) listener.admit(Optional.empty(), true);
            connection.onDrop(bound -> dropped.add(name + " by " + bound));
            if (i >= 13) {
                assertThat(connection.claim(address("198.51.100.7"))).isEmpty();
            }
        }
        handshake(listener, dropped, "honest", "203.0.113.1");
        handshake(listener, dropped, "honest too", "203.0.113.2");

        assertThat(dropped).containsExactly("behind the proxy 13 by HANDSHAKES", "stranger by HANDSHAKES");
    }

    @Test
    void dropsOneThatWasDisplacedBeforeItCouldBeTold() {
        OpenConnection early = (OpenConnection) admit(listener, "192.0.2.1", true);
        for (int i = 2; i < 7; i++) {
            admit(listener, "192.0.2." + i, true);
        }
        AtomicInteger drops = new AtomicInteger();
        early.onDrop(bound -> drops.incrementAndGet());
        early.close();

        assertThat(drops).hasValue(1);
        assertThat(listener.count()).isEqualTo(5);
    }

    @Test
    void countsAClientThatATrustedProxyNamesByThatName() {
        OpenConnection viaProxy = (OpenConnection) listener.admit(Optional.empty(), true);
        assertThat(all.used(Bound.ADDRESS)).isZero();
        for (int i = 0; i < 3; i++) {
            open(listener, "192.0.2.1");
        }

        assertThat(viaProxy.claim(address("192.0.2.1"))).contains(Bound.ADDRESS);
        assertThat(viaProxy.claim(address("192.0.2.2"))).isEmpty();
        // Another request on the same connection, in another name.
        assertThat(viaProxy.claim(address("192.0.2.1"))).isEmpty();
        assertThat(all.addresses()).isEqualTo(2);
        viaProxy.close();
        assertThat(all.addresses()).isEqualTo(1);
    }

    @Test
    void countsACallerFromWhereverItConnects() {
        OpenConnection one = open(listener, "192.0.2.1");
        OpenConnection two = open(other, "192.0.2.2");
        OpenConnection three = open(listener, "192.0.2.3");

        assertThat(one.claim("certificate:alice")).isEmpty();
        assertThat(one.claim("certificate:alice")).isEmpty();
        assertThat(two.claim("certificate:alice")).isEmpty();
        assertThat(three.claim("certificate:alice")).contains(Bound.CALLER);
        assertThat(three.claim("token:bob")).isEmpty();
        one.close();
        assertThat(open(listener, "192.0.2.4").claim("certificate:alice")).isEmpty();
        assertThat(all.used(Bound.CALLER)).isEqualTo(2);
    }

    @Test
    void nothingCountsThatIsClosedAlready() {
        OpenConnection closed = open(listener, "192.0.2.1");
        AtomicInteger closes = new AtomicInteger();
        closed.onClose(closes::incrementAndGet);
        closed.close();
        closed.onClose(closes::incrementAndGet);

        closed.upgraded();
        closed.finished();
        assertThat(closed.claim("certificate:alice")).isEmpty();
        assertThat(closed.claim(address("192.0.2.2"))).isEmpty();
        assertThat(closes).hasValue(2);
        assertThat(gauges()).isEqualTo(gaugesOf(0, 0, 0, 0, 0));
    }

    /** Whatever happens in whatever order, the counts are those of the connections that are open. */
    @Test
    void countsNeverDriftUnderAnySequence() throws UnknownHostException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<OpenConnection, String> open = new HashMap<>();
        List<OpenConnection> ever = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5 || ever.isEmpty()) {
                String from = random.nextBoolean()
                        ? "192.0.2." + random.nextInt(4)
                        : "2001:db8::" + random.nextInt(3) + ":0:0:" + random.nextInt(3);
                admit(random.nextBoolean() ? listener : other, from, random.nextBoolean())
                        .match(
                                connection -> {
                                    open.put(connection, from);
                                    ever.add(connection);
                                    connection.onDrop(bound -> open.remove(connection));
                                    return connection;
                                },
                                full -> full);
            } else {
                OpenConnection any = ever.get(random.nextInt(ever.size()));
                switch (choice) {
                    case 5 -> any.finished();
                    case 6 -> any.claim("token:" + random.nextInt(3));
                    case 7 -> any.upgraded();
                    default -> {
                        any.close();
                        open.remove(any);
                        ever.remove(any);
                    }
                }
            }
            assertThat(all.used(Bound.CONNECTIONS))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(open.size());
            assertThat(all.addresses()).as("seed %d, step %d", seed, step).isEqualTo((int)
                    open.values().stream().distinct().count());
        }
        ever.forEach(OpenConnection::close);
        assertThat(gauges()).as("seed %d", seed).isEqualTo(gaugesOf(0, 0, 0, 0, 0));
        assertThat(all.webSockets()).as("seed %d", seed).isZero();
        assertThat(all.addresses()).as("seed %d", seed).isZero();
    }

    private OpenConnection handshake(List<String> dropped, String name, String address) {
        return handshake(listener, dropped, name, address);
    }

    private static OpenConnection handshake(
            ListenerConnections listener, List<String> dropped, String name, String address) {
        OpenConnection connection = (OpenConnection) admit(listener, address, true);
        connection.onDrop(bound -> dropped.add(name + " by " + bound));
        return connection;
    }

    private static OpenConnection open(ListenerConnections listener, String address) {
        return (OpenConnection) admit(listener, address, false);
    }

    private static Admission admit(ListenerConnections listener, String address, boolean handshake) {
        return listener.admit(Optional.of(address(address)), handshake);
    }

    private Map<Bound, Integer> gauges() {
        Map<Bound, Integer> used = new EnumMap<>(Bound.class);
        for (Bound bound : Bound.values()) {
            used.put(bound, all.used(bound));
        }
        return used;
    }

    private static Map<Bound, Integer> gaugesOf(int... values) {
        Map<Bound, Integer> used = new EnumMap<>(Bound.class);
        for (Bound bound : Bound.values()) {
            used.put(bound, values[bound.ordinal()]);
        }
        return used;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.ListenerConnections;
import io.securerpc.limit.OpenConnections;
import io.securerpc.proxy.TrustedProxies;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionGuardTest {
    private final List<SecurityEvent> events = new ArrayList<>();
    private final ListenerConnections connections = new OpenConnections(ConnectionLimits.defaults()).addListener(10);
    private final ConnectionGuard guard = new ConnectionGuard(
            connections,
            TrustedProxies.none(),
            false,
            new DropReport(events::add),
            new CallSlots(CallLimits.defaults(), Runnable::run),
            events::add);

    /** A transport whose close nobody was told of, which the counting relies on. */
    @Test
    void tellsOfACountThatStaysBehindTwiceInARowAndGivesItBack() throws Exception {
        SocketChannel channel = SocketChannel.open();
        guard.onAccepting(channel);
        channel.close();

        guard.compare(List.of());
        assertThat(events).isEmpty();
        assertThat(connections.count()).isEqualTo(1);
        guard.compare(List.of());

        assertThat(events)
                .containsExactly(
                        new SecurityEvent.Warning("connections: 1 counted, 0 open, 1 of them differ (expected: none)"));
        assertThat(connections.count()).isZero();
        guard.compare(List.of());
        guard.compare(List.of());
        assertThat(events).hasSize(1);
    }

    @Test
    void tellsOfACountWithoutAnEndpointAndKeepsItWhileItsChannelIsOpen() throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            guard.onAccepting(channel);
            guard.compare(List.of());
            guard.compare(List.of());

            assertThat(events).hasSize(1);
            assertThat(connections.count()).isEqualTo(1);
            guard.onClosed(channel);
            guard.onClosed(channel);
            guard.onAcceptFailed(channel, new IllegalStateException("again"));
            assertThat(connections.count()).isZero();
        }
    }

    /** Jetty goes on with a connection whatever is thrown while it is counted. */
    @Test
    void servesNobodyWhoCannotBeCounted() throws Exception {
        ListenerConnections full = new OpenConnections(ConnectionLimits.defaults()).addListener(0);
        ConnectionGuard failing = new ConnectionGuard(
                full,
                TrustedProxies.none(),
                false,
                new DropReport(event -> {
                    throw new IllegalStateException("cannot be told");
                }),
                new CallSlots(CallLimits.defaults(), Runnable::run),
                events::add);
        try (SocketChannel channel = SocketChannel.open()) {
            assertThatThrownBy(() -> failing.onAccepting(channel))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cannot be told");

            assertThat(channel.isOpen()).isFalse();
            assertThat(full.count()).isZero();
            assertThat(failing.isEmpty()).isTrue();
        }
    }
}

package io.securerpc.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void isFreeAndNoneThatASystemGivesAway() throws Exception {
        int port = FreePort.next();

        assertThat(port).isBetween(12_000, 31_999);
        assertThatThrownBy(() -> RawTlsClient.connectPlain(port)).isInstanceOf(ConnectException.class);
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(server.getLocalPort()).isEqualTo(port);
        }
    }
}

package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.time.Duration;

/** What a WebSocket is told whose credential has been taken back, or has ended. */
final class CredentialEnd {
    private CredentialEnd() {}

    /** Returns when it was told, by the nano clock. */
    @CanIgnoreReturnValue
    static long assertEnds(RawWebSocket socket) throws IOException {
        RawWebSocket.Frame close = socket.readClose();
        long told = System.nanoTime();
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.text().substring(2)).isEqualTo("credential is no longer valid");
        assertThat(socket.connection().endsWithin(Duration.ofSeconds(10))).isTrue();
        return told;
    }
}

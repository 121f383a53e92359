package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.time.Duration;

/** What a WebSocket is told whose credential has been taken back, or has ended. */
final class CredentialEnd {
    private CredentialEnd() {}

    static void assertEnds(RawWebSocket socket) throws IOException {
        assertEnds(socket, FairTime.start());
    }

    /** Returns how long after a moment it was told. */
    @CanIgnoreReturnValue
    static Duration assertEnds(RawWebSocket socket, FairTime since) throws IOException {
        RawWebSocket.Frame close = socket.readClose();
        Duration told = since.elapsed();
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.text().substring(2)).isEqualTo("credential is no longer valid");
        assertThat(socket.connection().endsWithin(Duration.ofSeconds(30))).isTrue();
        return told;
    }
}

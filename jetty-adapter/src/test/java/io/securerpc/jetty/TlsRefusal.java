package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;

/** How a client learns that its certificate is not trusted. */
final class TlsRefusal {
    private TlsRefusal() {}

    /** In TLS 1.3 the client has finished before it is judged: a refusal may only show when it reads. */
    static void assertRefused(RawTlsClient client) {
        assertThatThrownBy(() -> {
                    try (RawConnection connection = client.connect()) {
                        connection.post(CallWay.COUNT);
                    }
                })
                .isInstanceOf(IOException.class);
    }
}

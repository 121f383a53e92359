package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.MisencodedCertificate;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Client certificates made to break whoever reads them, sent by somebody nobody knows. */
class HostileCertificateIT {
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @TempDir
    private Path folder;

    static Stream<Arguments> hostile() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(version -> Stream.of(
                                // As deep as one handshake message allows: each level is two bytes.
                                nested((byte) 0x30, (byte) 0x80, 15_000),
                                nested((byte) 0xa0, (byte) 0x80, 15_000),
                                new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                                new byte[] {0x30, 0},
                                new byte[30_000])
                        .map(bytes -> Arguments.of(version, bytes)));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void areRefusedAndDisturbNobody(String version, byte[] encoded) throws Exception {
        TestCertificate mallory = TestCertificate.named("mallory").selfSigned();
        try (TestNode node = TestNode.in(folder).install(user).start();
                RawConnection witness = node.client(user).connect()) {
            RawTlsClient hostile = RawTlsClient.to(
                            node.port(),
                            ClientTls.trusting(node.identity.certificate())
                                    .presenting(
                                            mallory.key(), new MisencodedCertificate(mallory.certificate(), encoded)))
                    .versions(version);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> {
                            try (RawConnection connection = hostile.connect()) {
                                connection.post(BLOCK_COUNT);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }

            assertThat(witness.post(BLOCK_COUNT).status()).isEqualTo(200);
            try (RawConnection fresh = node.client(user).versions(version).connect()) {
                assertThat(fresh.post(BLOCK_COUNT).status()).isEqualTo(200);
            }
            await().until(() -> node.server().tlsConnections() <= 1);
        }
    }

    private static byte[] nested(byte tag, byte length, int depth) {
        byte[] bytes = new byte[2 * depth];
        for (int i = 0; i < depth; i++) {
            bytes[2 * i] = tag;
            bytes[2 * i + 1] = length;
        }
        return bytes;
    }
}

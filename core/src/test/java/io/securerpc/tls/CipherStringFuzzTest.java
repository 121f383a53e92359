package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.testsupport.ProcessorTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as an OpenSSL cipher string: suites that can be offered, or one refusal that names what is wrong. */
class CipherStringFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "",
                        "DEFAULT",
                        "ECDHE+AESGCM:ECDHE+CHACHA20",
                        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384",
                        "HIGH:!aNULL:!MD5:@STRENGTH",
                        "ALL:COMPLEMENTOFALL:@SECLEVEL=0",
                        "kEECDH+AESGCM -ALL; +DHE, !SHA",
                        "EECDH:+RSA:-3DES:@SECLEVEL=9:@",
                        "+".repeat(4000),
                        "ALL+".repeat(2000),
                        "ALL:-ALL:".repeat(900),
                        "\0\u001b[2J\ncafé")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void safeSuitesOrARefusal(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        ProcessorTime time = ProcessorTime.now();
        try {
            List<CipherSuite> suites = OpensslCipherString.select(text);
            assertThat(suites).isNotEmpty().doesNotHaveDuplicates();
            String names = suites.stream().map(CipherSuite::opensslName).collect(Collectors.joining(":"));
            assertThat(OpensslCipherString.select(names)).isEqualTo(suites);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage().lines())
                    .allSatisfy(line -> assertThat(line)
                            .matches("[ -~]+")
                            .contains(" (expected: ")
                            .hasSizeLessThan(4 * OpensslCipherString.MAX_LENGTH));
        }
        time.requireAtMost(LIMIT);
    }
}

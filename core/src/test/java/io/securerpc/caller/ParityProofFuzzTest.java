package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a proof: it is one only if it is the one text of its hash and its time. */
class ParityProofFuzzTest {
    static Stream<byte[]> seeds() {
        String hash = "f37027e4be72b4f01b32d569be842947217a1c70b2a9299468efee8c080871b9";
        return Stream.of(
                        hash + "_99",
                        hash + "_0",
                        hash + "_999999999999",
                        hash + "_1000000000000",
                        hash + "_-1",
                        hash + "_007",
                        hash.toUpperCase(java.util.Locale.ROOT) + "_99",
                        "0x" + hash + "_99",
                        "_",
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aProofHasOneText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        ParityProof.parse(text).ifPresent(proof -> {
            assertThat(proof.hex() + "_" + proof.seconds()).isEqualTo(text);
            assertThat(proof.hash()).hasSize(32);
            assertThat(proof.seconds()).isBetween(0L, 999_999_999_999L);
        });
    }
}

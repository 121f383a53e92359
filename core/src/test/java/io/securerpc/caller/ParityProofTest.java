package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a proof, what is none, and that the hash is Keccak's own. */
class ParityProofTest {
    private static final String HASH = "f37027e4be72b4f01b32d569be842947217a1c70b2a9299468efee8c080871b9";

    /** Made by Parity's own hash function. */
    @ParameterizedTest
    @CsvSource({
        "23521352asdfasdfadf, 99, f37027e4be72b4f01b32d569be842947217a1c70b2a9299468efee8c080871b9",
        "abcdEFGH1234wxyz, 1700000000, 3934041df9b8ca535cda1783b031930e6b532994b903442ed992829d555fde99",
        "abcd-EFGH-1234-wxyz, 1700000000, 3934041df9b8ca535cda1783b031930e6b532994b903442ed992829d555fde99",
    })
    void isKeccakOfTokenAndTime(String token, long seconds, String hash) {
        byte[] proof = ParityTokenSecret.parse(token).orElseThrow().proofAt(seconds);
        assertThat(HexFormat.of().formatHex(proof)).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({"_0, 0", "_99, 99", "_1700000000, 1700000000", "_999999999999, 999999999999"})
    void isReadWithItsTime(String time, long seconds) {
        ParityProof proof = ParityProof.parse(HASH + time).orElseThrow();
        assertThat(proof.seconds()).isEqualTo(seconds);
        assertThat(proof.hex()).isEqualTo(HASH);
        assertThat(HexFormat.of().formatHex(proof.hash())).isEqualTo(HASH);
        assertThat(proof).hasToString("****_" + seconds);
    }

    static Stream<String> hostile() {
        return Stream.of(
                "",
                "_",
                HASH,
                HASH + "_",
                "_99",
                HASH + "99",
                HASH + "-99",
                HASH + ":99",
                HASH + ".99",
                HASH + " 99",
                HASH + "__99",
                HASH + "_99_",
                HASH + "_99_99",
                HASH + "_99 ",
                " " + HASH + "_99",
                HASH + "_99\n",
                HASH + "_99\u0000",
                HASH + "_+99",
                HASH + "_-99",
                HASH + "_-0",
                HASH + "_099",
                HASH + "_00",
                HASH + "_0x63",
                HASH + "_9e1",
                HASH + "_99.0",
                HASH + "_9_9",
                HASH + "_\u0669\u0669",
                HASH + "_\uff19\uff19",
                HASH + "_1000000000000",
                HASH + "_9223372036854775807",
                HASH + "_9223372036854775808",
                HASH + "_18446744073709551616",
                HASH + "_" + "9".repeat(100_000),
                HASH.toUpperCase(Locale.ROOT) + "_99",
                "F" + HASH.substring(1) + "_99",
                "0x" + HASH + "_99",
                "0x" + HASH.substring(2) + "_99",
                HASH.substring(1) + "_99",
                "0" + HASH + "_99",
                HASH + HASH + "_99",
                "g" + HASH.substring(1) + "_99",
                "initial_99",
                HASH + "_99, " + HASH + "_99",
                HASH + "_99," + "securerpc.v1");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void nearlyAProofIsNone(String text) {
        assertThat(ParityProof.parse(text)).isEmpty();
    }

    @Test
    void theHostileOnesAreNearlyGood() {
        assertThat(ParityProof.parse(HASH + "_99")).isPresent();
    }
}

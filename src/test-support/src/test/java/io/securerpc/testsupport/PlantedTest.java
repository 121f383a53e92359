package io.securerpc.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PlantedTest {
    private static final String SECRET = "planted+Pa55word/of%20thirty$chars";
    private final Planted planted = new Planted().add("password", SECRET);

    @Test
    void findsASecretInEachForm() {
        assertFound(SECRET);
        assertFound("x" + SECRET + "x");
        assertFound(SECRET.toUpperCase(Locale.ROOT));
        assertFound(SECRET.substring(5, 17));
        assertFound("planted%2BPa55word%2Fof%2520thirty%24chars");
        assertFound(HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.US_ASCII)));
        for (String before : new String[] {"", "a:", "alice:", "bob:"}) {
            byte[] pair = (before + SECRET).getBytes(StandardCharsets.US_ASCII);
            assertFound(Base64.getEncoder().encodeToString(pair));
            assertFound(Base64.getUrlEncoder().withoutPadding().encodeToString(pair));
        }
    }

    @Test
    void findsBytesAsANumberToo() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (17 * i + 3);
        }
        planted.add("key", key);
        assertThat(planted.in("s=" + new BigInteger(1, key))).containsExactly("key");
        assertThat(planted.in("S: " + new BigInteger(1, key).toString(16))).containsExactly("key");
        assertThat(planted.names()).containsExactlyInAnyOrder("key", "password");
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(planted.in("")).isEmpty();
        assertThat(planted.in(SECRET.substring(0, 11))).isEmpty();
        assertThat(planted.in("planted " + SECRET.substring(8, 19) + " chars")).isEmpty();
    }

    @Test
    void hidesWhatItLooksForAndTakesNothingTooShort() {
        assertThat(planted).hasToString("Planted[password]");
        assertThatThrownBy(() -> planted.add("pin", "1234")).hasMessage("pin: 4 bytes (expected: at least 12)");
    }

    private void assertFound(String text) {
        assertThat(planted.in("log " + text + " end")).as(text).containsExactly("password");
    }
}

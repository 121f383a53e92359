package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server calls itself in its challenges, which is header text and nothing more. */
class RealmTest {
    private static final String LINE = "alice:$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK";

    @Test
    void standsInTheChallenge() {
        CredentialKind basic =
                Users.line(LINE).withRealm(new Realm("node 7, the wallet's")).open(InstantSource.fixed(Instant.EPOCH));
        assertThat(basic.challenge()).isEqualTo("Basic realm=\"node 7, the wallet's\", charset=\"UTF-8\"");
        assertThat(basic.challengeAfterRefusal()).isEqualTo(basic.challenge());
        assertThat(new Realm("x".repeat(64)).challenge("Bearer")).isEqualTo("Bearer realm=\"" + "x".repeat(64) + "\"");
        assertThat(Realm.DEFAULT.text()).isEqualTo("rpc");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatWouldEndTheQuotesOrTheLine(String text, String shown) {
        assertThatThrownBy(() -> new Realm(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("realm: '" + shown
                        + "' (expected: 1 to 64 printable ASCII characters without quotes and backslashes)");
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                arguments("", ""),
                arguments("   ", "   "),
                arguments("a\"b", "a\"b"),
                arguments("rpc\", charset=\"x", "rpc\", charset=\"x"),
                arguments("a\\b", "a\\\\b"),
                arguments("a\r\nSet-Cookie: x", "a\\u000d\\u000aSet-Cookie: x"),
                arguments("a\u0000b", "a\\u0000b"),
                arguments("a\u007fb", "a\\u007fb"),
                arguments("kn\u00f6ten", "kn\\u00f6ten"));
    }

    @Test
    void refusesWhatIsTooLongForAWindowOfABrowser() {
        assertThatThrownBy(() -> new Realm("x".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }
}

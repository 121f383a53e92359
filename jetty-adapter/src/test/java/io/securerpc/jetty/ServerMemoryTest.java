package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpURI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a request's target is, whichever part of it a client makes long. */
class ServerMemoryTest {
    private static final int LONG = 16_000;
    /** The scheme's colon and slashes, the at, the port with its colon, the question mark, the number sign. */
    private static final int BETWEEN = "://@:65535?#".length();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://%s@node.example.com:7076/",
                "https://%s:7076/",
                "https://node.example.com/%s",
                "https://node.example.com/;%s",
                "https://node.example.com/?%s",
                "https://node.example.com/#%s",
                "/%s",
                "*",
            })
    void countsEachPartOfATarget(String target) {
        HttpURI uri = HttpURI.from(target.formatted("a".repeat(LONG)));
        assertThat(ServerMemory.length(uri)).isBetween((long) uri.asString().length() - BETWEEN, (long)
                uri.asString().length());
    }
}

package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.config.ConfigException;
import io.securerpc.config.NanoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every configuration that a page shows is one that is read: whoever copies it meets no unknown key and no value that is refused. */
class ShownConfigurationTest {
    /** What a page shows of a table without its head. */
    private static final String JWT = "[[secure_rpc.jwt]]\nissuer = \"https://login.example.com/\"\naudience = \"a\"\n";

    /** What the list of disabled callers needs stands in other parts of its file. */
    private static final String ELSEWHERE = "(expected: only where client certificates or credentials are)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("pages")
    void isUnderstood(String page) throws IOException {
        for (String shown : Sources.blocks(page, "toml")) {
            String toml = shown.startsWith("\nkeys_url") ? JWT + shown : shown;

            assertThat(problems(toml)).as(toml).allMatch(problem -> problem.endsWith(ELSEWHERE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "src/site/markdown/nano.md",
                "src/site/markdown/substrate.md",
                "src/site/markdown/pactus.md"
            })
    void isWholeWhereAGuideBegins(String page) throws IOException {
        assertThat(problems(Sources.blocks(page, "toml").get(0))).isEmpty();
    }

    static List<String> pages() {
        return Sources.pages().stream()
                .filter(page -> !Sources.blocks(page, "toml").isEmpty())
                .toList();
    }

    private List<String> problems(String toml) throws IOException {
        try {
            NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), toml));
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}

package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.origin.Origin;
import io.securerpc.origin.OriginPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says of entries is what becomes of them. */
class OriginsAndHostsPageTest {
    private static final String FILE = "src/site/markdown/origins-and-hosts.md";
    private static final String PAGE = Sources.read(FILE);

    @TempDir
    Path folder;

    @Test
    void entriesLetInWhatThePageSaysAndNothingElse() {
        List<List<String>> rows = rows("| entry | lets in | and not |");
        assertThat(rows).hasSizeGreaterThan(8).allSatisfy(row -> {
            OriginPolicy policy = OriginPolicy.allow(Sources.code(row.get(0)).get(0));
            assertThat(Sources.code(row.get(1))).isNotEmpty().allMatch(origin -> names(policy, origin));
            assertThat(Sources.code(row.get(2))).isNotEmpty().noneMatch(origin -> names(policy, origin));
        });
    }

    @Test
    void entriesAreRefusedAsThePageSays() {
        List<List<String>> rows = rows("| entry | expected |");
        assertThat(rows)
                .hasSizeGreaterThan(8)
                .allSatisfy(row -> assertThatThrownBy(() ->
                                OriginPolicy.allow(Sources.code(row.get(0)).get(0)))
                        .hasMessageEndingWith(
                                "(expected: " + Sources.code(row.get(1)).get(0) + ")"));
    }

    @Test
    void refusesTheSharedDomainsThatItNames() {
        for (String entry : List.of("https://*.co.uk", "https://*.github.io")) {
            assertThat(PAGE).contains("`" + entry + "`");
            assertThatThrownBy(() -> OriginPolicy.allow(entry)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void namesSubstratesDefaults() {
        String row = PAGE.lines()
                .filter(line -> line.startsWith("| `default`"))
                .findFirst()
                .orElseThrow();
        List<String> defaults = Sources.code(row).stream().skip(1).toList();
        assertThat(OriginPolicy.substrate("default")).hasToString("own origin and " + defaults);
    }

    @Test
    void showsAConfigurationThatMeansWhatTheCodeBesideItMeans() throws IOException {
        Path config = Files.writeString(
                folder.resolve("config-rpc.toml"), Sources.blocks(FILE, "toml").get(0));
        ServerSettings settings = NanoConfig.load(config);
        String entries = "[https://wallet.example.com, https://*.apps.example.com, http://localhost:*]";
        assertThat(settings.origins()).hasToString("own origin and " + entries);
        assertThat(settings.hosts()).hasToString("own names and [node.example.com]");
        assertThat(Sources.blocks(FILE, "java").get(0))
                .contains("OriginPolicy.allow(\""
                        + entries.substring(1, entries.length() - 1).replace(", ", "\", \"") + "\")")
                .contains("HostPolicy.allow(\"node.example.com\")");
    }

    private static boolean names(OriginPolicy policy, String origin) {
        return policy.names(Origin.parse(origin).orElseThrow());
    }

    private static List<List<String>> rows(String head) {
        return PAGE.lines()
                .dropWhile(line -> !line.equals(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|")).skip(1).toList())
                .toList();
    }
}

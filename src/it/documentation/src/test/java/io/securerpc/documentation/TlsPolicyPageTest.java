package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.config.NanoConfig;
import io.securerpc.listener.Listener;
import io.securerpc.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about TLS says of each preset what the preset says of itself. */
class TlsPolicyPageTest {
    private static final String PAGE = Sources.read("src/site/markdown/tls-policy.md");

    @TempDir
    Path folder;

    @Test
    void hasEveryEntryOfThePresetsWithItsReason() {
        assertThat(rowsOfThePage())
                .containsExactlyElementsOf(rows(TlsPolicy.modern(), TlsPolicy.intermediate(), TlsPolicy.compatible()));
    }

    @Test
    void printsIntermediateAsTheLibraryPrintsIt() {
        assertThat(PAGE).contains("```\n" + TlsPolicy.intermediate().opensslTerms() + "\n```");
    }

    @Test
    void refusesAndTakesTheCipherStringsItSaysAreRefusedAndTaken() {
        for (String refused : List.of("HIGH:!aNULL", "ECDHE+AESGCM:DHE+AESGCM")) {
            assertThat(PAGE).contains("`" + refused + "`");
            assertThatThrownBy(() -> TlsPolicy.builder().opensslCipherString(refused))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        String taken = "ECDHE+AESGCM:DHE+aRSA+AESGCM";
        assertThat(PAGE).contains("`" + taken + "` is taken");
        assertThat(TlsPolicy.builder().opensslCipherString(taken).build().cipherSuites())
                .hasSizeGreaterThan(3);
    }

    @Test
    void showsAConfigurationOfThreeIdentities() throws IOException {
        Path config = Files.writeString(
                folder.resolve("config-rpc.toml"),
                Sources.blocks("src/site/markdown/tls-policy.md", "toml").get(0));

        Listener.Tls listener =
                (Listener.Tls) NanoConfig.load(config).listeners().get(0);

        assertThat(listener.identities().stream()
                        .map(identity -> identity.paths().get(0)))
                .containsExactly(
                        folder.resolve("tls/node.ec.cert.pem"),
                        folder.resolve("tls/node.rsa.cert.pem"),
                        folder.resolve("tls/wallet.p12"));
    }

    private static List<String> rowsOfThePage() {
        return PAGE.lines()
                .dropWhile(line -> !line.equals("| entry | in | reason |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    /** Whatever is in all of them first says so; each further one adds its own. */
    private static Set<String> rows(TlsPolicy modern, TlsPolicy intermediate, TlsPolicy compatible) {
        return Stream.of(compatible)
                .flatMap(policy -> policy.explain().stream())
                .map(entry -> "| " + entry.setting() + " `" + entry.value() + "` | "
                        + (modern.explain().contains(entry)
                                ? "all"
                                : intermediate.explain().contains(entry)
                                        ? "`intermediate`, `compatible`"
                                        : "`compatible`")
                        + " | " + entry.reason() + " |")
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}

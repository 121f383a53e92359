package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about client certificates has each row of the table of deviations, in its words and order. */
class DeviationPageTest {
    @Test
    void pageListsEveryDeviationFromOpensslWithItsReason() throws IOException {
        Path page = Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/client-certificates.md");
        List<String> rows = Files.readAllLines(page).stream()
                .dropWhile(line -> !line.equals("| name | here | the certificate is | reason |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Deviation.values()).map(Deviation::row).toList());
    }
}

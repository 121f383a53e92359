package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.gate.Refusal.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of refusals and the gate know the same codes, answers and precedence. */
class RefusalsPageTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| (\\d+) \\| (\\d+) \\| ([^|]+) \\|.*\\|");

    @Test
    void pageListsEveryCodeWithItsAnswersInOrderOfPrecedence() throws IOException {
        assertThat(documented()).containsExactlyElementsOf(known());
    }

    private static List<List<String>> known() {
        return Arrays.stream(Code.values())
                .map(code -> List.of(
                        code.text(), String.valueOf(code.status()), String.valueOf(code.closeCode()), code.peerText()))
                .toList();
    }

    private static List<List<String>> documented() throws IOException {
        Path page = Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/refusals.md");
        return Files.readAllLines(page).stream()
                .map(ROW::matcher)
                .filter(matcher -> matcher.matches())
                .map(row -> List.of(row.group(1), row.group(2), row.group(3), row.group(4)))
                .toList();
    }
}

package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every class and every test that the threat model names is there. */
class SecurityTableTest {
    private static final int COLUMNS = 5;
    private static final int CLASSES = 3;
    private static final int TESTS = 4;

    @Test
    void everyClassThatStopsSomethingExists() {
        Map<String, String> sources = Sources.classes();

        for (List<String> row : rows()) {
            assertThat(Sources.code(row.get(CLASSES)))
                    .as(row.get(0))
                    .isNotEmpty()
                    .allMatch(sources::containsKey);
        }
    }

    @Test
    void everyTestThatShowsItExists() {
        Map<String, String> sources = Sources.classes();

        for (List<String> row : rows()) {
            assertThat(Sources.code(row.get(TESTS)))
                    .as(row.get(0))
                    .isNotEmpty()
                    .allMatch(test -> exists(test, sources), "is a class and method of the tests");
        }
    }

    private static boolean exists(String test, Map<String, String> sources) {
        String[] parts = test.split("\\.");
        String source = sources.get(parts[0]);
        return parts.length == 2
                && parts[0].matches("\\w+(Test|IT)")
                && source != null
                && Pattern.compile("\\bvoid " + Pattern.quote(parts[1]) + "\\(")
                        .matcher(source)
                        .find();
    }

    private static List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Sources.read("SECURITY.md").split("\\R")) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).skip(1).toList();
            if (line.startsWith("|") && cells.size() == COLUMNS && !cells.get(0).matches("attack|-+")) {
                rows.add(cells);
            }
        }
        assertThat(rows).as("rows of the table in SECURITY.md").hasSizeGreaterThan(20);
        return rows;
    }
}

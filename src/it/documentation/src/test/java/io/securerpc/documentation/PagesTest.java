package io.securerpc.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links lead somewhere, and the program that pages tell people to run can be built. */
class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#]+)(#[^)]*)?\\)");

    private static final Pattern HEADING_LINK = Pattern.compile("\\]\\((?!https?://)([^)#]*)#([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesOfTheProject(String page) {
        Path folder = Sources.ROOT.resolve(page).getParent();

        assertThat(LINK.matcher(Sources.read(page)).results().map(link -> link.group(1)))
                .allMatch(link -> Files.exists(folder.resolve(link)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksIntoAPageLeadToItsHeadings(String page) {
        Path folder = Sources.ROOT.resolve(page).getParent();

        assertThat(HEADING_LINK.matcher(Sources.read(page)).results()).allSatisfy(link -> {
            Path target = link.group(1).isEmpty() ? Sources.ROOT.resolve(page) : folder.resolve(link.group(1));
            assertThat(headings(Sources.read(
                            Sources.ROOT.relativize(target.normalize()).toString())))
                    .contains(link.group(2));
        });
    }

    @Test
    void theComparisonWithNginxCompiles(@TempDir Path folder) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources =
                        Files.list(Sources.ROOT.resolve("src/benchmarks/src/main/java/io/securerpc/benchmarks"))) {
            boolean compiled = compiler.getTask(
                            problems,
                            files,
                            null,
                            List.of("-Xlint:all", "-Werror", "-d", folder.toString(), "-proc:none"),
                            null,
                            files.getJavaFileObjectsFromPaths(sources.toList()))
                    .call();

            assertThat(compiled).as(problems.toString()).isTrue();
        }
    }

    /** As they are linked to: lower case, without punctuation, hyphens for spaces. */
    private static List<String> headings(String text) {
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    static List<String> pages() {
        return Sources.pages();
    }
}

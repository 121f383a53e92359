package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import io.securerpc.trust.TrustDecision.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than 3,000 trust directories, no two alike: what we say of each must be what the documentation says, and what the {@code openssl} command
 * says, save for the rows of {@link Deviation}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedDirectoryTest {
    private static final int DIRECTORIES = 3_200;
    private static final int MOST_TRAITS = 4;
    private static final long SEED = Long.getLong("securerpc.seed", 20_261_121L);

    private Path folder = Path.of("");
    private List<GeneratedDirectory> directories = List.of();
    private final ConcurrentMap<GeneratedDirectory, OurVerdict> ours = new ConcurrentHashMap<>();
    private List<OpensslVerdict> openssl = List.of();

    @BeforeAll
    void generate(@TempDir Path temporary) {
        folder = temporary;
        List<Facts> facts = facts();
        directories = IntStream.range(0, facts.size())
                .parallel()
                .mapToObj(i -> directory(i, facts.get(i)))
                .toList();
    }

    /** Each trait alone, so that no row depends on the seed; then combinations. */
    private static List<Facts> facts() {
        List<Facts> all = new ArrayList<>();
        for (Class<? extends Enum<?>> kind : Trait.KINDS) {
            for (Enum<?> trait : kind.getEnumConstants()) {
                all.add(Facts.ordinary().with(trait).possible());
            }
        }
        Random random = new Random(SEED);
        while (all.size() < DIRECTORIES) {
            Facts facts = Facts.random(random, 1 + random.nextInt(MOST_TRAITS)).possible();
            // With two rows at once nobody could say which of them made the difference.
            if (Deviation.expected(facts).size() <= 1) {
                all.add(facts);
            }
        }
        return all;
    }

    private GeneratedDirectory directory(int number, Facts facts) {
        try {
            return GeneratedDirectory.in(folder.resolve("case" + number), number, facts);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("seed " + SEED + " case " + number + " " + facts, e);
        }
    }

    private OurVerdict ours(GeneratedDirectory directory) {
        return ours.computeIfAbsent(directory, OurVerdict::of);
    }

    private synchronized List<OpensslVerdict> openssl() {
        Tools.require("openssl");
        if (openssl.isEmpty()) {
            openssl = OpensslVerdict.of(directories);
        }
        return openssl;
    }

    @Test
    void trustsAsDocumented() {
        List<String> wrong = new ArrayList<>();
        int trusted = 0;
        for (GeneratedDirectory directory : directories) {
            Set<Reason> expected = DocumentedTrust.refusals(directory.facts());
            OurVerdict verdict = ours(directory);
            if (!verdict.refusal().map(expected::contains).orElse(expected.isEmpty())) {
                wrong.add(directory.facts() + ": " + verdict + " (expected: " + expected + ")");
            }
            trusted += verdict.trusted() ? 1 : 0;
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        // Neither side of the answer may be an exception.
        assertThat(trusted).as("seed %d", SEED).isBetween(DIRECTORIES / 4, DIRECTORIES * 3 / 4);
    }

    @Test
    void differsFromOpensslWhereTheTableSaysSoAndNowhereElse() {
        List<OpensslVerdict> theirs = openssl();
        List<String> wrong = new ArrayList<>();
        Map<Deviation, Integer> occurred = new EnumMap<>(Deviation.class);
        for (int i = 0; i < directories.size(); i++) {
            GeneratedDirectory directory = directories.get(i);
            List<Deviation> expected = Deviation.expected(directory.facts());
            expected.forEach(row -> occurred.merge(row, 1, Integer::sum));
            String difference =
                    difference(ours(directory).trusted(), theirs.get(i).trusted());
            String foretold =
                    expected.isEmpty() ? "SAME" : expected.get(0).kind().name();
            if (!difference.equals(foretold)) {
                wrong.add(difference + " (expected: " + foretold + " " + expected + ") " + directory.facts() + ": "
                        + theirs.get(i) + " " + ours(directory) + "\n" + OpensslVerdict.command(directory));
            }
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(occurred).as("rows that occurred").containsOnlyKeys(Deviation.values());
    }

    private static String difference(boolean ours, boolean theirs) {
        return ours == theirs ? "SAME" : ours ? "LAXER" : "STRICTER";
    }

    @Test
    void findsTheSameFaultsInDatesPurposesAndKeysAsOpenssl() {
        List<OpensslVerdict> theirs = openssl();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < directories.size(); i++) {
            Facts facts = directories.get(i).facts();
            if (!OpensslRules.finds(facts) || OpensslRules.followsIssuer(facts)) {
                continue;
            }
            Set<Integer> errors = new TreeSet<>(theirs.get(i).errors());
            errors.retainAll(OpensslRules.ERRORS);
            if (!errors.equals(OpensslRules.errors(facts))) {
                wrong.add(facts + ": " + errors + " (expected: " + OpensslRules.errors(facts) + ")");
            }
            compared++;
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(compared).isGreaterThan(DIRECTORIES / 3);
    }

    @Test
    void hashesEverySubjectAsOpensslRehashDoes() throws IOException {
        Tools.require("openssl");
        List<GeneratedDirectory.Named> certificates = directories.stream()
                .flatMap(directory -> directory.certificates().stream())
                .toList();
        assertThat(certificates).hasSizeGreaterThan(DIRECTORIES);
        assertThat(OpensslHashes.differences(folder.resolve("hashes"), certificates))
                .as("seed %d", SEED)
                .isEmpty();
    }

    @Test
    void generatesEveryTraitManyTimes() {
        List<? extends Enum<?>> traits = Trait.KINDS.stream()
                .flatMap(kind -> Arrays.stream(kind.getEnumConstants()))
                .sorted(Comparator.comparing(Enum::name))
                .toList();
        assertThat(traits)
                .allSatisfy(trait -> assertThat(
                                directories.stream().filter(each -> each.facts().has(trait)))
                        .as("%s", trait)
                        .hasSizeGreaterThan(1));
    }
}

package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ProcessorTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What holds whatever bytes a parser is given: it answers, or refuses with a documented exception, within a time, in one
 * printable line, and without the secret. Running out of heap or stack is an error that nothing here catches.
 */
final class ParserLaws {
    /** What the passphrase is in every fuzz test, and what no exception may show. */
    static final String SECRET = "never-print-9f2c";

    /** For whatever derives no key from a passphrase; of the processor, so that a busy machine changes nothing. */
    static final Duration QUICK = Duration.ofSeconds(5);

    /** For key derivation at the most expensive that {@link DerivationCost} lets a file ask for. */
    static final Duration DERIVING = Duration.ofSeconds(30);

    private static final Pattern ONE_PRINTABLE_LINE = Pattern.compile("[ -~]{1,1500}");

    private ParserLaws() {}

    /** Runs a parser over some bytes; only those exceptions may come out. */
    static void hold(byte[] input, Duration limit, Set<Class<? extends RuntimeException>> documented, Runnable parse) {
        ProcessorTime time = ProcessorTime.now();
        try {
            parse.run();
        } catch (RuntimeException e) {
            if (!documented.contains(e.getClass())) {
                throw new AssertionError("undocumented exception", e);
            }
            assertThat(e.getMessage()).matches(ONE_PRINTABLE_LINE);
            if (!new String(input, StandardCharsets.ISO_8859_1).contains(SECRET)) {
                assertSilentAboutTheSecret(e);
            }
        }
        time.requireAtMost(limit);
    }

    private static void assertSilentAboutTheSecret(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(SECRET);
            for (Throwable suppressed : t.getSuppressed()) {
                assertSilentAboutTheSecret(suppressed);
            }
        }
    }
}

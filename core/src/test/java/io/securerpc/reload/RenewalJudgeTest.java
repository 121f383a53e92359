package io.securerpc.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalJudgeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    private static final TestCertificate ROOT = authority("root", -3650, 3650).selfSigned();
    private static final TestCertificate CROSS_ROOT =
            authority("old root", -3650, 3650).selfSigned();
    private static final TestCertificate ONE = authority("one", -365, 365).issuedBy(ROOT);
    private static final TestCertificate TWO = authority("two", -365, 365).issuedBy(ROOT);
    private static final TestCertificate BELOW_ONE =
            authority("below one", -365, 365).issuedBy(ONE);
    private static final TestCertificate ENDED = authority("ended", -365, -1).issuedBy(ROOT);
    private static final TestCertificate CROSSED =
            authority("root", -365, 365).keyOf(ROOT).issuedBy(CROSS_ROOT);

    private static final Judgement BETTER = new Judgement.Better(List.of());

    private final RenewalJudge judge = new RenewalJudge(false);

    @Test
    void knowsTheOneThatServes() {
        TestCertificate leaf = leaf("a.example").issuedBy(ONE);
        assertThat(judge(identity(leaf, ONE), identity(leaf, ONE))).isEqualTo(new Judgement.Unchanged());
    }

    @ParameterizedTest
    @CsvSource({
        "a.example,                 a.example",
        "*.example,                 a.example",
        "a.example,                 *.example",
        "*.example,                 *.example",
        "'a.example,127.0.0.1',     127.0.0.1",
    })
    void holdsBackAnOlderOneOfTheSameNames(String before, String after) {
        ServerIdentity serving = identity(leaf(before.split(",")).issuedBy(ONE), ONE);
        ServerIdentity candidate =
                identity(leaf(after.split(",")).notBefore(BEGIN.minusSeconds(1)).issuedBy(ONE), ONE);
        assertThat(judge(serving, candidate))
                .isEqualTo(
                        new Judgement.HeldBack("new certificate: valid from 2026-10-31T23:59:59Z, the serving one from "
                                + "2026-11-01T00:00:00Z (expected: not older, unless older certificates are allowed)"));
    }

    @Test
    void takesAnOlderOneIfAsked() {
        ServerIdentity serving = identity(leaf("a.example").issuedBy(ONE), ONE);
        ServerIdentity candidate =
                identity(leaf("a.example").notBefore(BEGIN.minusSeconds(1)).issuedBy(ONE), ONE);
        assertThat(new RenewalJudge(true).judge(serving, candidate, NOW)).isEqualTo(BETTER);
    }

    @Test
    void takesAnotherThatBeganInTheSameSecond() {
        ServerIdentity serving = identity(leaf("a.example").issuedBy(ONE), ONE);
        ServerIdentity candidate = identity(leaf("a.example").issuedBy(ONE), ONE);
        assertThat(judge(serving, candidate)).isEqualTo(BETTER);
    }

    @Test
    void takesAnOlderOneOfOtherNamesWithAWarning() {
        ServerIdentity serving =
                identity(leaf("b.example", "a.example", "*.c.example").issuedBy(ONE), ONE);
        ServerIdentity candidate =
                identity(leaf("d.example").notBefore(BEGIN.minusSeconds(1)).issuedBy(ONE), ONE);
        assertThat(judge(serving, candidate))
                .isEqualTo(new Judgement.Better(List.of("new certificate: not for a.example, b.example, *.c.example "
                        + "(expected: every name that the one before was for)")));
    }

    @Test
    void takesAnOlderOneInPlaceOfOneThatHasExpired() {
        ServerIdentity serving =
                identity(leaf("a.example").notAfter(NOW.minusSeconds(1)).issuedBy(ONE), ONE);
        ServerIdentity candidate =
                identity(leaf("a.example").notBefore(BEGIN.minusSeconds(1)).issuedBy(ONE), ONE);
        assertThat(judge(serving, candidate)).isEqualTo(BETTER);
    }

    @Test
    void warnsOfLostNamesAndNotOfThoseAWildcardCovers() {
        ServerIdentity serving = identity(
                leaf("a.example", "b.a.example", "127.0.0.1", "*.a.example").issuedBy(ONE), ONE);
        assertThat(judge(
                        serving,
                        identity(leaf("*.example", "*.a.example", "127.0.0.1").issuedBy(ONE), ONE)))
                .isEqualTo(BETTER);
        assertThat(judge(serving, identity(leaf("a.example", "b.a.example").issuedBy(ONE), ONE)))
                .isEqualTo(new Judgement.Better(List.of("new certificate: not for 127.0.0.1, *.a.example "
                        + "(expected: every name that the one before was for)")));
    }

    @Test
    void holdsBackAChainWithAnIssuerThatHasEnded() {
        ServerIdentity serving = identity(leaf("a.example").issuedBy(ONE), ONE);
        ServerIdentity candidate = identity(leaf("a.example").issuedBy(ENDED), ENDED);
        assertThat(judge(serving, candidate))
                .isEqualTo(
                        new Judgement.HeldBack(
                                "new certificate chain: issuer 'CN=ended' valid from "
                                        + "2025-11-21T00:00:00Z to 2026-11-20T00:00:00Z (expected: issuers valid at 2026-11-21T00:00:00Z)"));
        assertThat(judge(identity(leaf("a.example").issuedBy(ENDED), ENDED), candidate))
                .isEqualTo(BETTER);
    }

    /** Chains by their certificates' letters: L leaf, l leaf under the root, 1 and 2 issued by the root, B below 1, X the root crossed by another, R the root. */
    @ParameterizedTest
    @CsvSource({
        "L1,   L",
        "L1R,  L",
        "LB1,  LB",
        "LB1,  L",
        "LX,   L",
        "L1X,  L1",
        "S,    L",
        "LR,   L",
        "LB1,  L-",
        "LB1,  L-O",
    })
    void waitsForIssuersThatWereThereBefore(String before, String after) {
        ServerIdentity serving = chain(before);
        ServerIdentity candidate = chain(after);
        X509Certificate top = candidate.chain().get(candidate.chain().size() - 1);
        assertThat(judge(serving, candidate))
                .isEqualTo(new Judgement.NotYet(
                        "new certificate chain: ends without its issuer '"
                                + top.getIssuerX500Principal().getName()
                                + "', as in a file that is still being written"
                                + " (expected: all intermediate certificates, as before)",
                        Duration.ofSeconds(10),
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "L1,   L1",
        "L1,   L1R",
        "L1R,  L1",
        "LR,   l",
        "L,    LR",
        "L,    L1",
        "L1,   L2",
        "LB1,  L1",
        "LB1,  L2",
        "LB1,  LB1R",
        "L1X,  L1R",
        "L1X,  L1X",
        "S,    S",
        "L1,   S",
        "S,    L1",
        "L-,   L",
        "L1,   L-O",
    })
    void takesAChainThatLacksNothing(String before, String after) {
        assertThat(judge(chain(before), chain(after))).isEqualTo(BETTER);
    }

    @Test
    void saysWhichNamesWillBeLostWhenItWaitsForIssuers() {
        ServerIdentity serving = identity(leaf("a.example", "b.example").issuedBy(ONE), ONE);
        assertThat(judge(serving, identity(leaf("a.example").issuedBy(ONE))))
                .isEqualTo(
                        new Judgement.NotYet(
                                "new certificate chain: ends without its issuer 'CN=one', as in a file that is still being written"
                                        + " (expected: all intermediate certificates, as before)",
                                Duration.ofSeconds(10),
                                List.of(
                                        "new certificate: not for b.example (expected: every name that the one before was for)")));
    }

    @Test
    void waitsWhenTheSameCertificateComesWithoutItsIssuers() {
        TestCertificate leaf = leaf("a.example").issuedBy(ONE);
        assertThat(judge(identity(leaf, ONE), identity(leaf))).isInstanceOf(Judgement.NotYet.class);
        assertThat(judge(identity(leaf), identity(leaf, ONE))).isEqualTo(BETTER);
    }

    private Judgement judge(ServerIdentity serving, ServerIdentity candidate) {
        return judge.judge(serving, candidate, NOW);
    }

    /** A fresh leaf under those issuers; after the dash, under an authority that is not in the chain, O being one below that. */
    private static ServerIdentity chain(String letters) {
        TestCertificate stranger = authority("stranger", -365, 365).selfSigned();
        TestCertificate other = authority("other", -365, 365).issuedBy(stranger);
        TestCertificateBuilder leaf = leaf("a.example");
        return switch (letters) {
            case "S" -> identity(leaf.selfSigned());
            case "L" -> identity(leaf.issuedBy(ONE));
            case "L1" -> identity(leaf.issuedBy(ONE), ONE);
            case "l" -> identity(leaf.issuedBy(ROOT));
            case "LR" -> identity(leaf.issuedBy(ROOT), ROOT);
            case "L1R" -> identity(leaf.issuedBy(ONE), ONE, ROOT);
            case "L2" -> identity(leaf.issuedBy(TWO), TWO);
            case "LB1" -> identity(leaf.issuedBy(BELOW_ONE), BELOW_ONE, ONE);
            case "LB" -> identity(leaf.issuedBy(BELOW_ONE), BELOW_ONE);
            case "LB1R" -> identity(leaf.issuedBy(BELOW_ONE), BELOW_ONE, ONE, ROOT);
            case "LX" -> identity(leaf.issuedBy(CROSSED), CROSSED);
            case "L1X" -> identity(leaf.issuedBy(ONE), ONE, CROSSED);
            case "L-" -> identity(leaf.issuedBy(stranger));
            case "L-O" -> identity(leaf.issuedBy(other), other);
            default -> throw new IllegalArgumentException(letters);
        };
    }

    private static TestCertificateBuilder authority(String name, int fromDay, int toDay) {
        return TestCertificate.named(name)
                .ca(true)
                .notBefore(NOW.plus(Duration.ofDays(fromDay)))
                .notAfter(NOW.plus(Duration.ofDays(toDay)));
    }

    private static TestCertificateBuilder leaf(String... names) {
        return TestCertificate.named("leaf").san(names).notBefore(BEGIN).notAfter(NOW.plus(Duration.ofDays(69)));
    }

    private static ServerIdentity identity(TestCertificate leaf, TestCertificate... issuers) {
        List<X509Certificate> chain = Stream.concat(Stream.of(leaf), Stream.of(issuers))
                .map(TestCertificate::certificate)
                .toList();
        return ServerIdentity.of(chain, leaf.key());
    }
}

package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpensslCipherStringTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Every word that is not the name of a suite. */
    private static final List<String> WORDS = List.of(
            ("ALL COMPLEMENTOFALL COMPLEMENTOFDEFAULT HIGH MEDIUM LOW FIPS kRSA RSA kEDH kDHE DH EDH DHE ADH kEECDH kECDHE"
                            + " ECDH EECDH ECDHE AECDH kPSK kRSAPSK kDHEPSK kECDHEPSK PSK kSRP SRP kGOST kGOST18 aRSA aDSS DSS"
                            + " aECDSA ECDSA aNULL aPSK aSRP aGOST01 aGOST12 aGOST eNULL NULL 3DES RC4 RC2 IDEA SEED GOST89 AES"
                            + " AES128 AES256 CAMELLIA CAMELLIA128 CAMELLIA256 ARIA ARIA128 ARIA256 CHACHA20 AESGCM AESCCM"
                            + " AESCCM8 ARIAGCM CBC MD5 SHA1 SHA SHA256 SHA384 GOST94 GOST12 GOST89MAC SSLv3 TLSv1 TLSv1.0"
                            + " TLSv1.2")
                    .split(" "));

    private static List<String> names(List<CipherSuite> suites) {
        return suites.stream().map(CipherSuite::opensslName).toList();
    }

    /** What {@code openssl ciphers} prints, below TLS 1.3; nothing when it refuses the string or finds no match. */
    private static List<String> openssl(String cipherString) {
        Tools.Output output = Tools.run(LIMIT, "openssl", "ciphers", "--", cipherString);
        return Stream.of(output.stdout().strip().split(":"))
                .filter(name -> !name.isEmpty() && !name.startsWith("TLS_"))
                // Newer releases of OpenSSL rank the suites with a short tag lower.
                .filter(name -> !name.endsWith("CCM8"))
                .toList();
    }

    /** What we select of the suites that this build of OpenSSL has. */
    private static List<String> ours(String cipherString, Set<String> compiledIn) {
        return OpensslCipherString.read(cipherString).selected().stream()
                .map(OpensslSuite::opensslName)
                .filter(compiledIn::contains)
                .toList();
    }

    private static Set<String> compiledIn() {
        Tools.require("openssl");
        Set<String> names = new TreeSet<>(openssl("ALL:COMPLEMENTOFALL"));
        assertThat(names).hasSizeGreaterThan(100);
        return names;
    }

    @Test
    void knowsEverySuiteOfOpenssl() {
        assertThat(compiledIn())
                .allSatisfy(name -> assertThat(OpensslSuite.find(name)).isPresent());
    }

    @Test
    void everyWordSelectsWhatOpensslSelectsInTheSameOrder() {
        Set<String> compiledIn = compiledIn();
        for (String word : WORDS) {
            assertThat(CipherWords.find(word)).as(word).isPresent();
            assertThat(ours(word, compiledIn)).as(word).isEqualTo(openssl(word));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HIGH:!aNULL:!MD5",
                "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20",
                "EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH+ECDSA+SHA384 EECDH+ECDSA+SHA256 EECDH+aRSA+SHA384 EECDH+aRSA+SHA256"
                        + " EECDH EDH+aRSA HIGH !RC4 !aNULL !eNULL !LOW !3DES !MD5 !EXP !PSK !SRP !DSS",
                "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
                        + ":ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"
                        + ":DHE-RSA-CHACHA20-POLY1305",
                "DEFAULT",
                "DEFAULT:!kRSA:@STRENGTH",
                "DEFAULT+AESGCM",
                "ALL:!ADH@STRENGTH",
                "ALL!aNULL,-kRSA;AES128-SHA",
                "ALL:-ECDHE:+AES256:ECDHE",
                "ALL:!ECDHE:ECDHE",
                "-ALL:AESGCM:+kDHE:@STRENGTH:-aRSA:aRSA",
                "AES128+AES256:kRSA",
                "ECDHE-RSA-AES128-GCM-SHA256+AESGCM:AESGCM+ECDHE-RSA-AES256-GCM-SHA384",
                "ECDHE-RSA-AES128-GCM-SHA256+AES256:RSA",
                "TLSv1+ECDHE-RSA-AES128-GCM-SHA256:SSLv3+AES128",
                "NOSUCHWORD:ECDHE+NOSUCHWORD:NOSUCHWORD+ECDHE:AESGCM+ECDSA",
                "SHA1:eNULL:@STRENGTH:+SHA1",
                "AESGCM:@SECLEVEL=2:!aNULL",
                "::, ;AESGCM::",
                "EDH-RSA-DES-CBC3-SHA:kDHE+AESGCM",
            })
    void selectsWhatOpensslSelectsInTheSameOrder(String cipherString) {
        Set<String> compiledIn = compiledIn();

        assertThat(ours(cipherString, compiledIn)).isEqualTo(openssl(cipherString));
    }

    @Test
    void randomStringsSelectWhatOpensslSelects() {
        Set<String> compiledIn = compiledIn();
        List<String> suites = List.copyOf(compiledIn);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int selecting = 0;
        for (int round = 0; round < 500; round++) {
            String cipherString = randomString(random, suites);
            if (Stream.of(cipherString.split(":"))
                    .anyMatch(rule -> CipherWords.confusing(List.of(rule.split("[!+]|^-"))))) {
                continue; // refused, see below
            }
            List<String> expected = openssl(cipherString);
            selecting += expected.isEmpty() ? 0 : 1;

            assertThat(ours(cipherString, compiledIn))
                    .as("seed %d, round %d: %s", seed, round, cipherString)
                    .isEqualTo(expected);
        }
        assertThat(selecting).as("seed %d", seed).isGreaterThan(100);
    }

    private static String randomString(Random random, List<String> suites) {
        List<String> parts = new ArrayList<>();
        for (int part = 1 + random.nextInt(6); part > 0; part--) {
            if (random.nextInt(12) == 0) {
                parts.add("@STRENGTH");
                continue;
            }
            String mark = List.of("", "", "", "!", "-", "+").get(random.nextInt(6));
            String words = Stream.generate(() -> random.nextInt(5) == 0 ? pick(random, suites) : pick(random, WORDS))
                    .limit(1 + random.nextInt(3))
                    .collect(Collectors.joining("+"));
            parts.add(mark + words);
        }
        return String.join(":", parts);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void dividesAllSuitesIntoSafeOnesAndOnesWithAReason() {
        assertThat(OpensslSuite.all().stream()
                        .filter(suite -> suite.faults().isEmpty())
                        .map(OpensslSuite::ianaName))
                .containsExactlyInAnyOrderElementsOf(Stream.of(CipherSuite.values())
                        .filter(suite -> suite.version() == TlsVersion.TLS_1_2)
                        .map(CipherSuite::ianaName)
                        .toList());
    }

    @Test
    void readsTheSafeSuitesInTheOrderOfTheString() {
        assertThat(names(OpensslCipherString.select("ECDHE+CHACHA20:ECDHE+AESGCM:+AES128:!aECDSA")))
                .containsExactly(
                        "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256");
    }

    private static String refusal(String cipherString) {
        return assertThatThrownBy(() -> OpensslCipherString.select(cipherString))
                .isInstanceOf(IllegalArgumentException.class)
                .actual()
                .getMessage();
    }

    @Test
    void namesEverySuiteThatIsUnsafeAndWhy() {
        String refusal = refusal("ECDHE+AESGCM:DES-CBC3-SHA:AES128-SHA:AES256-SHA:AES128-GCM-SHA256:RC4-MD5"
                + ":ADH-AES128-GCM-SHA256:NULL-SHA:ECDHE-RSA-AES128-SHA256:PSK-AES128-GCM-SHA256:DHE-RSA-AES128-CCM"
                + ":DHE-DSS-AES128-GCM-SHA256");

        assertThat(refusal.lines()
                        .map(line ->
                                line.replace(" (expected: only ECDHE or DHE with AES-GCM or ChaCha20-Poly1305)", "")))
                .containsExactly(
                        "cipher string: DES-CBC3-SHA: static RSA, so that a stolen key opens recorded traffic; 3DES, with blocks so short that long connections leak (Sweet32); CBC, a padding oracle waiting (Lucky 13)",
                        "cipher string: AES128-SHA, AES256-SHA: static RSA, so that a stolen key opens recorded traffic; CBC, a padding oracle waiting (Lucky 13)",
                        "cipher string: AES128-GCM-SHA256: static RSA, so that a stolen key opens recorded traffic",
                        "cipher string: RC4-MD5: static RSA, so that a stolen key opens recorded traffic; RC4, broken (RFC 7465)",
                        "cipher string: ADH-AES128-GCM-SHA256: anonymous, so that anybody can stand in between",
                        "cipher string: NULL-SHA: no encryption; static RSA, so that a stolen key opens recorded traffic",
                        "cipher string: ECDHE-RSA-AES128-SHA256: CBC, a padding oracle waiting (Lucky 13)",
                        "cipher string: PSK-AES128-GCM-SHA256: needs a secret shared with each client, not a certificate",
                        "cipher string: DHE-RSA-AES128-CCM: a cipher that the JDK does not have",
                        "cipher string: DHE-DSS-AES128-GCM-SHA256: DSA certificates, which no client takes any more");
    }

    @Test
    void namesEverySuiteOfNginxsOwnDefault() {
        List<OpensslSuite> selected =
                OpensslCipherString.read("HIGH:!aNULL:!MD5").selected();
        String refusal = refusal("HIGH:!aNULL:!MD5");

        assertThat(selected).hasSizeGreaterThan(100);
        for (OpensslSuite suite : selected) {
            assertThat(Pattern.compile("[ ,]" + Pattern.quote(suite.opensslName()) + "[:,]")
                            .matcher(refusal)
                            .find())
                    .as(suite.opensslName())
                    .isEqualTo(suite.offerable().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ECDHE+AESGMC | cipher string: 'AESGMC' (expected: a cipher suite or a word of ciphers(1); nearest: AESGCM)",
                "aesgcm | cipher string: 'aesgcm' (expected: a cipher suite or a word of ciphers(1); nearest: AESGCM)",
                "AESGCM+ECDHE:!aNUL | cipher string: 'aNUL' (expected: a cipher suite or a word of ciphers(1); nearest: aNULL)",
                "ECDHE+AESGCM:EXPORT | cipher string: 'EXPORT' (expected: nothing that OpenSSL has removed as unsafe)",
                "ECDHE+AESGCM:SSLv3+AESGCM | cipher string: 'SSLv3+AESGCM' (expected: to stand for at least one cipher suite)",
                "ECDHE+AESGCM:DEFAULT | cipher string: 'DEFAULT' (expected: DEFAULT at the beginning only)",
                "COMPLEMENTOFDEFAULT+ECDHE-RSA-AES128-GCM-SHA256:AESGCM+ECDHE | cipher string: 'COMPLEMENTOFDEFAULT+ECDHE-RSA-AES128-GCM-SHA256' (expected: one class of strength in a combination, COMPLEMENTOFDEFAULT in none)",
                "-HIGH+COMPLEMENTOFDEFAULT:AESGCM+ECDHE | cipher string: 'HIGH+COMPLEMENTOFDEFAULT' (expected: one class of strength in a combination, COMPLEMENTOFDEFAULT in none)",
                "FIPS+AESGCM+HIGH:AESGCM+ECDHE | cipher string: 'FIPS+AESGCM+HIGH' (expected: one class of strength in a combination, COMPLEMENTOFDEFAULT in none)",
                "ECDHE+AESGCM:@SECLEVEL=3 | cipher string: '@SECLEVEL=3' (expected: at most @SECLEVEL=2; higher levels bound the keys of certificates as well)",
                "ECDHE+AESGCM:@SECLEVEL=6 | cipher string: '@SECLEVEL=6' (expected: @STRENGTH or @SECLEVEL=0 to 2)",
                "ECDHE+AESGCM:@STRENGHT | cipher string: '@STRENGHT' (expected: @STRENGTH or @SECLEVEL=0 to 2)",
                "ECDHE+AESGCM:@STRENGTH+AES | cipher string: '@STRENGTH+AES' (expected: a separator after a command)",
                "ECDHE+AESGCM:! | cipher string: '' (expected: a word at character 15)",
                "ECDHE+AESGCM+ | cipher string: '' (expected: a word at character 14)",
                "ECDHE+AESGCM:\"AES\" | cipher string: '\"AES\"' (expected: a word at character 14)",
                "ECDHE+AESGCM:TLS_AES_128_GCM_SHA256 | cipher string: 'TLS_AES_128_GCM_SHA256' (expected: no suite of TLS 1.3, which a cipher string does not govern)",
                "SUITEB128:ECDHE+AESGCM | cipher string: 'SUITEB128' (expected: suites by name; Suite B is also a choice of groups and signature schemes, to be made there)",
                "PROFILE=SYSTEM:ECDHE+AESGCM | cipher string: 'PROFILE=SYSTEM' (expected: suites by name; the system's own list is no part of a policy)",
                "`` | cipher string: '' (expected: to select at least one cipher suite)",
                "ECDHE+AESGCM:-ALL | cipher string: 'ECDHE+AESGCM:-ALL' (expected: to select at least one cipher suite)",
            })
    void refusesWhatItCannotFollow(String cipherString, String message) {
        assertThat(refusal(cipherString)).isEqualTo(message);
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThat(refusal("ECDHE+FOO:BAR:AES128-SHA:@BAZ").lines()).hasSize(4);
    }

    @Test
    void boundsItsInput() {
        assertThat(refusal("A".repeat(8193))).isEqualTo("cipher string: 8193 characters (expected: at most 8192)");
        assertThat(refusal("A".repeat(8192))).hasSizeLessThan(300);
    }

    @Test
    void namesThousandsOfUnknownWordsWithoutSearchingForEach() {
        String refusal = refusal("x:".repeat(4096));

        assertThat(refusal.lines()).hasSize(4096);
        assertThat(refusal.lines().filter(line -> line.contains("nearest"))).hasSize(20);
    }

    @Test
    void answersAnyTextWithSuitesOrARefusal() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "AESGCMDHR128-_.=+!@:;, \"\u0000\u00e4\n";
        for (int round = 0; round < 3000; round++) {
            String text = random.ints(random.nextInt(40), 0, alphabet.length())
                    .mapToObj(index -> alphabet.substring(index, index + 1))
                    .collect(Collectors.joining());
            try {
                assertThat(OpensslCipherString.select(text)).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage())
                        .as("seed %d, round %d", seed, round)
                        .startsWith("cipher string: ")
                        .matches("[\\x20-\\x7e\\r\\n]+");
            }
        }
    }

    @Test
    void passesOverTheExclusionOfWhatNoLongerExists() {
        // The exclusions of a list that server administrators have copied since 2014.
        assertThat(OpensslCipherString.select(
                        "ECDHE-RSA-AES128-GCM-SHA256:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!aECDH"
                                + ":!EDH-DSS-DES-CBC3-SHA:!EDH-RSA-DES-CBC3-SHA:!KRB5-DES-CBC3-SHA"))
                .containsExactly(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    }

    @Test
    void takesLevelsThatEverySuiteMeets() {
        for (int level = 0; level <= 2; level++) {
            assertThat(OpensslCipherString.select("ECDHE-RSA-AES128-GCM-SHA256@SECLEVEL=" + level))
                    .containsExactly(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        }
    }
}

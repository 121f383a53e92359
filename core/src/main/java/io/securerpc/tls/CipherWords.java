package io.securerpc.tls;

import io.securerpc.tls.OpensslSuite.Authentication;
import io.securerpc.tls.OpensslSuite.Encryption;
import io.securerpc.tls.OpensslSuite.KeyExchange;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The words of OpenSSL's cipher strings, as in {@code ciphers(1)}, and which suites each stands for. */
final class CipherWords {
    private static final Map<String, Predicate<OpensslSuite>> WORDS = new TreeMap<>();

    /** Words of OpenSSL before 1.1 for what it has since removed; many a file still excludes them. */
    private static final Set<String> REMOVED = Set.of(
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "DES",
            "SSLv2",
            "TLSv1.1",
            "KRB5",
            "kKRB5",
            "aKRB5",
            "kFZA",
            "aFZA",
            "eFZA",
            "FZA",
            "kDH",
            "kDHr",
            "kDHd",
            "kECDH",
            "kECDHr",
            "kECDHe",
            "aDH",
            "aECDH",
            "aGOST94",
            "KRB5-DES-CBC3-SHA",
            "KRB5-DES-CBC3-MD5",
            "DES-CBC-SHA",
            "EXP-RC4-MD5",
            "EXP-DES-CBC-SHA");

    private static final Set<String> CLASSES = Set.of("LOW", "MEDIUM", "HIGH", "FIPS", "COMPLEMENTOFDEFAULT");

    static {
        strengths();
        exchanges();
        identities();
        ciphers();
        macsAndVersions();
        word("EDH-DSS-DES-CBC3-SHA", suite -> suite.opensslName().equals("DHE-DSS-DES-CBC3-SHA"));
        word("EDH-RSA-DES-CBC3-SHA", suite -> suite.opensslName().equals("DHE-RSA-DES-CBC3-SHA"));
        word("GOST2012-GOST8912-GOST8912", suite -> suite.opensslName().endsWith("-GOST2012-GOST8912-GOST8912"));
    }

    private static final List<String> KNOWN = Stream.concat(WORDS.keySet().stream(), OpensslSuite.names().stream())
            .toList();

    private CipherWords() {}

    /** The suites of a word or of a suite's own name. */
    static Optional<Predicate<OpensslSuite>> find(String word) {
        Predicate<OpensslSuite> meaning = WORDS.get(word);
        if (meaning == null) {
            return OpensslSuite.find(word).map(named -> named::equals);
        }
        return Optional.of(meaning);
    }

    /** Whether the word once stood for suites that OpenSSL 3 no longer has. */
    static boolean removed(String word) {
        return REMOVED.contains(word);
    }

    /**
     * Whether a combination means something else to OpenSSL than that all of its words hold: classes of strength cancel each other out there,
     * and COMPLEMENTOFDEFAULT is forgotten when another class or a suite's name follows.
     */
    static boolean confusing(List<String> combination) {
        long classes = combination.stream().filter(CLASSES::contains).distinct().count();
        return classes > 1 || (combination.size() > 1 && combination.contains("COMPLEMENTOFDEFAULT"));
    }

    /** What should stand in place of a word that is not known. */
    static String hint(String word) {
        if (word.startsWith("SUITEB")) {
            return "suites by name; Suite B is also a choice of groups and signature schemes, to be made there";
        }
        if (word.startsWith("PROFILE=")) {
            return "suites by name; the system's own list is no part of a policy";
        }
        if (word.equals("DEFAULT")) {
            return "DEFAULT at the beginning only";
        }
        if (CipherSuite.find(word).isPresent()) {
            return "no suite of TLS 1.3, which a cipher string does not govern";
        }
        return removed(word)
                ? "nothing that OpenSSL has removed as unsafe"
                : "a cipher suite or a word of ciphers(1); nearest: " + Names.nearest(word, KNOWN);
    }

    private static void strengths() {
        Predicate<OpensslSuite> unencrypted = encrypted(EnumSet.of(Encryption.NULL));
        word("ALL", unencrypted.negate());
        word("COMPLEMENTOFALL", unencrypted);
        word("COMPLEMENTOFDEFAULT", OpensslSuite::notDefault);
        word("HIGH", unencrypted.negate().and(suite -> !suite.encryption().medium()));
        word("MEDIUM", suite -> suite.encryption().medium());
        word("LOW", suite -> false);
        word("FIPS", OpensslSuite::fips);
    }

    private static void exchanges() {
        Predicate<OpensslSuite> dhe = exchanged(EnumSet.of(KeyExchange.DHE));
        Predicate<OpensslSuite> ecdhe = exchanged(EnumSet.of(KeyExchange.ECDHE));
        Predicate<OpensslSuite> rsa = exchanged(EnumSet.of(KeyExchange.RSA));
        Predicate<OpensslSuite> anonymous = proven(EnumSet.of(Authentication.NULL));
        word("kRSA", rsa);
        word("RSA", rsa.and(proven(EnumSet.of(Authentication.RSA))));
        words(dhe, "kEDH", "kDHE", "DH");
        words(dhe.and(anonymous.negate()), "EDH", "DHE");
        word("ADH", dhe.and(anonymous));
        words(ecdhe, "kEECDH", "kECDHE", "ECDH");
        words(ecdhe.and(anonymous.negate()), "EECDH", "ECDHE");
        word("AECDH", ecdhe.and(anonymous));
        word("kPSK", exchanged(EnumSet.of(KeyExchange.PSK)));
        word("kRSAPSK", exchanged(EnumSet.of(KeyExchange.RSAPSK)));
        word("kDHEPSK", exchanged(EnumSet.of(KeyExchange.DHEPSK)));
        word("kECDHEPSK", exchanged(EnumSet.of(KeyExchange.ECDHEPSK)));
        word("PSK", suite -> suite.keyExchange().preShared());
        words(exchanged(EnumSet.of(KeyExchange.SRP)), "kSRP", "SRP");
        word("kGOST", exchanged(EnumSet.of(KeyExchange.GOST)));
        word("kGOST18", exchanged(EnumSet.of(KeyExchange.GOST18)));
    }

    private static void identities() {
        word("aRSA", proven(EnumSet.of(Authentication.RSA)));
        words(proven(EnumSet.of(Authentication.DSS)), "aDSS", "DSS");
        words(proven(EnumSet.of(Authentication.ECDSA)), "aECDSA", "ECDSA");
        word("aNULL", proven(EnumSet.of(Authentication.NULL)));
        word("aPSK", proven(EnumSet.of(Authentication.PSK)));
        word("aSRP", proven(EnumSet.of(Authentication.SRP)));
        word("aGOST01", proven(EnumSet.of(Authentication.GOST01)));
        word("aGOST12", proven(EnumSet.of(Authentication.GOST12)));
        word("aGOST", proven(EnumSet.of(Authentication.GOST01, Authentication.GOST12)));
    }

    private static void ciphers() {
        words(encrypted(EnumSet.of(Encryption.NULL)), "eNULL", "NULL");
        word("3DES", encrypted(EnumSet.of(Encryption.TRIPLE_DES)));
        word("RC4", encrypted(EnumSet.of(Encryption.RC4)));
        word("RC2", suite -> false);
        word("IDEA", encrypted(EnumSet.of(Encryption.IDEA)));
        word("SEED", encrypted(EnumSet.of(Encryption.SEED)));
        word("GOST89", encrypted(EnumSet.of(Encryption.GOST89, Encryption.GOST8912)));
        for (String prefix : Set.of(
                "AES",
                "AES128",
                "AES256",
                "CAMELLIA",
                "CAMELLIA128",
                "CAMELLIA256",
                "ARIA",
                "ARIA128",
                "ARIA256",
                "CHACHA20")) {
            word(prefix, suite -> suite.encryption().isAny(prefix));
        }
        word("AESGCM", suite -> suite.encryption().isAny("AES128GCM", "AES256GCM"));
        word("AESCCM", suite -> suite.encryption().isAny("AES128CCM", "AES256CCM"));
        word("AESCCM8", suite -> suite.encryption().isAny("AES128CCM8", "AES256CCM8"));
        word("ARIAGCM", suite -> suite.encryption().isAny("ARIA"));
        word("CBC", suite -> suite.encryption().cbc());
    }

    private static void macsAndVersions() {
        for (String mac : Set.of("MD5", "SHA1", "SHA256", "SHA384", "GOST94", "GOST12")) {
            word(mac, suite -> suite.mac().equals(mac));
        }
        word("SHA", suite -> suite.mac().equals("SHA1"));
        word("GOST89MAC", suite -> suite.mac().startsWith("GOST89MAC"));
        word("SSLv3", suite -> suite.protocol().equals("SSLv3"));
        words(suite -> suite.protocol().equals("TLSv1"), "TLSv1", "TLSv1.0");
        word("TLSv1.2", suite -> suite.protocol().equals("TLSv1.2"));
    }

    private static Predicate<OpensslSuite> exchanged(Set<KeyExchange> with) {
        return suite -> with.contains(suite.keyExchange());
    }

    private static Predicate<OpensslSuite> proven(Set<Authentication> with) {
        return suite -> with.contains(suite.authentication());
    }

    private static Predicate<OpensslSuite> encrypted(Set<Encryption> with) {
        return suite -> with.contains(suite.encryption());
    }

    private static void words(Predicate<OpensslSuite> meaning, String... names) {
        for (String name : names) {
            word(name, meaning);
        }
    }

    private static void word(String name, Predicate<OpensslSuite> meaning) {
        WORDS.put(name, meaning);
    }
}

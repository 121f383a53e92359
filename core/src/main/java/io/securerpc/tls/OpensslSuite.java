package io.securerpc.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A cipher suite up to TLS 1.2 that OpenSSL 3 knows, safe or not, so that what is refused can be named and explained.
 *
 * @param id the number in the IANA registry
 * @param opensslName such as {@code ECDHE-RSA-AES128-GCM-SHA256}
 * @param ianaName such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
 * @param protocol the lowest version that has it: {@code SSLv3}, {@code TLSv1} or {@code TLSv1.2}
 * @param keyExchange OpenSSL's "Kx"
 * @param authentication OpenSSL's "Au"
 * @param encryption OpenSSL's "Enc"
 * @param mac OpenSSL's "Mac", such as {@code SHA1} or {@code AEAD}
 */
record OpensslSuite(
        int id,
        String opensslName,
        String ianaName,
        String protocol,
        KeyExchange keyExchange,
        Authentication authentication,
        Encryption encryption,
        String mac) {
    /** How a key is agreed on. */
    enum KeyExchange {
        RSA,
        DHE,
        ECDHE,
        PSK,
        RSAPSK,
        DHEPSK,
        ECDHEPSK,
        SRP,
        GOST,
        GOST18;

        private static final Set<KeyExchange> SHARED_SECRET = EnumSet.of(PSK, RSAPSK, DHEPSK, ECDHEPSK, SRP);

        boolean preShared() {
            return name().endsWith("PSK");
        }
    }

    /** Who proves to be somebody. */
    enum Authentication {
        RSA,
        DSS,
        ECDSA,
        NULL,
        PSK,
        SRP,
        GOST01,
        GOST12
    }

    /** The cipher, with the strength in bits by which OpenSSL sorts. */
    enum Encryption {
        NULL(0),
        RC4(128),
        TRIPLE_DES(112),
        IDEA(128),
        SEED(128),
        AES128(128),
        AES256(256),
        AES128GCM(128),
        AES256GCM(256),
        AES128CCM(128),
        AES256CCM(256),
        AES128CCM8(128),
        AES256CCM8(256),
        CAMELLIA128(128),
        CAMELLIA256(256),
        ARIA128GCM(128),
        ARIA256GCM(256),
        CHACHA20(256),
        GOST89(256),
        GOST8912(256),
        MAGMA(256),
        KUZNYECHIK(256);

        private static final Set<Encryption> MEDIUM = EnumSet.of(RC4, TRIPLE_DES, IDEA, SEED);
        private static final Set<Encryption> CBC =
                EnumSet.of(TRIPLE_DES, IDEA, SEED, AES128, AES256, CAMELLIA128, CAMELLIA256);

        private final int bits;

        Encryption(int bits) {
            this.bits = bits;
        }

        boolean isAny(String... prefixes) {
            return Arrays.stream(prefixes).anyMatch(name()::startsWith);
        }

        boolean cbc() {
            return CBC.contains(this);
        }

        /** OpenSSL's class MEDIUM; LOW is empty since OpenSSL 1.1. */
        boolean medium() {
            return MEDIUM.contains(this);
        }
    }

    private static final Map<String, OpensslSuite> BY_NAME = new TreeMap<>();
    private static final List<OpensslSuite> ALL =
            OpensslSuiteTable.ROWS.lines().map(OpensslSuite::ofRow).toList();

    static {
        ALL.forEach(suite -> BY_NAME.put(suite.ianaName, suite));
        ALL.forEach(suite -> BY_NAME.put(suite.opensslName, suite));
    }

    private static OpensslSuite ofRow(String row) {
        List<String> columns = List.of(row.split(" ", -1));
        return new OpensslSuite(
                Integer.parseInt(columns.get(0), 16),
                columns.get(1),
                columns.get(2).equals("-") ? columns.get(1) : columns.get(2),
                columns.get(3),
                KeyExchange.valueOf(columns.get(4)),
                Authentication.valueOf(columns.get(5)),
                columns.get(6).equals("3DES") ? Encryption.TRIPLE_DES : Encryption.valueOf(columns.get(6)),
                columns.get(7));
    }

    /** All of them, by number. */
    static List<OpensslSuite> all() {
        return ALL;
    }

    /** The suite of an OpenSSL or IANA name. */
    static Optional<OpensslSuite> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Every name of every suite. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    int bits() {
        return encryption.bits;
    }

    /** OpenSSL's word COMPLEMENTOFDEFAULT: in ALL, and not in DEFAULT. */
    boolean notDefault() {
        return encryption != Encryption.NULL
                && (authentication == Authentication.DSS
                        || authentication == Authentication.NULL
                        || encryption.medium()
                        || encryption.isAny("CAMELLIA", "ARIA")
                        || encryption.name().contains("CCM"));
    }

    /** OpenSSL's word FIPS. */
    boolean fips() {
        return keyExchange != KeyExchange.SRP
                && (encryption == Encryption.TRIPLE_DES
                        || (encryption.isAny("AES") && !encryption.name().contains("CCM")));
    }

    /** The constant that can be offered, if this suite is safe. */
    Optional<CipherSuite> offerable() {
        return faults().isEmpty() ? CipherSuite.find(ianaName) : Optional.empty();
    }

    /** Everything that forbids to offer it; empty for a safe suite. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (encryption == Encryption.NULL) {
            faults.add("no encryption");
        }
        if (authentication == Authentication.NULL) {
            faults.add("anonymous, so that anybody can stand in between");
        }
        if (keyExchange == KeyExchange.RSA) {
            faults.add("static RSA, so that a stolen key opens recorded traffic");
        }
        if (KeyExchange.SHARED_SECRET.contains(keyExchange)) {
            faults.add("needs a secret shared with each client, not a certificate");
        }
        if (authentication == Authentication.DSS) {
            faults.add("DSA certificates, which no client takes any more");
        }
        if (encryption == Encryption.RC4) {
            faults.add("RC4, broken (RFC 7465)");
        }
        if (encryption == Encryption.TRIPLE_DES) {
            faults.add("3DES, with blocks so short that long connections leak (Sweet32)");
        }
        if (encryption.cbc()) {
            faults.add("CBC, a padding oracle waiting (Lucky 13)");
        }
        if (lacking()) {
            faults.add("a cipher that the JDK does not have");
        }
        return faults;
    }

    private boolean lacking() {
        return encryption.isAny("ARIA", "CAMELLIA", "IDEA", "SEED", "GOST", "MAGMA", "KUZNYECHIK")
                || encryption.name().contains("CCM")
                || keyExchange.name().startsWith("GOST");
    }

    /** What is wrong with unsafe suites, one line for all with the same faults. */
    static List<String> complaints(String subject, Stream<OpensslSuite> unsafe) {
        Map<String, List<String>> byFault = new LinkedHashMap<>();
        unsafe.forEach(suite -> byFault.computeIfAbsent(String.join("; ", suite.faults()), key -> new ArrayList<>())
                .add(suite.opensslName));
        return byFault.entrySet().stream()
                .map(group -> "%s: %s: %s (expected: only ECDHE or DHE with AES-GCM or ChaCha20-Poly1305)"
                        .formatted(subject, String.join(", ", group.getValue()), group.getKey()))
                .toList();
    }
}

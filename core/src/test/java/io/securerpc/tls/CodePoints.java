package io.securerpc.tls;

import static java.util.Map.entry;

import java.util.Map;

/** The numbers that names stand for on the wire (IANA registry of TLS parameters), some of them in no policy. */
final class CodePoints {
    static final Map<String, Integer> SUITES = Map.ofEntries(
            entry("TLS_AES_128_GCM_SHA256", 0x1301),
            entry("TLS_AES_256_GCM_SHA384", 0x1302),
            entry("TLS_CHACHA20_POLY1305_SHA256", 0x1303),
            entry("TLS_AES_128_CCM_SHA256", 0x1304),
            entry("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xc02b),
            entry("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xc02c),
            entry("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xc02f),
            entry("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xc030),
            entry("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca8),
            entry("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca9),
            entry("TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xccaa),
            entry("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", 0x009e),
            entry("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", 0x009f),
            entry("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xc013),
            entry("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", 0xc023),
            entry("TLS_RSA_WITH_AES_128_GCM_SHA256", 0x009c),
            entry("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", 0x00ff),
            entry("GREASE_SUITE", 0x1a1a));

    static final Map<String, Integer> GROUPS = Map.ofEntries(
            entry("secp256r1", 23),
            entry("secp384r1", 24),
            entry("secp521r1", 25),
            entry("brainpoolP256r1", 26),
            entry("secp256k1", 22),
            entry("x25519", 29),
            entry("x448", 30),
            entry("ffdhe2048", 256),
            entry("ffdhe3072", 257),
            entry("ffdhe4096", 258),
            entry("ffdhe6144", 259),
            entry("ffdhe8192", 260),
            entry("X25519MLKEM768", 0x11ec),
            entry("GREASE_GROUP", 0x2a2a));

    static final Map<String, Integer> SCHEMES = Map.ofEntries(
            entry("ecdsa_secp256r1_sha256", 0x0403),
            entry("ecdsa_secp384r1_sha384", 0x0503),
            entry("ecdsa_secp521r1_sha512", 0x0603),
            entry("ed25519", 0x0807),
            entry("ed448", 0x0808),
            entry("rsa_pss_rsae_sha256", 0x0804),
            entry("rsa_pss_rsae_sha384", 0x0805),
            entry("rsa_pss_rsae_sha512", 0x0806),
            entry("rsa_pss_pss_sha256", 0x0809),
            entry("rsa_pss_pss_sha384", 0x080a),
            entry("rsa_pss_pss_sha512", 0x080b),
            entry("rsa_pkcs1_sha256", 0x0401),
            entry("rsa_pkcs1_sha384", 0x0501),
            entry("rsa_pkcs1_sha512", 0x0601),
            entry("ecdsa_sha1", 0x0203),
            entry("rsa_pkcs1_sha1", 0x0201),
            entry("ecdsa_sha224", 0x0303),
            entry("rsa_sha224", 0x0301),
            entry("dsa_sha256", 0x0402),
            entry("GREASE_SCHEME", 0x3a3a));

    static final Map<String, Integer> VERSIONS =
            Map.of("TLSv1.3", 0x0304, "TLSv1.2", 0x0303, "TLSv1.1", 0x0302, "TLSv1", 0x0301, "GREASE_VERSION", 0x4a4a);

    private CodePoints() {}

    static int code(Map<String, Integer> table, String name) {
        Integer code = table.get(name);
        if (code == null) {
            throw new IllegalArgumentException("code point: '" + name + "' (expected: one of " + table.keySet() + ")");
        }
        return code;
    }

    static String name(Map<String, Integer> table, int code) {
        return table.entrySet().stream()
                .filter(entry -> entry.getValue() == code)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("0x" + Integer.toHexString(code));
    }
}

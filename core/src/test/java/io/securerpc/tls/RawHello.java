package io.securerpc.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ClientHello written byte by byte, so that a test may offer what no client's engine would; names as in {@link CodePoints}.
 *
 * @param versions in a {@code supported_versions} extension; empty for none (then the hello says TLS 1.2)
 * @param suites in order
 * @param groups empty for no {@code supported_groups} extension
 * @param keyShares empty for no {@code key_share} extension; an empty list sends an empty one
 * @param schemes empty for no {@code signature_algorithms} extension
 * @param certificateSchemes empty for no {@code signature_algorithms_cert} extension
 * @param serverName empty for no {@code server_name} extension; sent byte for byte
 */
record RawHello(
        Optional<List<String>> versions,
        List<String> suites,
        Optional<List<String>> groups,
        Optional<List<String>> keyShares,
        Optional<List<String>> schemes,
        Optional<List<String>> certificateSchemes,
        Optional<String> serverName) {

    static RawHello modern() {
        return new RawHello(
                Optional.of(List.of("TLSv1.3", "TLSv1.2")),
                List.of(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
                Optional.of(List.of("x25519", "secp256r1", "secp384r1", "secp521r1")),
                Optional.of(List.of("x25519")),
                Optional.of(List.of("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256", "rsa_pkcs1_sha256")),
                Optional.empty(),
                Optional.empty());
    }

    RawHello versions(String... names) {
        return new RawHello(
                Optional.of(List.of(names)), suites, groups, keyShares, schemes, certificateSchemes, serverName);
    }

    RawHello suites(String... names) {
        return new RawHello(versions, List.of(names), groups, keyShares, schemes, certificateSchemes, serverName);
    }

    RawHello groups(String... names) {
        return new RawHello(
                versions, suites, Optional.of(List.of(names)), keyShares, schemes, certificateSchemes, serverName);
    }

    RawHello noGroups() {
        return new RawHello(versions, suites, Optional.empty(), keyShares, schemes, certificateSchemes, serverName);
    }

    RawHello keyShares(String... names) {
        return new RawHello(
                versions, suites, groups, Optional.of(List.of(names)), schemes, certificateSchemes, serverName);
    }

    RawHello noKeyShares() {
        return new RawHello(versions, suites, groups, Optional.empty(), schemes, certificateSchemes, serverName);
    }

    RawHello schemes(String... names) {
        return new RawHello(
                versions, suites, groups, keyShares, Optional.of(List.of(names)), certificateSchemes, serverName);
    }

    RawHello noSchemes() {
        return new RawHello(versions, suites, groups, keyShares, Optional.empty(), certificateSchemes, serverName);
    }

    RawHello certificateSchemes(String... names) {
        return new RawHello(versions, suites, groups, keyShares, schemes, Optional.of(List.of(names)), serverName);
    }

    RawHello serverName(String name) {
        return new RawHello(versions, suites, groups, keyShares, schemes, certificateSchemes, Optional.of(name));
    }

    /** The handshake message; a cookie is given back when a HelloRetryRequest brought one. */
    byte[] message(KeyShares keys, byte[] cookie) {
        Bytes body = new Bytes().u16(0x0303).raw(new byte[32]).u8(32).raw(new byte[32]);
        body.vector16(codes(CodePoints.SUITES, suites)).u8(1).u8(0);
        Bytes extensions = new Bytes().u16(0xff01).vector16(new byte[] {0});
        serverName.ifPresent(name -> extensions
                .u16(0)
                .vector16(new Bytes()
                        .vector16(new Bytes()
                                .u8(0)
                                .vector16(name.getBytes(StandardCharsets.ISO_8859_1))
                                .array())
                        .array()));
        groups.ifPresent(names -> list(extensions, 10, CodePoints.GROUPS, names));
        schemes.ifPresent(names -> list(extensions, 13, CodePoints.SCHEMES, names));
        certificateSchemes.ifPresent(names -> list(extensions, 50, CodePoints.SCHEMES, names));
        versions.ifPresent(names -> {
            byte[] codes = codes(CodePoints.VERSIONS, names);
            extensions.u16(43).vector16(new Bytes().u8(codes.length).raw(codes).array());
        });
        keyShares.ifPresent(names -> {
            Bytes shares = new Bytes();
            names.forEach(
                    name -> shares.u16(CodePoints.code(CodePoints.GROUPS, name)).vector16(keys.share(name)));
            extensions.u16(51).vector16(new Bytes().vector16(shares.array()).array());
        });
        if (cookie.length > 0) {
            extensions.u16(44).vector16(cookie);
        }
        body.vector16(extensions.array());
        byte[] hello = body.array();
        return new Bytes()
                .u8(1)
                .u8(hello.length >> 16)
                .u16(hello.length & 0xffff)
                .raw(hello)
                .array();
    }

    private static void list(Bytes extensions, int type, Map<String, Integer> table, List<String> names) {
        extensions.u16(type).vector16(new Bytes().vector16(codes(table, names)).array());
    }

    private static byte[] codes(Map<String, Integer> table, List<String> names) {
        Bytes codes = new Bytes();
        names.forEach(name -> codes.u16(CodePoints.code(table, name)));
        return codes.array();
    }

    /** Bytes as TLS writes them. */
    static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes u8(int value) {
            out.write(value);
            return this;
        }

        Bytes u16(int value) {
            return u8(value >> 8).u8(value);
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Bytes vector16(byte[] bytes) {
            return u16(bytes.length).raw(bytes);
        }

        byte[] array() {
            return out.toByteArray();
        }
    }
}

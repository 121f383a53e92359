package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names are read as JSSE, OpenSSL and nginx write them; an unknown one is named with the nearest. */
class NamesTest {
    private static String refusal(Function<String, ?> parse, String name) {
        return assertThatThrownBy(() -> parse.apply(name))
                .isInstanceOf(IllegalArgumentException.class)
                .actual()
                .getMessage();
    }

    @Test
    void readsTheOtherNamesOfAValue() {
        assertThat(NamedGroup.parse("prime256v1")).isEqualTo(NamedGroup.SECP256R1);
        assertThat(SignatureScheme.parse("RSA-PSS+SHA384")).isEqualTo(SignatureScheme.RSA_PSS_RSAE_SHA384);
        assertThat(SignatureScheme.parse("ECDSA+SHA256")).isEqualTo(SignatureScheme.ECDSA_SECP256R1_SHA256);
    }

    @Test
    void namesWhatIsUnknownAndWhatIsNear() {
        assertThat(refusal(NamedGroup::parse, "secp256k1"))
                .isEqualTo(
                        "named group: 'secp256k1' (expected: one of X25519MLKEM768, x25519, secp256r1, secp384r1, secp521r1,"
                                + " x448, ffdhe2048, ffdhe3072, ffdhe4096, ffdhe6144, ffdhe8192; nearest: secp256r1)");
        assertThat(refusal(SignatureScheme::parse, "rsa_pkcs1_sha1"))
                .startsWith("signature scheme: 'rsa_pkcs1_sha1' (expected: one of ecdsa_secp256r1_sha256, ")
                .endsWith("; nearest: rsa_pkcs1_sha512)");
        assertThat(refusal(TlsVersion::parse, "TLS1.3"))
                .isEqualTo("tls version: 'TLS1.3' (expected: one of TLSv1.2, TLSv1.3; nearest: TLSv1.3)");
        assertThat(refusal(CipherSuite::parse, "")).startsWith("cipher suite: '' (expected: one of ");
    }

    @ParameterizedTest
    @CsvSource({"SSLv2, 6176", "SSLv3, 7568", "TLSv1, 8996", "TLSv1.0, 8996", "TLSv1.1, 8996"})
    void refusesForbiddenVersionsByName(String name, String rfc) {
        assertThat(refusal(TlsVersion::parse, name))
                .isEqualTo("tls version: '%s' (expected: TLSv1.2 or TLSv1.3; RFC %s forbids the one named)"
                        .formatted(name, rfc));
    }

    @Test
    void saysWhatIsWrongWithAnUnsafeSuiteUnderEitherName() {
        String rule = " (expected: only ECDHE or DHE with AES-GCM or ChaCha20-Poly1305)";

        assertThat(refusal(CipherSuite::parse, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"))
                .isEqualTo(refusal(CipherSuite::parse, "DES-CBC3-SHA"))
                .isEqualTo(
                        "cipher suite: DES-CBC3-SHA: static RSA, so that a stolen key opens recorded traffic; 3DES, with"
                                + " blocks so short that long connections leak (Sweet32); CBC, a padding oracle waiting (Lucky 13)"
                                + rule);
    }

    @Test
    void printsAHostileNameSafely() {
        assertThat(refusal(NamedGroup::parse, "x\n\u001b[2J" + "y".repeat(500)))
                .startsWith("named group: 'x\\u000a\\u001b[2Jyyy")
                .contains(" more)' (expected: one of ");
    }
}

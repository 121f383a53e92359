package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrongSignaturesTest {
    private static final TestCertificate CERTIFICATE =
            TestCertificate.named("node.test").selfSigned();
    private static final ServerIdentities IDENTITIES =
            ServerIdentities.of(List.of(ServerIdentity.of(CERTIFICATE.chain(), CERTIFICATE.key())));
    private static final RawHello TLS_1_2 = RawHello.modern().versions("TLSv1.2");

    private static RawHandshake.Answer answer(RawHello hello) throws GeneralSecurityException {
        SSLEngine engine = ServerTls.context(TlsPolicy.intermediate(), () -> IDENTITIES, Optional.empty())
                .createSSLEngine();
        TlsPolicy.intermediate().applyTo(engine, ClientAuthentication.none());
        return RawHandshake.of(hello, engine, new KeyShares());
    }

    @Test
    void signsNotWithSha1ForAClientThatPrefersIt() throws Exception {
        RawHello hello = TLS_1_2.schemes("ecdsa_sha1", "ecdsa_sha224", "ecdsa_secp256r1_sha256");

        assertThat(answer(hello).scheme()).isEqualTo("ecdsa_secp256r1_sha256");
    }

    @Test
    void refusesAClientThatHasNothingBetterOrDoesNotSay() throws Exception {
        assertThat(answer(TLS_1_2.schemes("ecdsa_sha1", "rsa_pkcs1_sha1")).failure())
                .endsWith("No supported signature algorithm");
        assertThat(answer(TLS_1_2.noSchemes()).failure()).endsWith("no cipher suites in common");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecdsa_sha1",
                "SHA1withECDSA",
                "rsa_pkcs1_sha1",
                "SHA1withRSA",
                "MD5withRSA",
                "rsa_md5",
                "rsa_sha224",
                "SHA224withECDSA",
                "dsa_sha256",
                "SHA256withDSA"
            })
    void refusesBrokenSignatures(String name) {
        assertThat(StrongSignatures.INSTANCE.permits(Set.of(CryptoPrimitive.SIGNATURE), name, null))
                .isFalse();
        assertThat(StrongSignatures.INSTANCE.permits(Set.of(CryptoPrimitive.SIGNATURE), name, CERTIFICATE.key(), null))
                .isFalse();
        // A hash as such, in a key derivation for one, is not a signature.
        assertThat(StrongSignatures.INSTANCE.permits(Set.of(CryptoPrimitive.KEY_AGREEMENT), name, null))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void letsEverySchemePass(SignatureScheme scheme) {
        for (String name : List.of(scheme.jsseName(), SchemeKeys.algorithm(scheme), SchemeKeys.keyType(scheme))) {
            assertThat(StrongSignatures.INSTANCE.permits(Set.of(CryptoPrimitive.SIGNATURE), name, null))
                    .isTrue();
        }
        assertThat(StrongSignatures.INSTANCE.permits(Set.of(CryptoPrimitive.SIGNATURE), CERTIFICATE.key()))
                .isTrue();
    }
}

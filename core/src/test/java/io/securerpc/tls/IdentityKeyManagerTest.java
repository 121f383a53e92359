package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which identity a client gets: its hellos are written by hand, and the certificate is read from what the engine sends. */
class IdentityKeyManagerTest {
    private static final KeyShares KEYS = new KeyShares();
    private static final ServerIdentity EC =
            identity(TestCertificate.named("ec").san("a.test"));
    private static final ServerIdentity RSA =
            identity(TestCertificate.named("rsa").rsa(2048).san("a.test"));
    private static final ServerIdentity P384 =
            identity(TestCertificate.named("p384").ec("secp384r1").san("a.test"));
    private static final ServerIdentity OTHER_EC =
            identity(TestCertificate.named("other.ec").san("b.test", "*.c.test"));
    private static final ServerIdentity OTHER_RSA =
            identity(TestCertificate.named("other.rsa").rsa(2048).san("x.c.test"));

    private static ServerIdentity identity(TestCertificateBuilder builder) {
        TestCertificate certificate = builder.selfSigned();
        return ServerIdentity.of(certificate.chain(), certificate.key());
    }

    private static RawHello hello(TlsVersion version) {
        return RawHello.modern()
                .versions(version.jsseName())
                .suites(Arrays.stream(CipherSuite.values())
                        .map(CipherSuite::ianaName)
                        .toArray(String[]::new))
                .schemes("ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "rsa_pss_rsae_sha256");
    }

    private static ServerIdentity served(RawHello hello, ServerIdentity... identities) throws GeneralSecurityException {
        ServerIdentities all = ServerIdentities.of(List.of(identities));
        RawHandshake.Answer answer = answer(hello, () -> all);
        assertThat(answer.failure()).isEmpty();
        return all.all().stream()
                .filter(identity -> identity.leaf().equals(answer.leaf().orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    private static RawHandshake.Answer answer(RawHello hello, Supplier<ServerIdentities> identities)
            throws GeneralSecurityException {
        TlsPolicy policy = TlsPolicy.compatible();
        SSLEngine engine =
                ServerTls.context(policy, identities, Optional.empty()).createSSLEngine();
        policy.applyTo(engine, ClientAuthentication.none());
        return RawHandshake.of(hello, engine, KEYS);
    }

    @ParameterizedTest
    @EnumSource
    void theNameDecides(TlsVersion version) throws Exception {
        ServerIdentity[] all = {EC, OTHER_EC, OTHER_RSA};

        assertThat(served(hello(version), all)).isSameAs(EC);
        assertThat(served(hello(version).serverName("unknown.test"), all)).isSameAs(EC);
        assertThat(served(hello(version).serverName("B.test"), all)).isSameAs(OTHER_EC);
        assertThat(served(hello(version).serverName("y.c.test"), all)).isSameAs(OTHER_EC);
        assertThat(served(hello(version).serverName("x.c.test"), all)).isSameAs(OTHER_RSA);
    }

    @ParameterizedTest
    @EnumSource
    void everyClientGetsTheOneOfTwoThatItVerifies(TlsVersion version) throws Exception {
        RawHello onlyRsa = hello(version).schemes("rsa_pss_rsae_sha256");
        RawHello onlyEc = hello(version).schemes("ecdsa_secp256r1_sha256");
        for (ServerIdentity[] order : new ServerIdentity[][] {{EC, RSA}, {RSA, EC}}) {
            assertThat(served(onlyRsa, order)).isSameAs(RSA);
            assertThat(served(onlyEc, order)).isSameAs(EC);
        }
    }

    @Test
    void theSuitesOfTls12DecideBesides() throws Exception {
        RawHello hello = hello(TlsVersion.TLS_1_2);
        RawHello onlyRsa = hello.suites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        RawHello onlyEc = hello.suites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        for (ServerIdentity[] order : new ServerIdentity[][] {{EC, RSA}, {RSA, EC}}) {
            assertThat(served(onlyRsa, order)).isSameAs(RSA);
            assertThat(served(onlyEc, order)).isSameAs(EC);
        }
    }

    @Test
    void aCurveThatATls12ClientLacksLeavesTheRsaIdentity() throws Exception {
        assertThat(served(hello(TlsVersion.TLS_1_2).groups("x25519"), EC, RSA)).isSameAs(RSA);
    }

    @Test
    void theClientsOrderOfSchemesDecidesAmongEquals() throws Exception {
        RawHello rsaFirst = hello(TlsVersion.TLS_1_3).schemes("rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256");

        assertThat(served(rsaFirst, EC, RSA)).isSameAs(RSA);
        assertThat(served(hello(TlsVersion.TLS_1_3), RSA, EC)).isSameAs(EC);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstOfOneTypeIsServedThatTheClientVerifies(TlsVersion version) throws Exception {
        assertThat(served(hello(version), P384, EC)).isSameAs(P384);
        assertThat(served(hello(version).schemes("ecdsa_secp256r1_sha256"), P384, EC))
                .isSameAs(EC);
    }

    @ParameterizedTest
    @EnumSource
    void aWorseNameIsNeverServedWhileABetterOneCanBe(TlsVersion version) throws Exception {
        // EC is asked for first, in both versions.
        assertThat(served(hello(version).serverName("x.c.test"), OTHER_EC, OTHER_RSA))
                .isSameAs(OTHER_RSA);
        assertThat(served(hello(version), OTHER_RSA, EC)).isSameAs(OTHER_RSA);
    }

    @ParameterizedTest
    @EnumSource
    void anotherHostsIdentityIsServedToWhoeverVerifiesNoBetterOne(TlsVersion version) throws Exception {
        RawHello onlyEc = hello(version).schemes("ecdsa_secp256r1_sha256");

        assertThat(served(onlyEc.serverName("x.c.test"), RSA, OTHER_RSA, OTHER_EC))
                .isSameAs(OTHER_EC);
        assertThat(served(onlyEc, RSA, OTHER_RSA, OTHER_EC)).isSameAs(OTHER_EC);
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatVerifiesNoneIsRefused(TlsVersion version) throws Exception {
        ServerIdentities all = ServerIdentities.of(List.of(P384, RSA));

        RawHandshake.Answer answer = answer(hello(version).schemes("ecdsa_secp256r1_sha256"), () -> all);

        assertThat(answer.failure())
                .endsWith(
                        version == TlsVersion.TLS_1_3
                                ? "No available authentication scheme"
                                : "no cipher suites in common");
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeKeepsToTheIdentitiesItBeganWith(TlsVersion version) throws Exception {
        // JSSE asks for EC, then for RSA. Answered by the old ones and then by the new, it would get neither.
        AtomicInteger asked = new AtomicInteger();
        Supplier<ServerIdentities> renewing =
                () -> ServerIdentities.of(List.of(asked.getAndIncrement() == 0 ? RSA : EC));

        RawHandshake.Answer answer = answer(hello(version), renewing);

        assertThat(answer.failure()).isEmpty();
        assertThat(answer.leaf()).contains(RSA.leaf());
        assertThat(asked).hasValue(1);
    }

    @Test
    void anAliasOutlivesSevenRenewalsWithItsKeyAndChainTogether() {
        AtomicReference<ServerIdentities> current = new AtomicReference<>(ServerIdentities.of(List.of(RSA, EC)));
        IdentityKeyManager manager = new IdentityKeyManager(current::get);
        String alias = manager.chooseEngineServerAlias("EC", null, null);
        List<String> later = new ArrayList<>();

        for (int i = 1; i < IdentityKeyManager.GENERATIONS; i++) {
            current.set(ServerIdentities.of(
                    List.of(RSA, identity(TestCertificate.named("renewed").san("a.test")))));
            later.add(manager.chooseEngineServerAlias("EC", null, null));
        }

        assertThat(later).doesNotHaveDuplicates().doesNotContain(alias).doesNotContainNull();
        assertThat(manager.getPrivateKey(alias)).isSameAs(EC.privateKey());
        assertThat(manager.getCertificateChain(alias)).containsExactly(EC.leaf());
        current.set(ServerIdentities.of(List.of(RSA)));
        assertThat(manager.chooseEngineServerAlias("RSA", null, null)).isNotNull();
        assertThat(manager.getPrivateKey(alias)).isNull();
        assertThat(manager.getCertificateChain(alias)).isNull();
    }

    @Test
    void equalSetsShareAnAlias() {
        IdentityKeyManager manager = new IdentityKeyManager(() -> ServerIdentities.of(List.of(RSA, EC)));

        assertThat(manager.chooseEngineServerAlias("EC", null, null))
                .isEqualTo("identity-1-1")
                .isEqualTo(manager.chooseEngineServerAlias("EC", null, null));
        assertThat(manager.getServerAliases("RSA", null)).containsExactly("identity-1-0");
    }

    @Test
    void hasNothingForATypeNobodyHasNorForAClient() {
        IdentityKeyManager manager = new IdentityKeyManager(() -> ServerIdentities.of(List.of(RSA)));

        assertThat(manager.chooseEngineServerAlias("EC", null, null)).isNull();
        assertThat(manager.chooseServerAlias("DSA", null, null)).isNull();
        assertThat(manager.getServerAliases("EC", null)).isNull();
        assertThat(manager.chooseClientAlias(new String[] {"RSA"}, null, null)).isNull();
        assertThat(manager.getClientAliases("RSA", null)).isNull();
    }

    @Test
    void readsServerNamesThatAnotherEngineMayLetPass() {
        assertThat(IdentityRequest.serverName(null)).isEmpty();
        assertThat(IdentityRequest.serverName(List.of())).isEmpty();
        assertThat(IdentityRequest.serverName(List.of(raw(7, "a.test")))).isEmpty();
        assertThat(IdentityRequest.serverName(List.of(raw(7, "x"), new SNIHostName("a.test"))))
                .contains("a.test");
        assertThat(IdentityRequest.serverName(List.of(raw(0, "a.test.")))).contains("a.test");
        assertThat(IdentityRequest.serverName(List.of(raw(0, "\u00ff\u0000.")))).contains("\u00ff\u0000");
        assertThat(IdentityRequest.serverName(List.of(raw(0, "")))).contains("");
    }

    private static SNIServerName raw(int type, String name) {
        return new SNIServerName(type, name.getBytes(StandardCharsets.ISO_8859_1)) {};
    }
}

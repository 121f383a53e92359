package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerIdentityTest {
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate MIDDLE =
            TestCertificate.named("middle").ca(true).issuedBy(ROOT);
    private static final TestCertificate LEAF =
            TestCertificate.named("node.example.com").issuedBy(MIDDLE);
    private static final TestCertificate STRANGER =
            TestCertificate.named("stranger").selfSigned();

    static Stream<TestCertificateBuilder> keyTypes() {
        return Stream.of(
                TestCertificate.named("x").rsa(2048),
                TestCertificate.named("x").ec("secp256r1"),
                TestCertificate.named("x").ec("secp384r1"),
                TestCertificate.named("x").ec("secp521r1"),
                TestCertificate.named("x").ed25519());
    }

    @ParameterizedTest
    @MethodSource("keyTypes")
    void provesThatTheKeyBelongsToTheLeaf(TestCertificateBuilder builder) {
        TestCertificate one = builder.selfSigned();
        TestCertificate other = builder.selfSigned();
        assertThat(ServerIdentity.of(one.chain(), one.key()).leaf()).isEqualTo(one.certificate());
        String type = KeyText.of(one.certificate().getPublicKey());
        assertThatThrownBy(() -> ServerIdentity.of(one.chain(), other.key()))
                .isInstanceOf(KeyMismatchException.class)
                .hasMessage("server identity: no certificate for the private key; the first is 'CN=x' with " + type
                        + ", the private key is " + KeyText.of(other.key())
                        + " (expected: the certificate and the private key of one identity)");
    }

    @Test
    void refusesAKeyOfAnotherKind() {
        TestCertificate rsa = TestCertificate.named("x").rsa(2048).selfSigned();
        assertThatThrownBy(() -> ServerIdentity.of(rsa.chain(), LEAF.key()))
                .isInstanceOf(KeyMismatchException.class)
                .hasMessageContaining("'CN=x' with RSA 2048 bits, the private key is EC P-256");
    }

    @Test
    void keepsAChainThatIsInOrder() {
        ServerIdentity identity = ServerIdentity.of(LEAF.chain(), LEAF.key());
        assertThat(identity.chain()).isEqualTo(LEAF.chain());
        assertThat(identity.privateKey()).isEqualTo(LEAF.key());
        assertThat(identity.warnings()).isEmpty();
    }

    @Test
    void putsAShuffledChainRightAndSaysSo() {
        List<X509Certificate> shuffled = new ArrayList<>(LEAF.chain());
        Collections.rotate(shuffled, 1);
        ServerIdentity identity = ServerIdentity.of(shuffled, LEAF.key());
        assertThat(identity.chain()).isEqualTo(LEAF.chain());
        assertThat(identity.warnings())
                .containsExactly("server identity: certificates out of order, put right"
                        + " (expected: leaf first, each signed by the next)");
    }

    @Test
    void needsNoRoot() {
        List<X509Certificate> withoutRoot = LEAF.chain().subList(0, 2);
        assertThat(ServerIdentity.of(withoutRoot, LEAF.key()).chain()).isEqualTo(withoutRoot);
    }

    @Test
    void refusesACertificateThatBelongsNowhere() {
        assertThatThrownBy(() -> ServerIdentity.of(List.of(LEAF.certificate(), STRANGER.certificate()), LEAF.key()))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: 'CN=stranger' is not part of the chain, whose last certificate"
                        + " 'CN=node.example.com' is issued by 'CN=middle'"
                        + " (expected: a leaf and its issuers, each signed by the next)");
        assertThatThrownBy(() -> ServerIdentity.of(List.of(LEAF.certificate(), ROOT.certificate()), LEAF.key()))
                .isInstanceOf(CertificateChainException.class);
    }

    @Test
    void refusesAnIssuerOfTheRightNameThatDidNotSign() {
        TestCertificate impostor = TestCertificate.named("middle").ca(true).selfSigned();
        assertThatThrownBy(() -> ServerIdentity.of(List.of(LEAF.certificate(), impostor.certificate()), LEAF.key()))
                .isInstanceOf(CertificateChainException.class);
    }

    @Test
    void refusesNoneAndTooMany() {
        assertThatThrownBy(() -> ServerIdentity.of(List.of(), LEAF.key()))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: 0 certificates (expected: a leaf and its issuers, 10 at most)");
        assertThatThrownBy(() -> ServerIdentity.of(Collections.nCopies(11, LEAF.certificate()), LEAF.key()))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: 11 certificates (expected: a leaf and its issuers, 10 at most)");
    }

    @Test
    void namesAreTheExactAlternativeNamesInLowerCase() {
        TestCertificate leaf = TestCertificate.named("ignored.example.com")
                .san("Node.Example.COM", "*.example.com", "192.0.2.7", "2001:db8:0:0:1:0:0:1", "::1")
                .selfSigned();
        assertThat(ServerIdentity.of(leaf.chain(), leaf.key()).names())
                .containsExactlyInAnyOrder("node.example.com", "192.0.2.7", "2001:db8::1:0:0:1", "::1");
    }

    @Test
    void onlyWildcardsMeansNoNames() {
        TestCertificate leaf = TestCertificate.named("ignored.example.com")
                .san("*.example.com")
                .selfSigned();
        assertThat(ServerIdentity.of(leaf.chain(), leaf.key()).names()).isEmpty();
    }

    @Test
    void nameIsTheCommonNameWhereThereAreNoAlternatives() {
        TestCertificate host = TestCertificate.named("WWW.Example.com").selfSigned();
        assertThat(ServerIdentity.of(host.chain(), host.key()).names()).containsExactly("www.example.com");
        TestCertificate person = TestCertificate.named("Jane Doe").selfSigned();
        assertThat(ServerIdentity.of(person.chain(), person.key()).names()).isEmpty();
    }

    @Test
    void printsTheLeafAndHidesTheKey() {
        assertThat(ServerIdentity.of(LEAF.chain(), LEAF.key()))
                .hasToString("ServerIdentity[subject=CN=node.example.com, fingerprint="
                        + Fingerprint.of(LEAF.certificate()) + ", certificates=3, key=****]");
    }
}

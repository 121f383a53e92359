package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ClientOfferTest {
    private static ClientOffer.Builder full() {
        return ClientOffer.builder()
                .versions("TLSv1.3", "GREASE")
                .cipherSuites("TLS_AES_128_GCM_SHA256", "AES128-SHA")
                .groups("X25519", "P-256")
                .keyShares("P-256")
                .signatureSchemes("ed25519")
                .certificateSchemes("RSA+SHA1")
                .serverName("a.test");
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        ClientOffer offer = full().build();

        assertThat(offer.versions()).containsExactly("TLSv1.3", "GREASE");
        assertThat(offer.cipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256", "AES128-SHA");
        assertThat(offer.groups()).contains(List.of("X25519", "P-256"));
        assertThat(offer.keyShares()).contains(List.of("P-256"));
        assertThat(offer.signatureSchemes()).contains(List.of("ed25519"));
        assertThat(offer.certificateSchemes()).contains(List.of("RSA+SHA1"));
        assertThat(offer.serverName()).contains("a.test");
        assertThat(offer)
                .hasToString("ClientOffer[versions=TLSv1.3, GREASE; cipher suites=TLS_AES_128_GCM_SHA256, AES128-SHA;"
                        + " groups=X25519, P-256; key shares=P-256; signature schemes=ed25519;"
                        + " certificate schemes=RSA+SHA1; server name=a.test]");
    }

    @Test
    void leavesOutWhatIsNotSet() {
        ClientOffer offer = ClientOffer.builder().build();

        assertThat(offer.versions()).containsExactly("TLSv1.2");
        assertThat(offer.cipherSuites()).isEmpty();
        assertThat(offer.groups()).isEmpty();
        assertThat(offer.keyShares()).isEmpty();
        assertThat(offer.signatureSchemes()).isEmpty();
        assertThat(offer.certificateSchemes()).isEmpty();
        assertThat(offer.serverName()).isEmpty();
        assertThat(offer).hasToString("ClientOffer[versions=TLSv1.2; cipher suites=]");
    }

    @Test
    void sendsAKeyForTheFirstGroupUnlessToldOtherwise() {
        assertThat(ClientOffer.builder().groups("x25519", "secp256r1").build().keyShares())
                .contains(List.of("x25519"));
        assertThat(ClientOffer.builder()
                        .groups("x25519")
                        .keyShares(new String[0])
                        .build()
                        .keyShares())
                .contains(List.of());
        assertThat(ClientOffer.builder().groups(new String[0]).build().keyShares())
                .contains(List.of());
    }

    @Test
    void comparesByValue() {
        assertThat(full().build()).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
        assertThat(full().build()).isNotEqualTo(ClientOffer.builder().build()).isNotEqualTo("a.test");
    }

    @Test
    void refusesToSetAPartTwice() {
        Map<String, UnaryOperator<ClientOffer.Builder>> setters = Map.of(
                "versions set twice (expected: once; first was [TLSv1.3, GREASE])",
                offer -> offer.versions("TLSv1.2"),
                "cipher suites set twice (expected: once; first was [TLS_AES_128_GCM_SHA256, AES128-SHA])",
                offer -> offer.cipherSuites("A"),
                "groups set twice (expected: once; first was [X25519, P-256])",
                offer -> offer.groups("x25519"),
                "key shares set twice (expected: once; first was [P-256])",
                offer -> offer.keyShares("x25519"),
                "signature schemes set twice (expected: once; first was [ed25519])",
                offer -> offer.signatureSchemes("ed448"),
                "certificate schemes set twice (expected: once; first was [RSA+SHA1])",
                offer -> offer.certificateSchemes("ed448"),
                "server name set twice (expected: once; first was a.test)",
                offer -> offer.serverName("b.test"));

        setters.forEach((message, setter) -> assertThatThrownBy(() -> setter.apply(full()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("client offer: " + message));
    }
}

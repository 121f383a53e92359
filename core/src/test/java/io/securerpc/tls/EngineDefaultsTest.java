package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineDefaultsTest {
    @Test
    void hasTheGroupsAndSchemesMeasured() {
        assertThat(EngineDefaults.groups().stream().filter(group -> group != NamedGroup.X25519MLKEM768))
                .containsExactly(
                        NamedGroup.X25519,
                        NamedGroup.SECP256R1,
                        NamedGroup.SECP384R1,
                        NamedGroup.SECP521R1,
                        NamedGroup.X448,
                        NamedGroup.FFDHE2048,
                        NamedGroup.FFDHE3072,
                        NamedGroup.FFDHE4096,
                        NamedGroup.FFDHE6144,
                        NamedGroup.FFDHE8192);
        assertThat(EngineDefaults.schemes()).containsExactlyInAnyOrder(SignatureScheme.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x25519", "P-256", "ffdhe8192", "secp256k1", "sect571r1"})
    void knowsGroupsByTheirNumber(String group) {
        assertThat(EngineDefaults.knows(group)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREASE", "brainpoolP256r1", "SecP256r1MLKEM768", ""})
    void passesOverGroupsThatNoJdkHas(String group) {
        assertThat(EngineDefaults.knows(group)).isFalse();
    }

    @Test
    void knowsTheHybridGroupWhereTheJdkHasIt() {
        assertThat(EngineDefaults.knows("X25519MLKEM768"))
                .isEqualTo(EngineDefaults.groups().contains(NamedGroup.X25519MLKEM768));
    }
}

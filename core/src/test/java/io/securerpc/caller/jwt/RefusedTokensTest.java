package io.securerpc.caller.jwt;

import static io.securerpc.caller.jwt.JwtSetup.BEGIN;
import static io.securerpc.caller.jwt.JwtSetup.EC;
import static io.securerpc.caller.jwt.JwtSetup.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.CredentialKind;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an attacker sends, and what it is refused for. */
class RefusedTokensTest {
    static final String FORM = "malformed: ";
    static final String NOT_OBJECT = " not one JSON object in base64url, each member once";
    static final String WRONG = "wrong: signature does not fit";
    static final String NO_KEY = "unknown: no key of that kid and algorithm";

    @TempDir
    private Path folder;

    private JwtSetup setup;
    private CredentialKind kind;

    @BeforeEach
    void open() {
        setup = new JwtSetup(folder);
        kind = setup.open(setup.issuer(), setup.engine());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "io.securerpc.caller.jwt.MisformedTokens#forms",
        "io.securerpc.caller.jwt.MisformedTokens#headers",
        "io.securerpc.caller.jwt.ForgedTokens#algorithms",
        "io.securerpc.caller.jwt.ForgedTokens#signatures",
        "io.securerpc.caller.jwt.StrangeClaims#claimsOfIssuers",
        "io.securerpc.caller.jwt.StrangeClaims#claimsOfSecrets"
    })
    void isRefusedFor(String what, String token, String verdict) {
        assertThat(kind.known(token, setup.now)).isEmpty();
        assertThat(JwtSetup.verdict(kind.prove(token, setup.now))).isEqualTo(verdict);
        assertThat(kind.known(token, setup.now)).isEmpty();
    }

    /** Without which all of them could be refused for another reason. */
    @Test
    void whatTheyAreMadeFromIsAccepted() {
        assertThat(JwtSetup.verdict(kind.prove(EC.token(good()), setup.now)))
                .isEqualTo("jwt:https://login.example.com/|alice");
        assertThat(JwtSetup.verdict(kind.prove(JwtSetup.engineToken(BEGIN, ""), setup.now)))
                .isEqualTo("jwt:engine");
    }
}

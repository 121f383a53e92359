package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.AccessDecision.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what, by permission and by name. */
class MethodRulesTest {
    private static final Permission LEDGER = Permission.of("ledger");
    private static final RegisteredMethods NODE = new RegisteredMethods(
            Map.of(
                    "block_count", Permission.PUBLIC,
                    "version", Permission.PUBLIC,
                    "wallet_create", Permission.CONTROL,
                    "wallet_destroy", Permission.CONTROL,
                    "ledger_dump", LEDGER,
                    "stop", Permission.CONTROL,
                    "author_insertKey", Permission.UNSAFE,
                    "author_rotateKeys", Permission.UNSAFE,
                    "internal", Permission.NOBODY),
            Map.of("newHeads", Permission.PUBLIC, "walletEvents", Permission.CONTROL));

    /** The rules of the table: a little of everything, each line one rule. */
    private static Grants grants() {
        return Grants.builder()
                .grant("certificate:ops", Permission.CONTROL)
                .allow("certificate:alice", "wallet_*")
                .deny("certificate:alice", "wallet_destroy")
                .grant("certificate:*", LEDGER)
                .deny("certificate:bob", "*")
                .grant("role:reader", LEDGER)
                .deny("role:reader", "block_count")
                .assign("token:ci", "reader")
                .allow("basic:carol", "*")
                .allow("anonymous", "ledger_dump")
                .deny("everyone", "author_insertKey")
                .build()
                .boundTo(NODE);
    }

    /**
     * By hand: one column for each caller, y or n for each method. The columns: anonymous, ops, alice, bob, another certificate, the token, carol, and
     * an authority's client of whom nothing is said.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    block_count       | y y y n y n y y
                    version           | y y y n y y y y
                    wallet_create     | n y y n n n y n
                    wallet_destroy    | n y n n n n y n
                    ledger_dump       | y y y n y y y n
                    stop              | n y n n n n y n
                    author_insertKey  | n n n n n n n n
                    author_rotateKeys | n n n n n n y n
                    internal          | n n n n n n n n
                    newHeads          | y y y n y y y y
                    walletEvents      | n y n n n n y n
                    """)
    void decidesAsTheTableSays(String method, String expected) {
        String[] callers = {
            "anonymous",
            "certificate:ops",
            "certificate:alice",
            "certificate:bob",
            "certificate:zoe",
            "token:ci",
            "basic:carol",
            "ca:corp|dave"
        };
        Grants grants = grants();
        Permission required = NODE.all().get(method);
        assertThat(Arrays.stream(callers)
                        .map(id -> grants.caller(id).decide(method, required).admitted() ? "y" : "n"))
                .containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    certificate:ops   | stop             | PERMISSION  | permission control of certificate:ops
                    certificate:zoe   | ledger_dump      | PERMISSION  | permission ledger of certificate:*
                    certificate:zoe   | version          | PERMISSION  | the method is public, which every admitted caller may call
                    certificate:alice | wallet_create    | ALLOWED     | allow wallet_* of certificate:alice
                    certificate:alice | wallet_destroy   | DENIED      | deny wallet_destroy of certificate:alice
                    certificate:bob   | version          | DENIED      | deny * of certificate:bob
                    token:ci          | block_count      | DENIED      | deny block_count of role:reader
                    token:ci          | ledger_dump      | PERMISSION  | permission ledger of role:reader
                    token:ci          | stop             | NOT_GRANTED | no rule grants it
                    basic:carol       | author_insertKey | DENIED      | deny author_insertKey of everyone
                    basic:carol       | internal         | NOBODY      | the method declares no permission, so nobody may call it
                    """)
    void namesTheRuleThatDecides(String caller, String method, Reason reason, String rule) {
        assertThat(grants().caller(caller).decide(method, NODE.all().get(method)))
                .isEqualTo(new AccessDecision(reason, rule));
    }

    @Test
    void theDecisionOfACallIsMadeBeforehand() {
        Caller alice = grants().caller("certificate:alice");
        assertThat(alice.decide("wallet_create", Permission.CONTROL))
                .isSameAs(alice.decide("wallet_list", Permission.CONTROL));
    }

    @Test
    void aDenyTakesAwayWhatACredentialCarriesToo() {
        Grants grants = Grants.builder().deny("token:ci", "stop").build();
        Caller ci = grants.caller("token:ci", Set.of(Permission.CONTROL));
        assertThat(ci.has(Permission.CONTROL)).isTrue();
        assertThat(ci.decide("stop", Permission.CONTROL).admitted()).isFalse();
        assertThat(ci.decide("wallet_create", Permission.CONTROL))
                .isEqualTo(new AccessDecision(Reason.PERMISSION, "permission control of the caller's credential"));
        assertThat(grants.caller("token:ci", Set.of(Permission.PUBLIC))).isSameAs(grants.caller("token:ci"));
        assertThatThrownBy(() -> grants.caller("token:ci", Set.of(Permission.NOBODY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permissions of token:ci: nobody (expected: one that can be had)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "**", "*_list", "wallet_*x", "wal let", "wallet?", "[a]", "-x", "wallet_\u00e9", "w*l*"})
    void refusesPatternsOfAnotherForm(String pattern) {
        assertThatThrownBy(() -> Grants.builder().allow("basic:a", pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("method pattern: '" + pattern
                        + "' (expected: a method's name, or its beginning and one * at the end, such as wallet_*)");
    }

    @Test
    void refusesRulesOfNobodyAndRulesOfNothing() {
        assertThatThrownBy(() -> Grants.builder().allow("alice", "stop"))
                .hasMessage(
                        "caller id: 'alice' (expected: anonymous, certificate:…, basic:…, token:…, jwt:…, parity:…, ca:…)");
        assertThatThrownBy(() -> Grants.builder().deny("token:*", "stop"))
                .hasMessage("deny: 'token:*' (expected: an exact id, or certificate:*)");
        assertThatThrownBy(() -> Grants.builder().deny("basic:a"))
                .hasMessage("deny of basic:a: no method (expected: at least one)");
        assertThatThrownBy(() -> Grants.builder().assign("basic:a"))
                .hasMessage("assign to basic:a: no role (expected: at least one)");
        assertThatThrownBy(() -> Grants.builder().assign("role:a", "b"))
                .hasMessage("assign: 'role:a' (expected: a caller, roles have no roles)");
        assertThatThrownBy(() -> Grants.builder().assign("basic:a", "role:b"))
                .hasMessage(
                        "assign to basic:a: 'role:role:b' (expected: role: and lower-case letters, digits, . _ and -, a letter first)");
    }

    @Test
    void aRoleIsNoCaller() {
        assertThatThrownBy(() -> grants().caller("role:reader")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> grants().caller("everyone")).isInstanceOf(IllegalArgumentException.class);
    }
}

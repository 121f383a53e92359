package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessExplainCommandTest {
    private static final String RULES = """
            [secure_rpc.grants]
            "certificate:ops" = ["control"]
            "certificate:alice" = { allow = ["wallet_*"], deny = ["wallet_list"] }
            "token:ci" = { roles = ["reader"] }
            "parity:wallet" = { allow = ["wallet_create"] }
            "role:reader" = { deny = ["block*"] }
            "jwt:https://login.example.com/|auth0|alice" = ["control"]
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    certificate:ops   | stop          | may call     | control | permission control of certificate:ops
                    certificate:alice | wallet_create | may call     | control | allow wallet_* of certificate:alice
                    certificate:alice | wallet_list   | may not call | control | deny wallet_list of certificate:alice
                    certificate:bob   | stop          | may not call | control | no rule grants it
                    anonymous         | version       | may call     | public  | the method is public, which every admitted caller may call
                    token:ci          | block_count   | may not call | public  | deny block* of role:reader
                    parity:wallet     | wallet_create | may call     | control | allow wallet_create of parity:wallet
                    parity:ci         | block_count   | may call     | public  | the method is public, which every admitted caller may call
                    parity:ci         | stop          | may not call | control | no rule grants it
                    token:ci          | newHeads      | may call     | public  | the method is public, which every admitted caller may call
                    """)
    void saysWhichRuleDecides(String caller, String method, String answer, String asks, String rule)
            throws IOException {
        Terminal terminal = explain(RULES, caller, method);
        assertThat(terminal.out().lines())
                .containsExactly(
                        caller + " " + answer + " " + method, "  it asks for: " + asks, "  decided by: " + rule);
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exit()).isEqualTo(answer.equals("may call") ? 0 : 1);
    }

    /** Ids with all that issuers and subjects may have in them. */
    @Test
    void explainsCallersOfWebTokens() throws IOException {
        String signer =
                "\n[[secure_rpc.jwt]]\nissuer = \"https://login.example.com/\"\naudience = \"node\"\nkeys = [\"k\"]\n";
        String alice = "jwt:https://login.example.com/|auth0|alice";
        assertThat(explain(RULES + signer, alice, "stop").out())
                .contains(alice + " may call stop", "decided by: permission control of " + alice);
        assertThat(explain(RULES + signer, "jwt:https://login.example.com/|alice", "stop")
                        .out())
                .contains("may not call stop", "decided by: no rule grants it");
    }

    @Test
    void explainsMethodsOfOtherNodesByThePermissionTheyAskFor() throws IOException {
        String rules =
                "[secure_rpc]\nrpc_methods = \"safe\"\n[secure_rpc.grants]\n\"basic:a\" = { allow = [\"author_*\"] }";
        assertThat(explain(rules, "basic:a", "author_insertKey", "--permission", "unsafe")
                        .out())
                .contains(
                        "basic:a may not call author_insertKey",
                        "decided by: rpc_methods safe closes permission unsafe to everybody");
        assertThat(explain(rules, "basic:a", "author_hasKey", "--permission", "control")
                        .out())
                .contains("basic:a may call author_hasKey", "decided by: allow author_* of basic:a");
        assertThat(explain(rules, "basic:a", "author_hasKey", "--permission", "nobody")
                        .exit())
                .isEqualTo(1);
    }

    @Test
    void rulesThatWouldStopTheStartAreNamedInsteadOfExplained() throws IOException {
        Terminal terminal = explain(
                "[secure_rpc.grants]\n\"basic:a\" = { allow = [\"walet_*\"], permissions = [\"contrl\"] }",
                "basic:a",
                "stop");
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .isEqualTo(
                        "error: grants: basic:a: permission contrl: no method asks for it (expected: one of control);"
                                + " grants: basic:a: allow walet_*: matches no method (expected: a registered name, such as wallet_create)"
                                + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource({"alice, stop, -", "role:reader, stop, -", "anonymous, no_such_method, -", "anonymous, stop, Control"})
    void whatNamesNobodyOrNothingIsWrongUsage(String caller, String method, String permission) throws IOException {
        String[] more = permission.equals("-") ? new String[0] : new String[] {"--permission", permission};
        Terminal terminal = explain(RULES, caller, method, more);
        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains("expected: ").doesNotContain("\tat ");
    }

    private Terminal explain(String rules, String caller, String method, String... more) throws IOException {
        Path file = folder.resolve("config-rpc.toml");
        Files.writeString(file, rules);
        List<String> arguments = new ArrayList<>(List.of("access", "explain", "--config", file.toString()));
        arguments.addAll(List.of(more));
        arguments.add(caller);
        arguments.add(method);
        return Terminal.run(arguments.toArray(String[]::new));
    }
}

package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the file says of callers and methods is what the builder would have been told. */
class GrantsKeysTest {
    private static final List<String> CALLERS =
            List.of("anonymous", "certificate:alice", "certificate:bob", "token:ci", "basic:carol", "ca:corp|dave");
    private static final List<String> METHODS =
            List.of("block_count", "wallet_list", "wallet_destroy", "author_insertKey", "stop");

    @TempDir
    Path folder;

    static Stream<Arguments> files() {
        return Stream.of(
                arguments("""
                        [secure_rpc.grants]
                        "certificate:alice" = ["control", "unsafe"]
                        """, Grants.builder().grant("certificate:alice", Permission.CONTROL, Permission.UNSAFE)),
                arguments(
                        """
                        [secure_rpc.grants]
                        "certificate:*" = { allow = ["wallet_*"], deny = ["wallet_destroy"] }
                        "certificate:alice" = { permissions = ["control"] }
                        everyone = { deny = ["stop"] }
                        """,
                        Grants.builder()
                                .allow("certificate:*", "wallet_*")
                                .deny("certificate:*", "wallet_destroy")
                                .grant("certificate:alice", Permission.CONTROL)
                                .deny("everyone", "stop")),
                arguments(
                        """
                        [secure_rpc.grants."role:operator"]
                        permissions = ["control"]
                        deny = ["wallet_destroy"]
                        [secure_rpc.grants."token:ci"]
                        roles = ["operator"]
                        allow = ["author_*"]
                        """,
                        Grants.builder()
                                .grant("role:operator", Permission.CONTROL)
                                .deny("role:operator", "wallet_destroy")
                                .assign("token:ci", "operator")
                                .allow("token:ci", "author_*")),
                arguments(
                        "[secure_rpc]\nrpc_methods = \"unsafe\"",
                        Grants.builder().rpcMethods("unsafe")),
                arguments("[secure_rpc]\nrpc_methods = \"auto\"", Grants.builder()),
                arguments(
                        """
                        [secure_rpc]
                        rpc_methods = "safe"
                        jsonrpc_apis = "author,block,wallet"
                        enable_wallet = false
                        [secure_rpc.grants]
                        "basic:carol" = { allow = ["*"] }
                        """,
                        Grants.builder()
                                .rpcMethods("safe")
                                .jsonrpcApis("author,block,wallet")
                                .enableWallet(false)
                                .allow("basic:carol", "*")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void theFileSaysWhatTheBuilderSays(String file, Grants.Builder builder) throws IOException {
        Grants read = load(file).grants();
        Grants built = builder.build();
        for (String caller : CALLERS) {
            for (String method : METHODS) {
                for (Permission required : List.of(Permission.PUBLIC, Permission.CONTROL, Permission.UNSAFE)) {
                    assertThat(read.caller(caller).decide(method, required))
                            .as("%s %s %s", caller, method, required)
                            .isEqualTo(built.caller(caller).decide(method, required));
                }
            }
        }
    }

    @Test
    void autoAndAnEnabledWalletSayThatTheyOpenNothing() throws IOException {
        assertThat(load("[secure_rpc]\nrpc_methods = \"auto\"\nenable_wallet = true")
                        .notes())
                .containsExactly(
                        file()
                                + ": secure_rpc.rpc_methods: auto (grants decide; an address proves nothing, so loopback opens nothing)",
                        file()
                                + ": secure_rpc.enable_wallet: true (opens nothing; wallet methods ask for their permissions)");
    }

    @Test
    void saysThatNanosAccessFileIsNotRead() throws IOException {
        Files.writeString(folder.resolve("config-access.toml"), "[[user]]\nid = \"secret\"\n");
        assertThat(load("").notes())
                .containsExactly(folder.resolve("config-access.toml")
                        + ": not read (its users and roles are callers and roles of secure_rpc.grants here)");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> load("""
                                [secure_rpc]
                                rpc_methods = "Safe"
                                jsonrpc_apis = "eth,-net"
                                enable_wallet = "no"
                                [secure_rpc.grants]
                                "certificate:a" = { alow = ["stop"], deny = ["wal*let", "*_x"] }
                                "alice" = ["control", "ledger"]
                                "token:b" = {}
                                "token:c" = { permissions = "control" }
                                "token:d" = { roles = ["Admin"], allow = [] }
                                "role:e" = { roles = ["f"] }
                                """))
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join(
                        "; ",
                        problem("2 rpc_methods: \"Safe\" (expected: \"safe\" or \"unsafe\" or \"auto\")"),
                        problem("4 enable_wallet: \"no\" (expected: true or false)"),
                        problem("6 grants: certificate:a.alow: unknown key (expected: allow)"),
                        problem(
                                "6 grants: certificate:a: method pattern: 'wal*let' (expected: a method's name, or its beginning and one * at the end, such as wallet_*)"),
                        problem(
                                "6 grants: certificate:a: method pattern: '*_x' (expected: a method's name, or its beginning and one * at the end, such as wallet_*)"),
                        problem(
                                "7 grants: caller id: 'alice' (expected: anonymous, certificate:…, basic:…, token:…, jwt:…, parity:…, ca:…)"),
                        problem(
                                "8 grants: token:b: an empty table (expected: permissions, allow, deny, roles or quota)"),
                        problem("9 grants: token:c.permissions: \"control\" (expected: a list of strings)"),
                        problem(
                                "10 grants: assign to token:d: 'role:Admin' (expected: role: and lower-case letters, digits, . _ and -, a letter first)"),
                        problem("10 grants: allow of token:d: no method (expected: at least one)"),
                        problem("11 grants: assign: 'role:e' (expected: a caller, roles have no roles)"),
                        problem("3 jsonrpc_apis: jsonrpc_apis: '-net' (expected: a removal of what the list has)")));
    }

    @Test
    void enableControlMayNotContradictAnAllowRule() throws IOException {
        String rules = "[secure_rpc.grants]\n\"certificate:a\" = { allow = [\"wallet_*\"] }";
        assertThat(load("enable_control = true\n" + rules)
                        .grants()
                        .caller("certificate:a")
                        .decide("wallet_list", Permission.CONTROL)
                        .admitted())
                .isTrue();
        assertThatThrownBy(() -> load("enable_control = false\n" + rules))
                .hasMessage(
                        file()
                                + " line 1: enable_control: false (expected: true or none, beside allow in secure_rpc.grants, which may open control methods)");
    }

    private Path file() {
        return folder.resolve("config-rpc.toml");
    }

    private String problem(String text) {
        return file() + " line " + text.replaceFirst(" ", ": secure_rpc.");
    }

    private ServerSettings load(String text) throws IOException {
        Files.writeString(file(), text);
        return NanoConfig.load(file());
    }
}

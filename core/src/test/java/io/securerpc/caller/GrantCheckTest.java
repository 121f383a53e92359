package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that do not mean what they seem to are found before anything is served. */
class GrantCheckTest {
    private static final RegisteredMethods NODE = new RegisteredMethods(
            Map.of(
                    "block_count", Permission.PUBLIC,
                    "wallet_create", Permission.CONTROL,
                    "wallet_list", Permission.CONTROL,
                    "author_insertKey", Permission.UNSAFE,
                    "internal", Permission.NOBODY),
            Map.of("newHeads", Permission.PUBLIC));

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        grants -> grants.allow("basic:a", "walet_*"),
                        "basic:a: allow walet_*: matches no method (expected: a registered name, such as wallet_create)"),
                mistake(
                        grants -> grants.deny("basic:a", "block_cuont"),
                        "basic:a: deny block_cuont: matches no method (expected: a registered name, such as block_count)"),
                mistake(
                        grants -> grants.grant("basic:a", Permission.of("contrl")),
                        "basic:a: permission contrl: no method asks for it (expected: one of control, unsafe)"),
                mistake(
                        grants -> grants.grant("basic:a", Permission.PUBLIC),
                        "basic:a: permission public: everybody has it (expected: none, or deny rules to take methods away)"),
                mistake(
                        grants -> grants.grant("basic:a", Permission.CONTROL).deny("basic:a", "wallet_*"),
                        "basic:a: permission control: all its methods are denied (expected: a permission that opens something)"),
                mistake(
                        grants -> grants.allow("basic:a", "block_*"),
                        "basic:a: allow block_*: the caller may call all it matches without it (expected: methods that ask for a permission it lacks)"),
                mistake(
                        grants -> grants.grant("basic:a", Permission.CONTROL).allow("basic:a", "wallet_list"),
                        "basic:a: allow wallet_list: the caller may call all it matches without it (expected: methods that ask for a permission it lacks)"),
                mistake(
                        grants -> grants.allow("basic:a", "internal"),
                        "basic:a: allow internal: nobody may call what it matches (expected: methods that declare a permission)"),
                mistake(
                        grants -> grants.allow("basic:a", "wallet_list").deny("everyone", "wallet_*"),
                        "basic:a: allow wallet_list: all it matches is denied (expected: methods that are not)"),
                mistake(
                        grants -> grants.allow("basic:a", "wallet_list", "wallet_*"),
                        "basic:a: allow wallet_list: within wallet_* (expected: one of the two)"),
                mistake(
                        grants -> grants.deny("basic:a", "wallet_list", "*"),
                        "basic:a: deny wallet_list: within * (expected: one of the two)"),
                mistake(
                        grants -> grants.deny("basic:a", "internal"),
                        "basic:a: deny internal: nobody may call what it matches (expected: methods that somebody could be allowed)"),
                mistake(
                        grants -> grants.deny("role:reader", "wallet_*"),
                        "role:reader: nobody has it (expected: a caller it is assigned to)"),
                mistake(
                        grants -> grants.assign("basic:a", "reader"),
                        "basic:a: role:reader: nothing is said of it (expected: a role with rules)"),
                mistake(
                        grants -> grants.rpcMethods("safe").grant("basic:a", Permission.UNSAFE),
                        "basic:a: permission unsafe: all its methods are denied (expected: a permission that opens something)"),
                mistake(
                        grants -> grants.enableWallet(false).allow("basic:a", "wallet_*"),
                        "basic:a: allow wallet_*: all it matches is denied (expected: methods that are not)"),
                mistake(
                        grants -> grants.jsonrpcApis("block,author").deny("basic:a", "wallet_*"),
                        "basic:a: deny wallet_*: nobody may call what it matches (expected: methods that somebody could be allowed)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void refusesARuleThatDoesNotMeanWhatItSeems(UnaryOperator<Grants.Builder> rules, String problem) {
        Grants grants = rules.apply(Grants.builder()).build();
        assertThatThrownBy(() -> grants.boundTo(NODE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grants: " + problem);
    }

    @Test
    void namesAllAtOnce() {
        Grants grants = Grants.builder()
                .allow("basic:a", "walet_*")
                .grant("certificate:b", Permission.of("contrl"))
                .assign("token:c", "reader")
                .jsonrpcApis("all,debug")
                .build();
        assertThatThrownBy(() -> grants.boundTo(NODE))
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "jsonrpc_apis: 'debug' (expected: a set of methods that are registered: author, block, internal, pubsub, wallet)",
                        "grants: basic:a: allow walet_*: matches no method (expected: a registered name, such as wallet_create)",
                        "grants: certificate:b: permission contrl: no method asks for it (expected: one of control, unsafe)",
                        "grants: token:c: role:reader: nothing is said of it (expected: a role with rules)"));
    }

    @Test
    void aDenyOfWhatNobodyMayDoYetIsAPromise() {
        Grants grants = Grants.builder().deny("everyone", "wallet_*").build();
        assertThatCode(() -> grants.boundTo(NODE)).doesNotThrowAnyException();
    }

    @Test
    void decidesAlikeOnceBound() {
        Grants grants = Grants.builder()
                .allow("basic:a", "wallet_*")
                .deny("basic:a", "wallet_list")
                .build();
        assertThat(grants.boundTo(NODE).caller("basic:a")).isEqualTo(grants.caller("basic:a"));
    }

    private static Arguments mistake(UnaryOperator<Grants.Builder> rules, String problem) {
        return arguments(rules, problem);
    }
}

package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the switches of Substrate, Parity and Pactus mean here. */
class SwitchesTest {
    private static final RegisteredMethods NODE = new RegisteredMethods(
            Map.of(
                    "eth_blockNumber", Permission.PUBLIC,
                    "net_version", Permission.PUBLIC,
                    "trace_call", Permission.PUBLIC,
                    "personal_sign", Permission.CONTROL,
                    "parity_setMaxPeers", Permission.CONTROL,
                    "author_insertKey", Permission.UNSAFE,
                    "pactus.wallet.get_balance", Permission.PUBLIC,
                    "wallet_create", Permission.CONTROL,
                    "version", Permission.PUBLIC),
            Map.of("newHeads", Permission.PUBLIC));

    /** For each value: what a stranger may call, and a certificate with control. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    safe   | n | n | deny
                    unsafe | y | y | permission
                    auto   | n | n | no rule
                    """)
    void rpcMethods(String value, String anonymous, String certificate, String why) {
        Grants grants = Grants.builder().rpcMethods(value).build().boundTo(NODE);
        AccessDecision stranger = grants.caller("anonymous").decide("author_insertKey", Permission.UNSAFE);
        assertThat(stranger.admitted()).isEqualTo(anonymous.equals("y"));
        assertThat(grants.caller("certificate:a")
                        .decide("author_insertKey", Permission.UNSAFE)
                        .admitted())
                .isEqualTo(certificate.equals("y"));
        assertThat(grants.caller("anonymous")
                        .decide("eth_blockNumber", Permission.PUBLIC)
                        .admitted())
                .isTrue();
        assertThat(grants.caller("anonymous")
                        .decide("personal_sign", Permission.CONTROL)
                        .admitted())
                .isFalse();
        assertThat(stranger.rule())
                .isEqualTo(
                        switch (why) {
                            case "deny" -> "rpc_methods safe closes permission unsafe to everybody";
                            case "permission" -> "rpc_methods unsafe opens permission unsafe to everybody";
                            default -> "no rule grants it";
                        });
    }

    @Test
    void safeWinsOverAnAllowRuleAndAutoLeavesItToGrants() {
        Grants.Builder granted = Grants.builder().allow("certificate:ops", "author_*", "personal_*");
        Caller safe = granted.rpcMethods("safe").build().caller("certificate:ops");
        assertThat(safe.decide("author_insertKey", Permission.UNSAFE).admitted())
                .isFalse();
        assertThat(safe.decide("personal_sign", Permission.CONTROL).admitted()).isTrue();
        Grants auto = Grants.builder()
                .rpcMethods("auto")
                .grant("certificate:ops", Permission.UNSAFE)
                .build();
        assertThat(auto.caller("certificate:ops").has(Permission.UNSAFE)).isTrue();
        assertThat(auto.caller("anonymous").has(Permission.UNSAFE)).isFalse();
    }

    /** Callable names for somebody who may call everything, so that the list alone decides. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    all            | author_insertKey eth_blockNumber net_version newHeads pactus.wallet.get_balance parity_setMaxPeers personal_sign trace_call version wallet_create
                    eth            | eth_blockNumber
                    eth,net        | eth_blockNumber net_version
                    eth,pubsub     | eth_blockNumber newHeads
                    traces         | trace_call
                    safe           | eth_blockNumber net_version newHeads parity_setMaxPeers trace_call
                    safe,-parity   | eth_blockNumber net_version newHeads trace_call
                    parity_set     | parity_setMaxPeers
                    all,-personal  | author_insertKey eth_blockNumber net_version newHeads pactus.wallet.get_balance parity_setMaxPeers trace_call version wallet_create
                    -personal,all  | author_insertKey eth_blockNumber net_version newHeads pactus.wallet.get_balance parity_setMaxPeers trace_call version wallet_create
                    all,-pubsub    | author_insertKey eth_blockNumber net_version pactus.wallet.get_balance parity_setMaxPeers personal_sign trace_call version wallet_create
                    """)
    void jsonrpcApis(String value, String callable) {
        Caller mayDoEverything = Grants.builder()
                .jsonrpcApis(value)
                .build()
                .boundTo(NODE)
                .caller("token:ops", Set.of(Permission.CONTROL, Permission.UNSAFE));
        assertThat(NODE.all().entrySet().stream()
                        .filter(method -> mayDoEverything
                                .decide(method.getKey(), method.getValue())
                                .admitted())
                        .map(Map.Entry::getKey)
                        .sorted())
                .containsExactly(callable.split(" "));
    }

    @Test
    void aSetThatIsListedOpensNothingToStrangers() {
        Grants grants = Grants.builder().jsonrpcApis("eth,personal").build().boundTo(NODE);
        assertThat(grants.caller("anonymous").decide("personal_sign", Permission.CONTROL))
                .isEqualTo(AccessDecision.NOT_GRANTED);
        assertThat(grants.caller("anonymous")
                        .decide("net_version", Permission.PUBLIC)
                        .rule())
                .isEqualTo("jsonrpc_apis eth,personal leaves it out for everybody");
        assertThat(grants.caller("anonymous")
                        .decide("unsubscribe", Permission.PUBLIC)
                        .admitted())
                .isTrue();
    }

    @Test
    void listsAreClosedAlsoBeforeItIsKnownWhatIsRegistered() {
        Caller caller = Grants.builder().jsonrpcApis("eth,pubsub").build().caller("anonymous");
        assertThat(caller.decide("eth_blockNumber", Permission.PUBLIC).admitted())
                .isTrue();
        assertThat(caller.decide("newHeads", Permission.PUBLIC).admitted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``             | jsonrpc_apis: '' (expected: all, safe, or names of sets such as eth, and names to take away such as -personal)
                    eth,,net       | jsonrpc_apis: '' (expected: all, safe, or names of sets such as eth, and names to take away such as -personal)
                    ETH            | jsonrpc_apis: 'ETH' (expected: all, safe, or names of sets such as eth, and names to take away such as -personal)
                    eth_*          | jsonrpc_apis: 'eth_*' (expected: all, safe, or names of sets such as eth, and names to take away such as -personal)
                    -all           | jsonrpc_apis: '-all' (expected: all, safe, or names of sets such as eth, and names to take away such as -personal)
                    eth,-net       | jsonrpc_apis: '-net' (expected: a removal of what the list has)
                    -personal      | jsonrpc_apis: '-personal' (expected: a removal of what the list has)
                    all,-parity_set | jsonrpc_apis: '-parity_set' (expected: no removal: its methods are called parity_…, and ask for permissions of their own)
                    """)
    void refusesListsThatSayNothingOrTheOpposite(String value, String message) {
        assertThatThrownBy(() -> Grants.builder().jsonrpcApis(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        // enabled, method, with control, anonymous
        "true, pactus.wallet.get_balance, true, true",
        "true, wallet_create, true, false",
        "false, pactus.wallet.get_balance, false, false",
        "false, wallet_create, false, false",
        "false, version, true, true",
        "false, personal_sign, true, false"
    })
    void enableWallet(boolean enabled, String method, boolean control, boolean anonymous) {
        Grants grants = Grants.builder()
                .enableWallet(enabled)
                .grant("certificate:ops", Permission.CONTROL)
                .build()
                .boundTo(NODE);
        Permission required = NODE.all().get(method);
        assertThat(grants.caller("certificate:ops").decide(method, required).admitted())
                .isEqualTo(control);
        assertThat(grants.caller("anonymous").decide(method, required).admitted())
                .isEqualTo(anonymous);
    }

    @Test
    void aSwitchIsSetOnce() {
        assertThatThrownBy(() -> Grants.builder().rpcMethods("safe").rpcMethods("unsafe"))
                .hasMessage("rpcMethods: unsafe (expected: set once, was safe already)");
        assertThatThrownBy(() -> Grants.builder().enableWallet(true).enableWallet(false))
                .hasMessage("enableWallet: false (expected: set once, was true already)");
        assertThatThrownBy(() -> Grants.builder().jsonrpcApis("all").jsonrpcApis("eth"))
                .hasMessage("jsonrpcApis: eth (expected: set once, was all already)");
        assertThatThrownBy(() -> Grants.builder().rpcMethods("Auto"))
                .hasMessage("rpc_methods: 'Auto' (expected: safe, unsafe or auto)");
    }
}

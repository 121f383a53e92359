package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DiscoverTest {
    private static final String DISCOVER = "{\"jsonrpc\":\"2.0\",\"method\":\"rpc.discover\",\"id\":1}";
    private static final MethodDescription BLOCKS = MethodDescription.of("Blocks, upwards from a \"height\"")
            .withParam("from", JsonType.integer(0, 1_000))
            .withOptionalParam("filter", JsonType.described(RawJson.of("{\"type\":\"string\",\"pattern\":\"^a\"}")))
            .withResult("blocks", JsonType.list());

    private final RpcService service = RpcService.builder()
            .method("wallet_create", Permission.CONTROL, MethodDescription.of("A new wallet"), call -> 1)
            .method("blocks", Permission.PUBLIC, BLOCKS, call -> List.of())
            .method("any", Permission.PUBLIC, call -> 1)
            .method("nobodys", call -> 1)
            .discover("a \"node\"", "1.2")
            .build();

    @Test
    void answersADocumentOfWhatWasDescribed() {
        assertThat(ask(Exchanges.http()))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"openrpc\":\"1.3.2\","
                        + "\"info\":{\"title\":\"a \\\"node\\\"\",\"version\":\"1.2\"},\"methods\":["
                        + "{\"name\":\"any\",\"paramStructure\":\"either\",\"params\":[],"
                        + "\"result\":{\"name\":\"result\",\"schema\":true}},"
                        + "{\"name\":\"blocks\",\"summary\":\"Blocks, upwards from a \\\"height\\\"\",\"paramStructure\":\"either\",\"params\":["
                        + "{\"name\":\"from\",\"required\":true,\"schema\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1000}},"
                        + "{\"name\":\"filter\",\"schema\":{\"type\":\"string\",\"pattern\":\"^a\"}}],"
                        + "\"result\":{\"name\":\"blocks\",\"required\":true,\"schema\":{\"type\":\"array\"}}},"
                        + "{\"name\":\"rpc.discover\",\"summary\":\"Returns an OpenRPC schema as a description of this service\","
                        + "\"paramStructure\":\"either\",\"params\":[],\"result\":{\"name\":\"OpenRPC Schema\",\"required\":true,"
                        + "\"schema\":{\"$ref\":\"https://raw.githubusercontent.com/open-rpc/meta-schema/master/schema.json\"}}}"
                        + "]},\"id\":1}");
    }

    @Test
    void namesWhatItsCallerMayCallAndNothingElse() {
        assertThat(names(Exchanges.http())).containsExactly("any", "blocks", "rpc.discover");
        assertThat(names(Exchanges.http(Permission.PUBLIC, Permission.CONTROL)))
                .containsExactly("any", "blocks", "rpc.discover", "wallet_create");
    }

    /** The required members, and no member it does not know, of each object in OpenRPC 1.3's meta-schema that a document here has. */
    @Test
    void isOfTheFormThatTheMetaSchemaDemands() {
        Map<?, ?> document = document(Exchanges.http(Permission.PUBLIC, Permission.CONTROL));
        assertThat(document.keySet()).isEqualTo(Set.of("openrpc", "info", "methods"));
        assertThat((String) document.get("openrpc")).matches("1\\.3\\.[0-2]");
        assertThat(((Map<?, ?>) document.get("info")).keySet()).isEqualTo(Set.of("title", "version"));
        List<?> methods = (List<?>) document.get("methods");
        assertThat(methods).hasSize(4);
        for (Object each : methods) {
            Map<?, ?> method = (Map<?, ?>) each;
            assertThat(names(method))
                    .isSubsetOf(Set.<Object>of("name", "summary", "paramStructure", "params", "result"));
            assertThat((String) method.get("name")).isNotEmpty();
            assertThat((String) method.get("paramStructure")).isIn("by-name", "by-position", "either");
            ((List<?>) method.get("params")).forEach(DiscoverTest::requireContentDescriptor);
            requireContentDescriptor(method.get("result"));
        }
        assertThat(methods.stream().map(method -> ((Map<?, ?>) method).get("name")))
                .doesNotHaveDuplicates();
    }

    @Test
    void isNotThereUnlessAskedForAndIsAskedForOnce() {
        assertThat(Exchanges.ask(RpcService.builder().build(), DISCOVER, Exchanges.http()))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":1}");
        assertThatIllegalStateException()
                .isThrownBy(() -> RpcService.builder().discover("a", "1").discover("b", "1"))
                .withMessage("discover: set twice, first to a (expected: once)");
    }

    @Test
    void isAMethodLikeAnyOtherToTheGuard() {
        CallGuard guard = (caller, method, required) -> !method.equals("rpc.discover");
        RpcExchange base = Exchanges.http();
        assertThat(ask(new RpcExchange(base.caller(), guard, base.limits(), base.push())))
                .contains("RPC call is unsafe to be called externally");
        assertThat(service.registered().methods()).containsEntry("rpc.discover", Permission.PUBLIC);
    }

    @Test
    void countsAsOneQuestionForEachMethodAndOneCall() {
        List<String> asked = new ArrayList<>();
        CallGuard guard = new CallGuard() {
            @Override
            public boolean admits(Caller caller, String method, Permission required) {
                asked.add("admits " + method);
                return true;
            }

            @Override
            public boolean wouldAdmit(Caller caller, String method, Permission required) {
                return false;
            }
        };
        RpcExchange base = Exchanges.http();
        assertThat(ask(new RpcExchange(base.caller(), guard, base.limits(), base.push())))
                .contains("\"methods\":[]}");
        assertThat(asked).containsExactly("admits rpc.discover");
    }

    @Test
    void tellsHowToSubscribeToTheTopicsThatItsCallerMaySubscribeTo() {
        RpcService topics = subscribing();
        Map<?, ?> publicly = (Map<?, ?>) JsonMapper.shared()
                .readValue(Exchanges.ask(topics, DISCOVER, Exchanges.http()), Map.class)
                .get("result");
        List<?> methods = (List<?>) publicly.get("methods");
        methods.forEach(method -> requireContentDescriptor(((Map<?, ?>) method).get("result")));
        assertThat(methods.toString())
                .isEqualTo(
                        "[{name=eth_subscribe, summary=Subscribes to a topic: events are notifications eth_subscription; needs a WebSocket,"
                                + " paramStructure=either, params=[{name=topic, required=true, schema={type=string, enum=[newHeads]}}],"
                                + " result={name=subscription, required=true, schema={type=string}}},"
                                + " {name=eth_unsubscribe, summary=Ends a subscription made by eth_subscribe; false if there is none of that id,"
                                + " paramStructure=either, params=[{name=subscription, required=true, schema={type=string}}],"
                                + " result={name=ended, required=true, schema={type=boolean}}},"
                                + " " + methods.get(2)
                                + ", {name=subscribe, summary=Subscribes to a topic: events are notifications named after the topic; needs a WebSocket,"
                                + " paramStructure=either, params=[{name=topic, required=true, schema={type=string, enum=[newHeads]}}],"
                                + " result={name=subscription, required=true, schema={type=string}}},"
                                + " {name=unsubscribe, summary=Ends a subscription made by subscribe; false if there is none of that id,"
                                + " paramStructure=either, params=[{name=subscription, required=true, schema={type=string}}],"
                                + " result={name=ended, required=true, schema={type=boolean}}}]");
        assertThat(Exchanges.ask(topics, DISCOVER, Exchanges.http(Permission.PUBLIC, Permission.CONTROL)))
                .contains("\"schema\":{\"type\":\"string\",\"enum\":[\"newHeads\",\"pools\"]}")
                .contains(
                        "{\"name\":\"pool_subscribe\",\"summary\":\"Subscribes to pools: events are notifications pool_event; needs a WebSocket\","
                                + "\"paramStructure\":\"either\",\"params\":[],\"result\":");
    }

    @Test
    void whatIsListedCanBeCalledAsItIsDescribed() {
        RecordingChannel channel = new RecordingChannel();
        RpcExchange exchange = Exchanges.webSocket(channel);
        for (String name : List.of("subscribe", "eth_subscribe")) {
            String id = SubscriptionTest.id(
                    Exchanges.reply(subscribing(), call(name, "{\"topic\":\"newHeads\"}"), exchange));
            assertThat(new String(
                            Exchanges.reply(
                                            subscribing(),
                                            call(
                                                    name.replace("subscribe", "unsubscribe"),
                                                    "{\"subscription\":\"" + id + "\"}"),
                                            exchange)
                                    .body()
                                    .orElseThrow(),
                            StandardCharsets.UTF_8))
                    .contains("\"result\":true");
        }
    }

    private static byte[] call(String method, String params) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static RpcService subscribing() {
        return RpcService.builder()
                .subscription("newHeads", Permission.PUBLIC, subscriber -> () -> {})
                .subscription("pools", Permission.CONTROL, subscriber -> () -> {})
                .subscriptionMethods(
                        SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription"))
                .subscriptionMethods(
                        SubscriptionMethods.ofTopic("pools", "pool_subscribe", "pool_unsubscribe", "pool_event"))
                .discover("a node", "1")
                .build();
    }

    /** Content Descriptor Object: name and schema are required; a schema is an object or a truth value. */
    private static void requireContentDescriptor(Object value) {
        Map<?, ?> descriptor = (Map<?, ?>) value;
        assertThat(names(descriptor)).isSubsetOf(Set.<Object>of("name", "required", "schema"));
        assertThat((String) descriptor.get("name")).isNotEmpty();
        assertThat(descriptor.get("schema")).isInstanceOfAny(Map.class, Boolean.class);
        assertThat(descriptor.get("required")).isIn(null, true);
    }

    private static Set<Object> names(Map<?, ?> object) {
        return Set.copyOf(object.keySet());
    }

    private List<String> names(RpcExchange exchange) {
        return ((List<?>) document(exchange).get("methods"))
                .stream()
                        .map(method -> (String) ((Map<?, ?>) method).get("name"))
                        .toList();
    }

    private Map<?, ?> document(RpcExchange exchange) {
        return (Map<?, ?>)
                JsonMapper.shared().readValue(ask(exchange), Map.class).get("result");
    }

    private String ask(RpcExchange exchange) {
        return Exchanges.ask(service, DISCOVER, exchange);
    }
}

package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The methods and subscriptions of a node, and what answers requests for them: JSON-RPC 2.0 (single, notification, batch) and Nano's
 * actions.
 *
 * <p>An object with {@code action} and neither {@code jsonrpc} nor {@code method} is of the Nano form; everything else is JSON-RPC. A
 * text that is no JSON is answered in the form its members had shown before the fault; where none had, by JSON-RPC's parse error, whose
 * {@code error} member Nano's clients see too.
 *
 * <h2>Security</h2>
 *
 * <p>Each call, also each member of a batch and each notification, runs only if the exchange's {@link CallGuard} admits it;
 * a method registered without a permission has {@link Permission#NOBODY}. Text is strict RFC 8259 with a bound on nesting, names that
 * occur twice are refused, and nothing a handler throws is told to the caller, except by {@link RpcException}. The body's size is the
 * door's to bound.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable; handlers run on the thread that calls {@link #handle}, unless {@link RpcServiceBuilder#handlerExecutor} says otherwise.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * RpcService service = RpcService.builder()
 *         .method("block_count", Permission.PUBLIC, call -> Map.of("count", ledger.count()))
 *         .method("wallet_create", Permission.CONTROL, call -> wallets.create())
 *         .subscription("newHeads", Permission.PUBLIC, subscriber -> chain.onHead(subscriber::send))
 *         .build();
 * }</pre>
 */
public final class RpcService {
    private final Methods methods;
    private final JsonRpcForm jsonRpc;
    private final NanoForm nano;
    private final RegisteredMethods registered;
    private final HealthCheck health;
    private final JsonCodec codec;

    RpcService(RpcServiceBuilder builder) {
        codec = builder.codec == null ? JsonCodec.standard() : builder.codec;
        health = builder.health == null ? () -> new HealthReport(true, Map.of()) : builder.health;
        CallableNames names = new CallableNames(builder.methods, builder.topics, builder.families());
        methods = new Methods(builder.methods, names, builder.openRpc(), builder.terms(), codec);
        Topics topics = new Topics(builder.topics, builder.families(), methods);
        jsonRpc = new JsonRpcForm(methods, topics, codec);
        nano = new NanoForm(methods, topics, codec);
        Map<String, Permission> byMethod = new HashMap<>();
        builder.methods.forEach((name, method) -> byMethod.put(name, method.permission()));
        Map<String, Permission> byTopic = new HashMap<>();
        builder.topics.forEach((name, topic) -> byTopic.put(name, topic.permission()));
        registered = new RegisteredMethods(byMethod, byTopic);
    }

    /**
     * A service without methods, to be filled.
     *
     * @return the builder
     */
    public static RpcServiceBuilder builder() {
        return new RpcServiceBuilder();
    }

    /**
     * Answers one request text. Whatever the caller sent, and whatever a handler throws, the stage completes with a reply; only a
     * {@link VirtualMachineError} other than a stack overflow is thrown, or completes the stage, for the owner of the process to see.
     *
     * @param body the text in UTF-8, already bounded in size
     * @param exchange who asks, who judges, what bounds it
     * @return the reply
     */
    public CompletionStage<RpcReply> handle(byte[] body, RpcExchange exchange) {
        requireNonNull(body, "body");
        requireNonNull(exchange, "exchange");
        Activations activations = new Activations();
        RequestCalls calls = activations.calls();
        return answer(body, exchange, activations).thenApply(answer -> {
            calls.ends();
            return new RpcReply(answer, activations, calls.through());
        });
    }

    /**
     * How the node is doing.
     *
     * @return ready, and {@code {}}, if nobody said how to find out
     */
    public HealthAnswer health() {
        return HealthAnswer.of(health, codec);
    }

    /**
     * The permissions that some method or subscription asks for.
     *
     * @return each once
     */
    public Set<Permission> permissions() {
        return registered.permissions();
    }

    /**
     * Everything that is registered, with the permission it asks for.
     *
     * @return methods and topics
     */
    public RegisteredMethods registered() {
        return registered;
    }

    /**
     * The permission that a method was registered with.
     *
     * @param method its name
     * @return empty if there is no such method
     */
    public Optional<Permission> permission(String method) {
        return Optional.ofNullable(registered.methods().get(requireNonNull(method, "method")));
    }

    private CompletionStage<Optional<byte[]>> answer(byte[] body, RpcExchange exchange, Activations activations) {
        Document.Refused refused;
        try {
            Document document = DocumentReader.read(body, exchange.limits());
            if (document instanceof Document.Single single) {
                return single.message().nano()
                        ? nano.single(single, exchange, activations)
                        : jsonRpc.single(single.message(), exchange, activations);
            }
            if (document instanceof Document.Batch batch) {
                return jsonRpc.batch(batch.members(), exchange, activations);
            }
            Document.Refused nothing = (Document.Refused) document;
            refused = new Document.Refused(methods.paid(nothing.error(), exchange), nothing.nano());
        } catch (RuntimeException | StackOverflowError e) {
            // Not the handlers', which were answered for already: a guard or channel that throws, or a fault of ours.
            refused = new Document.Refused(Incidents.report("request", e), false);
        }
        return CompletableFuture.completedFuture(
                Optional.of(refused.nano() ? NanoForm.error(refused.error()) : JsonRpcForm.error(refused.error())));
    }
}

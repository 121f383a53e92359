package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The methods and subscriptions of a node, and what answers requests for them: JSON-RPC 2.0 (single, notification, batch) and Nano's
 * actions.
 *
 * <p>An object with {@code action} and neither {@code jsonrpc} nor {@code method} is of the Nano form; everything else is JSON-RPC. A
 * text that is no JSON is answered in the form its members had shown before the fault; where none had, by JSON-RPC's parse error, whose
 * {@code error} member Nano's clients see too.
 *
 * <p><b>Security</b>: each call, also each member of a batch and each notification, runs only if the exchange's {@link CallGuard} admits it;
 * a method registered without a permission has {@link Permission#NOBODY}. Text is strict RFC 8259 with a bound on nesting, names that
 * occur twice are refused, and nothing a handler throws is told to the caller, except by {@link RpcException}. The body's size is the
 * door's to bound.
 *
 * <p><b>Threads</b>: immutable; handlers run on the thread that calls {@link #handle}, unless {@link Builder#handlerExecutor} says otherwise.
 *
 * <p><b>Example</b>:
 * <pre>{@code
 * RpcService service = RpcService.builder()
 *         .method("block_count", Permission.PUBLIC, call -> Map.of("count", ledger.count()))
 *         .method("wallet_create", Permission.CONTROL, call -> wallets.create())
 *         .subscription("newHeads", Permission.PUBLIC, subscriber -> chain.onHead(subscriber::send))
 *         .build();
 * }</pre>
 */
public final class RpcService {
    private final JsonRpcForm jsonRpc;
    private final NanoForm nano;
    private final RegisteredMethods registered;
    private final HealthCheck health;
    private final JsonCodec codec;

    private RpcService(Builder builder) {
        codec = builder.codec == null ? JsonCodec.standard() : builder.codec;
        health = builder.health == null ? () -> new HealthReport(true, Map.of()) : builder.health;
        Methods methods = new Methods(builder.methods, builder.openRpc(), builder.terms(), codec);
        Topics topics = new Topics(builder.topics, builder.families, methods);
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
    public static Builder builder() {
        return new Builder();
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
        return answer(body, exchange, activations).thenApply(answer -> new RpcReply(answer, activations));
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
        Document document;
        try {
            document = DocumentReader.read(body, exchange.limits());
            if (document instanceof Document.Single single) {
                return single.message().nano()
                        ? nano.single(single, exchange, activations)
                        : jsonRpc.single(single.message(), exchange, activations);
            }
            if (document instanceof Document.Batch batch) {
                return jsonRpc.batch(batch.members(), exchange, activations);
            }
        } catch (RuntimeException | StackOverflowError e) {
            // Not the handlers', which were answered for already: a guard or channel that throws, or a fault of ours.
            document = new Document.Refused(Incidents.report("request", e), false);
        }
        Document.Refused refused = (Document.Refused) document;
        return CompletableFuture.completedFuture(
                Optional.of(refused.nano() ? NanoForm.error(refused.error()) : JsonRpcForm.error(refused.error())));
    }

    /** What a service is made of; one use, one thread. */
    public static final class Builder {
        private final Map<String, Methods.Registered> methods = new LinkedHashMap<>();
        private final Map<String, Topics.Registered> topics = new LinkedHashMap<>();
        private final List<SubscriptionMethods> families = new ArrayList<>();
        private @Nullable JsonCodec codec;
        private @Nullable HealthCheck health;
        private @Nullable String title;
        private @Nullable String version;
        private @Nullable Duration timeout;
        private final Map<String, Duration> timeouts = new HashMap<>();
        private @Nullable Executor executor;

        private Builder() {}

        /**
         * Adds a method.
         *
         * @param name letters, digits and {@code _ . / : -}, at most 128; not {@code rpc.…}, which JSON-RPC reserves, nor {@code subscribe}
         *     or {@code unsubscribe}
         * @param permission what a caller must have
         * @param method what runs
         * @return this
         * @throws IllegalArgumentException if the name breaks a rule or is taken
         */
        public Builder method(String name, Permission permission, RpcMethod method) {
            requireNonNull(name, "name");
            requireNonNull(permission, "permission");
            requireNonNull(method, "method");
            return method(name, permission, MethodDescription.NONE, method);
        }

        /**
         * Adds a method that says what it takes; its parameters are checked before it runs.
         *
         * @param name as {@link #method(String, Permission, RpcMethod)}
         * @param permission what a caller must have
         * @param description what it is for, takes and answers
         * @param method what runs
         * @return this
         * @throws IllegalArgumentException if the name breaks a rule or is taken
         */
        public Builder method(String name, Permission permission, MethodDescription description, RpcMethod method) {
            requireNonNull(name, "name");
            requireNonNull(permission, "permission");
            requireNonNull(description, "description");
            requireNonNull(method, "method");
            requireFree(name);
            methods.put(name, new Methods.Registered(permission, method, description));
            return this;
        }

        /**
         * Adds a method that nobody may call until it is given a permission: forgetting one must not open it.
         *
         * @param name as {@link #method(String, Permission, RpcMethod)}
         * @param method what runs
         * @return this
         * @throws IllegalArgumentException if the name breaks a rule or is taken
         */
        public Builder method(String name, RpcMethod method) {
            return method(name, Permission.NOBODY, method);
        }

        /**
         * Adds the public method {@code rpc_methods}, which answers {@code {"methods":[…]}}: the names of the methods that its caller may call, sorted. Not there unless asked for: a
         * node serves what its author registered, and nothing else. Substrate's own lists all names, those the caller is refused too.
         *
         * @return this
         * @throws IllegalArgumentException if the name is taken
         */
        public Builder methodList() {
            MethodDescription description = MethodDescription.of("The names of the methods that may be called")
                    .withResult("methods", JsonType.object());
            return method("rpc_methods", Permission.PUBLIC, description, Methods.LIST);
        }

        /**
         * Adds the public method {@code rpc.discover}, which answers an OpenRPC document of the methods that its caller may call: their names and whatever their {@link MethodDescription} says.
         * Not there unless asked for, as {@link #methodList()}.
         *
         * @param title the node's name
         * @param version the node's version; every caller learns it
         * @return this
         * @throws IllegalStateException if asked for before
         */
        public Builder discover(String title, String version) {
            requireNonNull(title, "title");
            requireNonNull(version, "version");
            if (this.title != null) {
                throw new IllegalStateException("discover: set twice, first to " + this.title + " (expected: once)");
            }
            this.title = title;
            this.version = version;
            methods.put(
                    OpenRpc.METHOD, new Methods.Registered(Permission.PUBLIC, Methods.DISCOVER, OpenRpc.DESCRIPTION));
            return this;
        }

        /**
         * Adds a topic to subscribe to, over WebSocket; whoever reads it too slowly is closed.
         *
         * @param name as {@link #method(String, Permission, RpcMethod)}; methods and topics share one space of names
         * @param permission what a caller must have
         * @param subscription what runs for each subscriber
         * @return this
         * @throws IllegalArgumentException if the name breaks a rule or is taken
         */
        public Builder subscription(String name, Permission permission, RpcSubscription subscription) {
            return subscription(name, permission, subscription, OverflowPolicy.closeConnection());
        }

        /**
         * Adds a topic to subscribe to, over WebSocket.
         *
         * @param name as {@link #method(String, Permission, RpcMethod)}; methods and topics share one space of names
         * @param permission what a caller must have
         * @param subscription what runs for each subscriber
         * @param overflow what becomes of events that a subscriber does not read in time
         * @return this
         * @throws IllegalArgumentException if the name breaks a rule or is taken
         */
        public Builder subscription(
                String name, Permission permission, RpcSubscription subscription, OverflowPolicy overflow) {
            requireNonNull(name, "name");
            requireNonNull(permission, "permission");
            requireNonNull(subscription, "subscription");
            requireNonNull(overflow, "overflow");
            requireFree(name);
            topics.put(name, new Topics.Registered(permission, subscription, overflow));
            return this;
        }

        /**
         * How long a method may take; after that its caller gets the error -32002 and the call is {@linkplain RpcCall#cancelled() cancelled}: the stage that the handler returned, and the handler's thread where
         * it has one by {@link #handlerExecutor}, are interrupted. A handler that blocks the door's own thread cannot be helped.
         *
         * @param timeout of all methods that have none of their own, 1 ms to 1 day; 30 s unless set
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder timeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            if (this.timeout != null) {
                throw new IllegalStateException("timeout: set twice, first to " + this.timeout + " (expected: once)");
            }
            this.timeout = CallTerms.checked(timeout);
            return this;
        }

        /**
         * How long one method may take, in place of what {@link #timeout(Duration)} says.
         *
         * @param method its name, registered before
         * @param timeout 1 ms to 1 day
         * @return this
         * @throws IllegalArgumentException if there is no such method, or the time is out of range
         * @throws IllegalStateException if set before
         */
        public Builder timeout(String method, Duration timeout) {
            requireNonNull(method, "method");
            requireNonNull(timeout, "timeout");
            if (!methods.containsKey(method)) {
                throw new IllegalArgumentException(
                        "timeout of " + Json.quote(method) + " (expected: a registered method)");
            }
            Duration before = timeouts.putIfAbsent(method, CallTerms.checked(timeout));
            if (before != null) {
                throw new IllegalStateException(
                        "timeout of " + method + ": set twice, first to " + before + " (expected: once)");
            }
            return this;
        }

        /**
         * Runs handlers elsewhere than on the door's own thread, which is for those that never wait. An executor that refuses a call has it answered with -32009; a bounded one therefore
         * bounds the node's work. {@link HandlerThreads#virtual()} has one thread for each call.
         *
         * @param executor runs each call as one task; handlers of subscriptions stay on the door's thread
         * @return this
         * @throws IllegalStateException if set before
         */
        public Builder handlerExecutor(Executor executor) {
            requireNonNull(executor, "executor");
            if (this.executor != null) {
                throw new IllegalStateException(
                        "handler executor: set twice, first to " + this.executor + " (expected: once)");
            }
            this.executor = executor;
            return this;
        }

        /**
         * Adds names for subscribing, as clients of other nodes know them; for JSON-RPC, beside {@code subscribe} and {@code unsubscribe}.
         *
         * @param names those of one family, or of one topic that is registered before or after
         * @return this
         * @throws IllegalArgumentException if a name breaks a rule, or is taken
         */
        public Builder subscriptionMethods(SubscriptionMethods names) {
            requireNonNull(names, "names");
            requireFree(names.subscribe());
            requireFree(names.unsubscribe());
            if (names.subscribe().equals(names.unsubscribe())) {
                throw new IllegalArgumentException(
                        "subscription methods: " + names + " (expected: two names, this one starts and ends)");
            }
            names.event().ifPresent(MethodName::requireForm);
            families.add(names);
            return this;
        }

        /**
         * Says how the node is doing, for {@code /health} and {@code /health/readiness}, where the server serves these.
         *
         * @param check asked for each request
         * @return this
         * @throws IllegalStateException if one was given already
         */
        public Builder health(HealthCheck check) {
            requireNonNull(check, "check");
            if (health != null) {
                throw new IllegalStateException("health: set twice (expected: once)");
            }
            health = check;
            return this;
        }

        /**
         * Brings the node's own mapper, in place of {@link JsonCodec#standard()}.
         *
         * @param codec writes results, reads parameters
         * @return this
         * @throws IllegalStateException if one was given already
         */
        public Builder codec(JsonCodec codec) {
            requireNonNull(codec, "codec");
            if (this.codec != null) {
                throw new IllegalStateException("codec: set twice, first to " + this.codec + " (expected: once)");
            }
            this.codec = codec;
            return this;
        }

        /**
         * The service.
         *
         * @return immutable
         * @throws IllegalStateException if there are methods to subscribe by to a topic that is not there, or to none
         */
        public RpcService build() {
            List<String> nowhere = families.stream()
                    .filter(names -> names.topic()
                            .map(topic -> !topics.containsKey(topic))
                            .orElse(topics.isEmpty()))
                    .map(names -> "subscription methods: " + names + " (expected: "
                            + names.topic().map(topic -> "a topic " + topic).orElse("a topic, and there is none") + ")")
                    .toList();
            if (!nowhere.isEmpty()) {
                throw new IllegalStateException(String.join("; ", nowhere));
            }
            return new RpcService(this);
        }

        private CallTerms terms() {
            return new CallTerms(executor, timeout == null ? CallTerms.STANDARD_TIMEOUT : timeout, timeouts);
        }

        private @Nullable OpenRpc openRpc() {
            return title == null || version == null ? null : OpenRpc.of(title, version, methods);
        }

        private void requireFree(String name) {
            MethodName.require(name);
            if (families.stream().anyMatch(each -> each.subscribes(name))) {
                throw MethodName.ofSubscribing(name);
            }
            if (methods.containsKey(name) || topics.containsKey(name)) {
                throw new IllegalArgumentException("method name: " + name + " (expected: registered once)");
            }
        }
    }
}

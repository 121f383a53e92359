package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an {@link RpcService} is made of.
 *
 * <h2>Defaults</h2>
 *
 * <p>A method that is given no permission can be called by nobody: forgetting one must not open it. A call ends after 30 s. No method tells which methods there are.
 *
 * <h2>Security</h2>
 *
 * <p>A name may be taken once, so that nobody is given another method than the one whose permission was checked.
 *
 * <h2>Threads</h2>
 *
 * <p>One, and one use; what it builds is for any.
 */
public final class RpcServiceBuilder {
    final Map<String, Methods.Registered> methods = new LinkedHashMap<>();
    final Map<String, Topics.Registered> topics = new LinkedHashMap<>();
    private final List<SubscriptionMethods> families = new ArrayList<>();

    @Nullable
    JsonCodec codec;

    @Nullable
    HealthCheck health;

    private @Nullable String title;
    private @Nullable String version;
    private @Nullable Duration timeout;
    private final Map<String, Duration> timeouts = new HashMap<>();
    private @Nullable Executor executor;

    RpcServiceBuilder() {}

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
    public RpcServiceBuilder method(String name, Permission permission, RpcMethod method) {
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
    public RpcServiceBuilder method(
            String name, Permission permission, MethodDescription description, RpcMethod method) {
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
    public RpcServiceBuilder method(String name, RpcMethod method) {
        return method(name, Permission.NOBODY, method);
    }

    /**
     * Adds the public method {@code rpc_methods}, which answers {@code {"methods":[…]}}: the names of the methods that its caller may call, sorted, those of subscribing among them. Not there unless asked for: a
     * node serves what its author registered, and nothing else. Substrate's own lists all names, those the caller is refused too.
     *
     * @return this
     * @throws IllegalArgumentException if the name is taken
     */
    public RpcServiceBuilder methodList() {
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
    public RpcServiceBuilder discover(String title, String version) {
        requireNonNull(title, "title");
        requireNonNull(version, "version");
        if (this.title != null) {
            throw new IllegalStateException("discover: set twice, first to " + this.title + " (expected: once)");
        }
        this.title = title;
        this.version = version;
        methods.put(OpenRpc.METHOD, new Methods.Registered(Permission.PUBLIC, Methods.DISCOVER, OpenRpc.DESCRIPTION));
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
    public RpcServiceBuilder subscription(String name, Permission permission, RpcSubscription subscription) {
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
    public RpcServiceBuilder subscription(
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
     * it has one by {@link #handlerExecutor}, are interrupted. A handler that blocks the door's own thread cannot be helped. The time that a call waits for its turn counts. An operator may allow
     * less by {@link io.securerpc.limit.CallLimits#methodTimeout()}.
     *
     * <p>A call keeps its place among those that run until its handler has ended: its thread has returned, or its stage is complete, which a future that is cancelled is at once, whatever goes on behind it. Where
     * work that goes on should count, return its {@code minimalCompletionStage()}. A stage that is still not complete 30 s after it was cancelled loses its place all the same, with a warning in the log.
     *
     * @param timeout of all methods that have none of their own, 1 ms to 1 day; 30 s unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public RpcServiceBuilder timeout(Duration timeout) {
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
    public RpcServiceBuilder timeout(String method, Duration timeout) {
        requireNonNull(method, "method");
        requireNonNull(timeout, "timeout");
        if (!methods.containsKey(method)) {
            throw new IllegalArgumentException("timeout of " + Json.quote(method) + " (expected: a registered method)");
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
    public RpcServiceBuilder handlerExecutor(Executor executor) {
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
    public RpcServiceBuilder subscriptionMethods(SubscriptionMethods names) {
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
    public RpcServiceBuilder health(HealthCheck check) {
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
    public RpcServiceBuilder codec(JsonCodec codec) {
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
                .filter(names ->
                        names.topic().map(topic -> !topics.containsKey(topic)).orElse(topics.isEmpty()))
                .map(names -> "subscription methods: " + names + " (expected: "
                        + names.topic().map(topic -> "a topic " + topic).orElse("a topic, and there is none") + ")")
                .toList();
        if (!nowhere.isEmpty()) {
            throw new IllegalStateException(String.join("; ", nowhere));
        }
        return new RpcService(this);
    }

    CallTerms terms() {
        return new CallTerms(
                executor, timeout == null ? CallTerms.STANDARD_TIMEOUT : timeout, timeouts, CallTerms.STANDARD_GRACE);
    }

    @Nullable
    OpenRpc openRpc() {
        return title == null || version == null ? null : OpenRpc.of(title, version, methods, families());
    }

    /** The names JSON-RPC's clients subscribe by, this library's own among them; none in a service without topics. */
    List<SubscriptionMethods> families() {
        List<SubscriptionMethods> all = new ArrayList<>(families);
        if (!topics.isEmpty()) {
            all.add(SubscriptionMethods.own());
        }
        return all;
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

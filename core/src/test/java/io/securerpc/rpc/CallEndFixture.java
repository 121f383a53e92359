package io.securerpc.rpc;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Client;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.Limits;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** A service whose methods end in every way in which a method can. */
abstract class CallEndFixture extends PlacedCallFixture {
    final RpcServiceBuilder everyEnd() {
        return pending()
                .methodList()
                .method("value", Permission.PUBLIC, call -> 5)
                .method("raw", Permission.PUBLIC, call -> RawJson.of("5"))
                .method("stage", Permission.PUBLIC, call -> CompletableFuture.completedFuture(5))
                .method("tells", Permission.PUBLIC, call -> {
                    throw new RpcException(-1, "no");
                })
                .method(
                        "stage_tells",
                        Permission.PUBLIC,
                        call -> CompletableFuture.failedFuture(new RpcException(-1, "no")))
                .method("throws", Permission.PUBLIC, call -> {
                    throw new IllegalStateException("planted");
                })
                .method("asserts", Permission.PUBLIC, call -> {
                    throw new AssertionError("planted");
                })
                .method("overflows", Permission.PUBLIC, call -> {
                    throw new StackOverflowError("planted");
                })
                .method("breaks", Permission.PUBLIC, call -> {
                    throw new OutOfMemoryError("planted");
                })
                .method("unwritable", Permission.PUBLIC, call -> {
                    List<Object> itself = new ArrayList<>();
                    itself.add(itself);
                    return itself;
                })
                .method(
                        "stage_fails",
                        Permission.PUBLIC,
                        call -> CompletableFuture.failedFuture(new IllegalStateException("planted")))
                .method(
                        "stage_breaks",
                        Permission.PUBLIC,
                        call -> CompletableFuture.failedFuture(new OutOfMemoryError("planted")))
                .method("odd_stage", Permission.PUBLIC, call -> new CompletableFuture<Object>() {
                    @Override
                    public CompletableFuture<Object> whenComplete(
                            BiConsumer<? super Object, ? super Throwable> action) {
                        throw new IllegalStateException("planted");
                    }
                });
    }

    final RpcExchange exchange(CallGuard judge, ConnectionCalls calls) {
        return new RpcExchange(STRANGER, judge, Limits.defaults(), Optional.empty(), new Departure(), calls);
    }

    /** On a connection of its own. */
    final ConnectionCalls calls(String address) {
        return slots.connection().by(Client.of(new InetSocketAddress(address, 51_000)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

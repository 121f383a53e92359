package io.securerpc.examples;

import static io.securerpc.caller.Permission.CONTROL;
import static io.securerpc.caller.Permission.PUBLIC;
import static java.util.Objects.requireNonNull;

import io.securerpc.rpc.JsonType;
import io.securerpc.rpc.MethodDescription;
import io.securerpc.rpc.Params;
import io.securerpc.rpc.RpcException;
import io.securerpc.rpc.RpcService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node author writes: methods with the permission each asks for, and a subscription. The chain behind it is a {@link
 * DemoChain}.
 */
public final class DemoNode {
    private static final int MAX_BLOCKS = 100;
    private static final int MAX_PAYLOAD = 1_000;

    private static final MethodDescription BLOCK_INFO = MethodDescription.of("One block")
            .withParam("hash", JsonType.string())
            .withResult("block", JsonType.object());
    private static final MethodDescription BLOCKS = MethodDescription.of("Blocks, upwards from a height")
            .withParam("from", JsonType.integer(0, Long.MAX_VALUE))
            .withOptionalParam("count", JsonType.integer(1, MAX_BLOCKS))
            .withResult("blocks", JsonType.object());

    private final DemoChain chain;
    private final Wallets wallets = new Wallets();
    private final Runnable onStop;
    private final String version;
    private final long started = System.nanoTime();

    /**
     * A node over a chain.
     *
     * @param chain what is served
     * @param version of the program, as it is answered
     * @param onStop run when the method {@code stop} is called; must return at once
     */
    public DemoNode(DemoChain chain, String version, Runnable onStop) {
        this.chain = requireNonNull(chain, "chain");
        this.version = requireNonNull(version, "version");
        this.onStop = requireNonNull(onStop, "onStop");
    }

    /**
     * The methods of this node.
     *
     * @return to be given to a server
     */
    public RpcService service() {
        return RpcService.builder()
                .method("block_count", PUBLIC, call -> blockCount())
                .method(
                        "block_info",
                        PUBLIC,
                        BLOCK_INFO,
                        call -> blockInfo(call.params().string("hash")))
                .method("blocks", PUBLIC, BLOCKS, call -> blocks(call.params()))
                .method("version", PUBLIC, call -> version())
                .method("uptime", PUBLIC, call -> uptime())
                .method("wallet_create", CONTROL, call -> Map.of("wallet", wallets.create()))
                .method("wallet_list", CONTROL, call -> Map.of("wallets", wallets.all()))
                .method("block_create", CONTROL, call -> chain.append(payload(call.params())))
                .method("stop", CONTROL, call -> stop())
                .subscription("newHeads", PUBLIC, subscriber -> chain.onHead(subscriber::send))
                .methodList()
                .discover("secure-rpc demo", version)
                .build();
    }

    private Map<String, Long> blockCount() {
        long count = chain.head().height() + 1;
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("count", count);
        counts.put("unchecked", 0L);
        counts.put("cemented", count);
        return counts;
    }

    private Block blockInfo(String hash) {
        return chain.block(hash).orElseThrow(() -> new RpcException(-32_000, "Block not found"));
    }

    private Map<String, List<Block>> blocks(Params params) {
        long count = params.optionalInteger("count").orElse(MAX_BLOCKS);
        return Map.of("blocks", chain.blocks(params.integer("from"), (int) count));
    }

    private Map<String, String> version() {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("rpc_version", "1");
        answer.put("node_vendor", "secure-rpc demo " + version);
        answer.put("java", Runtime.version().toString());
        return answer;
    }

    private Map<String, Long> uptime() {
        return Map.of("seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
    }

    private static String payload(Params params) {
        String payload = params.has("payload") ? params.string("payload") : "";
        if (payload.length() > MAX_PAYLOAD) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "payload: " + payload.length() + " characters (expected: at most " + MAX_PAYLOAD + ")");
        }
        return payload;
    }

    private Map<String, String> stop() {
        onStop.run();
        return Map.of("success", "");
    }
}

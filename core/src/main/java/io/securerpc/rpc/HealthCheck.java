package io.securerpc.rpc;

/**
 * How a node tells how it is doing, whenever somebody asks.
 *
 * <h2>Security</h2>
 *
 * <p>Who may ask is the server's {@link io.securerpc.gate.HealthAccess}; where that is everybody, the details are everybody's too.
 *
 * <h2>Threads</h2>
 *
 * <p>Asked by a server once at a time, on one of its threads: whoever asks meanwhile gets the same answer. One that has not returned after 5 s makes the node not ready until it does.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * .health(() -> new HealthReport(chain.peers() > 0, Map.of("peers", chain.peers())))
 * }</pre>
 */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Asked on a thread of the server: answer from memory.
     *
     * @return how the node is doing now
     * @throws Exception if that cannot be told, which counts as not being ready
     */
    HealthReport check() throws Exception;
}

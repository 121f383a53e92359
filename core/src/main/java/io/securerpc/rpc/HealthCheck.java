package io.securerpc.rpc;

/** How a node tells how it is doing, whenever somebody asks. */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Asked on the thread that serves the request: answer from memory.
     *
     * @return how the node is doing now
     * @throws Exception if that cannot be told, which counts as not being ready
     */
    HealthReport check() throws Exception;
}

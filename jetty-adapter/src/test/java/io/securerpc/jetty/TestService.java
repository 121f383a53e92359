package io.securerpc.jetty;

import io.securerpc.rpc.HandlerThreads;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.RpcServiceBuilder;

/** Where services of functional tests begin: their handlers run on the server's own threads, or on virtual ones where the build asks for these. */
final class TestService {
    /** {@code virtual} for virtual threads; the server's own where it is not set. */
    private static final String HANDLERS = "secure-rpc.handlers";

    private TestService() {}

    static RpcServiceBuilder builder() {
        RpcServiceBuilder builder = RpcService.builder();
        return onVirtualThreads()
                ? builder.handlerExecutor(HandlerThreads.virtual().orElseThrow())
                : builder;
    }

    static boolean onVirtualThreads() {
        String asked = System.getProperty(HANDLERS, "");
        return switch (asked) {
            case "" -> false;
            case "virtual" -> true;
            default -> throw new IllegalStateException(HANDLERS + ": " + asked + " (expected: virtual)");
        };
    }
}

package io.securerpc.examples;

import io.securerpc.rpc.RpcException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The wallets of the demo node: random ids and nothing else. */
final class Wallets {
    /** Memory is bounded, whoever may create them. */
    private static final int MAX_WALLETS = 1_000;

    private final SecureRandom random = new SecureRandom();
    private final List<String> ids = new ArrayList<>();

    synchronized String create() {
        if (ids.size() >= MAX_WALLETS) {
            throw new RpcException(-32_000, "Too many wallets");
        }
        byte[] id = new byte[32];
        random.nextBytes(id);
        ids.add(HexFormat.of().withUpperCase().formatHex(id));
        return ids.get(ids.size() - 1);
    }

    synchronized List<String> all() {
        return List.copyOf(ids);
    }
}

package io.securerpc.caller;

import io.securerpc.caller.AccessDecision.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the switches of other nodes close to everybody, whatever is granted. A switch only ever closes here; what it opened there, a grant opens.
 *
 * @param unsafeClosed Substrate's {@code --rpc-methods safe}
 * @param walletClosed Pactus' {@code enable_wallet = false}
 * @param apis Parity's {@code --jsonrpc-apis}
 */
record Ceiling(boolean unsafeClosed, boolean walletClosed, Optional<ApiSets> apis) {
    static final Ceiling NONE = new Ceiling(false, false, Optional.empty());

    private static final AccessDecision UNSAFE_CLOSED =
            denied("rpc_methods safe closes permission unsafe to everybody");
    private static final AccessDecision WALLET_CLOSED =
            denied("enable_wallet false closes wallet methods to everybody");
    /** As Pactus' gateway names them, its service, and Nano's and other nodes' habit. */
    private static final List<String> WALLET = List.of("pactus.wallet.", "wallet.", "wallet_");

    static AccessDecision denied(String rule) {
        return new AccessDecision(Reason.DENIED, rule);
    }

    /** Why nobody may; null if it is not closed. */
    @Nullable
    AccessDecision refusal(String method, Permission required) {
        if (closes(required)) {
            return UNSAFE_CLOSED;
        }
        if (walletClosed && isWallet(method)) {
            return WALLET_CLOSED;
        }
        return apis.isPresent() ? apis.get().refusal(method) : null;
    }

    boolean closes(Permission permission) {
        return unsafeClosed && permission.equals(Permission.UNSAFE);
    }

    private static boolean isWallet(String method) {
        for (int i = 0; i < WALLET.size(); i++) {
            if (method.startsWith(WALLET.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The same, knowing what is registered. */
    Ceiling boundTo(RegisteredMethods registered) {
        return new Ceiling(unsafeClosed, walletClosed, apis.map(sets -> sets.boundTo(registered)));
    }

    List<String> problems(RegisteredMethods registered) {
        List<String> problems = new ArrayList<>();
        apis.ifPresent(sets -> problems.addAll(sets.problems(registered)));
        return problems;
    }
}

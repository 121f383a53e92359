package io.securerpc.documentation;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.jetty.SecureRpcServer;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** The code that the README shows, word for word. */
final class ReadmeExample {
    /** What a node has already. */
    interface Ledger {
        long count();

        Map<String, String> balance(String account);
    }

    /** What a node has already. */
    interface Wallets {
        Map<String, String> create();
    }

    /** What a node has already; the result ends the subscription. */
    interface Chain {
        AutoCloseable onHead(Consumer<Object> listener);
    }

    private ReadmeExample() {}

    static RpcService service(Ledger ledger, Wallets wallets, Chain chain) {
        RpcService service = RpcService.builder()
                .method("block_count", Permission.PUBLIC, call -> Map.of("count", ledger.count()))
                .method(
                        "account_balance",
                        Permission.PUBLIC,
                        call -> ledger.balance(call.params().string("account")))
                .method("wallet_create", Permission.CONTROL, call -> wallets.create())
                .subscription("newHeads", Permission.PUBLIC, subscriber -> chain.onHead(subscriber::send))
                .build();
        return service;
    }

    static SecureRpcServer server(
            RpcService service, String address, int port, Path certificate, Path key, String secret, Path clients) {
        SecureRpcServer server = SecureRpcServer.builder()
                .service(service)
                .addListener(Listener.tls(
                        address,
                        port,
                        IdentityFiles.pem(certificate, key, Passphrase.of(secret)),
                        TlsPolicy.intermediate(),
                        ClientAuthentication.require(ClientTrust.installed(clients))))
                .hosts(HostPolicy.allow("node.example.com"))
                .origins(OriginPolicy.allow("https://wallet.example.com"))
                .grants(Grants.builder()
                        .grant("certificate:rpc.user.1", Permission.CONTROL)
                        .build())
                .build();
        return server;
    }
}

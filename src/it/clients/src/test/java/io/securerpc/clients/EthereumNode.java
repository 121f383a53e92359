package io.securerpc.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.jetty.RunningServer;
import io.securerpc.jetty.SecureRpcServer;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.Subscriber;
import io.securerpc.rpc.SubscriptionMethods;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestJwtKey;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** A node with a few of Ethereum's methods that asks for a certificate, a password or a token, whichever a client has. */
final class EthereumNode implements AutoCloseable {
    static final String PASSWORD = "planted-Pa55word";

    private static final String ISSUER = "https://login.example.com/";
    private static final String AUDIENCE = "node.example.com";

    private final TestJwtKey key = TestJwtKey.ec("ec", "P-256");
    private final TestCertificate identity =
            TestCertificate.named("localhost").san("localhost", "127.0.0.1").selfSigned();
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final String token;
    private final String revoked;
    private final RunningServer server;

    private EthereumNode(Path folder) throws IOException {
        Path clients = Files.createDirectories(folder.resolve("clients"));
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        IdentityFiles files = IdentityFiles.pem(
                identity.writeCertificate(folder.resolve("server.pem")),
                identity.writeKey(folder.resolve("server.key")),
                Passphrase.none());
        Path users = Files.writeString(
                folder.resolve("users"),
                "alice:" + OpenBSDBCrypt.generate("2y", PASSWORD.getBytes(UTF_8), new byte[16], 4) + "\n");
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        token = tokens.create(NewToken.named("ci")).secret();
        revoked = tokens.create(NewToken.named("gone")).secret();
        tokens.revoke("gone");
        server = SecureRpcServer.builder()
                .service(service())
                .addListener(Listener.tls(
                        "127.0.0.1",
                        0,
                        files,
                        TlsPolicy.intermediate(),
                        ClientAuthentication.request(ClientTrust.installed(clients))))
                .addCredentials(Users.file(users))
                .addCredentials(BearerTokens.in(tokens.path()))
                .addCredentials(JwtTokens.signedBy(JwtIssuer.of(
                        ISSUER,
                        AUDIENCE,
                        JwtKeys.files(Files.writeString(folder.resolve("jwks.json"), TestJwtKey.set(key.jwk()))))))
                .build()
                .start();
    }

    static EthereumNode start(Path folder) throws IOException {
        return new EthereumNode(folder);
    }

    URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.uris().get(0).getPort() + "/");
    }

    String token() {
        return token;
    }

    String revoked() {
        return revoked;
    }

    /** A web token of that long from now on, or before. */
    String jwt(Duration life) {
        Instant expiry = Instant.now().plus(life);
        return key.token("{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"alice\",\"exp\":"
                + expiry.getEpochSecond() + "}");
    }

    ClientTls nobody() {
        return ClientTls.trusting(identity.certificate());
    }

    ClientTls user() {
        return nobody().presenting(user);
    }

    /** With a certificate of the same name that is not installed. */
    ClientTls stranger() {
        return nobody().presenting(TestCertificate.named("rpc.user.1").selfSigned());
    }

    /** What OkHttp asks for beside the socket factory, to make sense of chains. */
    X509TrustManager trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("node", identity.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends one event to all who listen for new heads, and returns how many they are. */
    int publish(Object head) {
        subscribers.forEach(subscriber -> subscriber.send(head));
        return subscribers.size();
    }

    @Override
    public void close() {
        server.close();
    }

    private RpcService service() {
        return RpcService.builder()
                .method("eth_blockNumber", Permission.PUBLIC, call -> "0x3e8")
                .method(
                        "web3_clientVersion",
                        Permission.PUBLIC,
                        call -> call.caller().id())
                .method("admin_nodeInfo", Permission.CONTROL, call -> "nothing")
                .subscription("newHeads", Permission.PUBLIC, subscriber -> {
                    subscribers.add(subscriber);
                    return () -> subscribers.remove(subscriber);
                })
                .subscriptionMethods(
                        SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription"))
                .build();
    }
}

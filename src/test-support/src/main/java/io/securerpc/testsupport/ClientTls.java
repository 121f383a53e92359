package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.net.Socket;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of TLS: what it presents, exactly as given, and which server it believes.
 *
 * <p>An attacker chooses what it sends, so nothing here is checked: a chain may be in the wrong order, contain an
 * attacker's own root, or belong to another key. One instance keeps one session cache; {@link #fresh()} gives the
 * same client without it.
 */
public final class ClientTls {
    private final @Nullable X509Certificate server;
    private final @Nullable PrivateKey key;
    private final List<X509Certificate> chain;
    private final Judge judge;
    private final SSLContext context;

    private ClientTls(@Nullable X509Certificate server, @Nullable PrivateKey key, List<X509Certificate> chain) {
        this.server = server;
        this.key = key;
        this.chain = chain;
        this.judge = new Judge(server);
        this.context = context(judge, key == null ? null : new Presented(key, chain));
    }

    /** A client without a certificate that believes every server. */
    public static ClientTls trustingAnything() {
        return new ClientTls(null, null, List.of());
    }

    /** A client without a certificate that believes only the server with exactly this certificate. */
    public static ClientTls trusting(X509Certificate server) {
        return new ClientTls(requireNonNull(server, "server"), null, List.of());
    }

    /** Returns this client presenting a certificate and all of its issuers. */
    public ClientTls presenting(TestCertificate identity) {
        return new ClientTls(server, identity.key(), identity.chain());
    }

    /** Returns this client presenting exactly these certificates, signing with that key whether or not it fits. */
    public ClientTls presenting(PrivateKey key, X509Certificate... chain) {
        return new ClientTls(server, requireNonNull(key, "key"), List.of(chain));
    }

    /** Returns the same client with an empty session cache, so that its next handshake is a full one. */
    public ClientTls fresh() {
        return new ClientTls(server, key, chain);
    }

    /** Returns the context, which keeps the sessions of every connection made with it. */
    public SSLContext context() {
        return context;
    }

    /** Returns Java's own client over this context. */
    public HttpClient httpClient(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(60))
                .build();
    }

    /** Tells whether the server had to show its certificate on that socket: if not, the session was resumed. */
    boolean judgedServerOf(Socket socket) {
        return judge.judged.contains(socket);
    }

    private static SSLContext context(TrustManager judge, @Nullable KeyManager presented) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    presented == null ? new KeyManager[0] : new KeyManager[] {presented},
                    new TrustManager[] {judge},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Believes one server or all of them, and remembers which sockets asked. */
    private static final class Judge extends X509ExtendedTrustManager {
        private final @Nullable X509Certificate expected;
        private final Set<Socket> judged = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

        Judge(@Nullable X509Certificate expected) {
            this.expected = expected;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            judged.add(socket);
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (expected != null && !expected.equals(chain[0])) {
                throw new CertificateException("server certificate: " + chain[0].getSubjectX500Principal()
                        + " (expected: " + expected.getSubjectX500Principal() + ")");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("a client judges servers only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("a client judges servers only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("a client judges servers only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Presents one chain whatever issuers the server names. */
    private static final class Presented extends X509ExtendedKeyManager {
        private static final String ALIAS = "client";
        private final PrivateKey key;
        private final List<X509Certificate> chain;

        Presented(PrivateKey key, List<X509Certificate> chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
            return choose(types);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
            return choose(types);
        }

        private @Nullable String choose(String[] types) {
            return Stream.of(types).anyMatch(key.getAlgorithm()::equals) ? ALIAS : null;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}

package io.securerpc.tls;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context whose sessions really end.
 *
 * <p>The JDK's server puts sessions into tickets that the client keeps, tells the client how long they last, and then takes
 * them back however old they are; each resumption hands out a fresh ticket (measured on 17 and 25, TLS 1.2 and 1.3). What ends a ticket for certain is that its
 * key is gone. So the context inside, which holds those keys, is replaced when the lifetime is over: an older
 * ticket is then unreadable, and its client gets a full handshake instead.
 */
final class ShortSessionContext extends SSLContext {
    ShortSessionContext(KeyManager keyManager, TrustManager trustManager, Duration lifetime, LongSupplier nanoTime)
            throws GeneralSecurityException {
        this(new Spi(keyManager, trustManager, lifetime, nanoTime));
    }

    private ShortSessionContext(Spi spi) {
        super(
                spi,
                spi.generation.context().getProvider(),
                spi.generation.context().getProtocol());
    }

    /** One context inside, and when it began. */
    private record Generation(SSLContext context, long born) {}

    private static final class Spi extends SSLContextSpi {
        private final KeyManager keyManager;
        private final TrustManager trustManager;
        private final Duration lifetime;
        private final LongSupplier nanoTime;
        private volatile Generation generation;

        Spi(KeyManager keyManager, TrustManager trustManager, Duration lifetime, LongSupplier nanoTime)
                throws GeneralSecurityException {
            this.keyManager = keyManager;
            this.trustManager = trustManager;
            this.lifetime = lifetime;
            this.nanoTime = nanoTime;
            this.generation = generation();
        }

        private Generation generation() throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager}, new TrustManager[] {trustManager}, null);
            context.getServerSessionContext().setSessionTimeout(Math.toIntExact(lifetime.toSeconds()));
            return new Generation(context, nanoTime.getAsLong());
        }

        private SSLContext current() {
            Generation now = generation;
            return over(now) ? replaced() : now.context();
        }

        private synchronized SSLContext replaced() {
            if (over(generation)) {
                try {
                    generation = generation();
                } catch (GeneralSecurityException e) {
                    // The old one would go on resuming what must not be resumed.
                    throw new IllegalStateException("tls: no new context (expected: one each " + lifetime + ")", e);
                }
            }
            return generation.context();
        }

        private boolean over(Generation one) {
            return nanoTime.getAsLong() - one.born() >= lifetime.toNanos();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return current().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return current().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return current().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return current().getSupportedSSLParameters();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("tls: context made already (expected: no second init)");
        }

        /** Sockets are made by a factory that would outlive the lifetime; a server here uses engines. */
        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("tls: sockets of this context (expected: engines)");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("tls: sockets of this context (expected: engines)");
        }
    }
}

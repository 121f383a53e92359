package io.securerpc.caller.jwt;

import io.securerpc.internal.PeerText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** One request for the keys of an issuer: over TLS alone, to that very address, bounded in time and size. */
final class KeyFetch {
    /** Sets of keys have a few KiB. */
    static final int MOST_BYTES = 256 * 1_024;

    private static final int OK = 200;

    private final URI address;
    private final @Nullable Path authorities;
    private final Duration limit;

    KeyFetch(URI address, @Nullable Path authorities, Duration limit) {
        this.address = address;
        this.authorities = authorities;
        this.limit = limit;
    }

    URI address() {
        return address;
    }

    /** The whole body, within the whole time: neither headers nor bytes that trickle in make it longer. */
    byte[] bytes() throws Failed {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit);
        if (authorities != null) {
            builder.sslContext(trusting(authorities));
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/jwk-set+json, application/json")
                .timeout(limit)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                builder.build().sendAsync(request, response -> new BoundedBody(MOST_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new Failed("status " + response.statusCode() + " (expected: 200; redirects are not followed)");
            }
            return response.body();
        } catch (TimeoutException e) {
            throw late();
        } catch (ExecutionException e) {
            // The client's own limits are the same, and whichever is noticed first must not be another reason.
            throw e.getCause() instanceof HttpTimeoutException
                    ? late()
                    : new Failed(PeerText.escape(String.valueOf(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private Failed late() {
        return new Failed("no whole answer within " + limit.toSeconds() + " s");
    }

    private static SSLContext trusting(Path file) throws Failed {
        try (var in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority " + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new Failed("no certificate in '" + file + "' (expected: PEM)");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new Failed("authorities '" + file + "': " + e.getMessage());
        }
    }

    /** There is no answer that could be used. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String why) {
            super(why);
        }
    }
}

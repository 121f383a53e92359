package io.securerpc.examples;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.ServerIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom {@code watch} trusts, and what it proves of itself; each in a file, because every user of the machine can read a command line. */
final class WatchIdentity {
    private static final int LONGEST_TOKEN = 8_192;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM certificate to trust, as with curl; without it the authorities of this Java.")
    private @Nullable Path authority;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "PEM file with a client certificate and its key, not encrypted, as client add makes it.")
    private @Nullable Path client;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File whose first line is a token, which is sent as Authorization: Bearer.")
    private @Nullable Path token;

    SSLContext tls() {
        try {
            if (authority == null && client == null) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS with " + authority + " and " + client + ": cannot be set up", e);
        }
    }

    /** The value of the header that carries the token. */
    Optional<String> authorization() {
        if (token == null) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(token).lines().findFirst().orElse("");
            if (!text.matches("[!-~]{1," + LONGEST_TOKEN + "}")) {
                throw new CommandFailure("token file '" + token + "': no token (expected: one in its first line)");
            }
            return Optional.of("Bearer " + text);
        } catch (IOException e) {
            throw new CommandFailure(
                    "token file '" + token + "': cannot be read (expected: a readable file of text)", e);
        }
    }

    private TrustManager @Nullable [] trust() throws GeneralSecurityException, IOException {
        if (authority == null) {
            return null;
        }
        KeyStore trusted = empty();
        for (X509Certificate certificate : CertificateFile.load(authority)) {
            trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers.getTrustManagers();
    }

    private KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
        if (client == null) {
            return null;
        }
        ServerIdentity identity = loaded(client);
        KeyStore keys = empty();
        keys.setKeyEntry(
                "client", identity.privateKey(), new char[0], identity.chain().toArray(Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        return managers.getKeyManagers();
    }

    private static ServerIdentity loaded(Path pem) {
        try {
            return IdentityFiles.pem(pem, pem, Passphrase.none()).load();
        } catch (SecureRpcException e) {
            throw new CommandFailure("--cert: " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}

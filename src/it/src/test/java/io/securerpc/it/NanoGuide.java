package io.securerpc.it;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/** Nano's guide to secure RPC, followed word for word with the real {@code openssl} in one folder. */
final class NanoGuide {
    private static final Duration LIMIT = Duration.ofMinutes(3); // a prime of 1024 bits may take its time

    private final Path root;

    private NanoGuide(Path root) {
        this.root = root;
    }

    /** Makes the server's files, two users, and the configuration; user 1 and user 2 are installed. */
    static NanoGuide follow(Path root) throws IOException {
        Tools.require("openssl");
        NanoGuide guide = new NanoGuide(root);
        Files.createDirectories(guide.clients());
        guide.openssl(
                guide.tls(),
                "req -newkey rsa:2048 -keyout server.key.pem -x509 -days 3650 -out server.cert.pem",
                "-passout",
                "pass:test",
                "-subj",
                "/C=US/O=MyNanoRPCServer/OU=MyNanoThing/CN=www.example.com");
        guide.openssl(guide.tls(), "dhparam -out dh1024.pem 1024");
        for (String user : new String[] {"rpcuser1", "rpcuser2"}) {
            guide.makeUser(user);
            guide.install(user);
        }
        // The [secure] table is the guide's own; the lines above it say where to listen.
        Files.writeString(guide.config(), """
                address = "::ffff:127.0.0.1"
                port = 0

                [secure]
                enable=true
                verbose_logging=true
                server_cert_path="tls/server.cert.pem"
                server_key_path="tls/server.key.pem"
                server_key_passphrase="test"
                server_dh_path="tls/dh1024.pem"
                client_certs_path="tls/clients"
                """);
        return guide;
    }

    Path config() {
        return root.resolve("config-rpc.toml");
    }

    Path tls() {
        return root.resolve("tls");
    }

    Path clients() {
        return root.resolve("tls/clients");
    }

    /** Makes a user's certificate and key in the trust directory, where the guide makes them. */
    void makeUser(String user) {
        String commonName = user.replaceFirst("rpcuser", "rpc.user.");
        openssl(
                clients(),
                "req -newkey rsa:2048 -nodes -keyout " + user + ".key.pem -x509 -days 365 -out " + user + ".cert.pem",
                "-subj",
                "/CN=" + commonName);
    }

    /** Links a user's certificate under its subject hash. */
    Path install(String user) throws IOException {
        return Files.createSymbolicLink(clients().resolve(subjectHash(user) + ".0"), Path.of(user + ".cert.pem"));
    }

    /** Removes that link. */
    void remove(String user) throws IOException {
        Files.delete(clients().resolve(subjectHash(user) + ".0"));
    }

    String subjectHash(String user) {
        return openssl(clients(), "x509 -in " + user + ".cert.pem -noout -subject_hash")
                .trim();
    }

    Path certificate(String user) {
        return clients().resolve(user + ".cert.pem");
    }

    Path key(String user) {
        return clients().resolve(user + ".key.pem");
    }

    /** Returns a client with a user's files, as openssl wrote them. */
    ClientTls client(String user) throws IOException, GeneralSecurityException {
        X509Certificate certificate;
        try (InputStream stream = Files.newInputStream(certificate(user))) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
        String pem = Files.readString(key(user)).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        return ClientTls.trustingAnything().presenting(key, certificate);
    }

    /** Runs a command as the guide prints it, with what it would ask for given behind. */
    String openssl(Path folder, String command, String... more) {
        String[] words = ("openssl " + command).split(" ");
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Tools.run(LIMIT, folder, new byte[0], all).success();
    }
}

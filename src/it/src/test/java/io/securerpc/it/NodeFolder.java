package io.securerpc.it;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a node's configuration, identity and trust directory, all made in Java. */
final class NodeFolder {
    private final Path root;
    private final TestCertificate server = TestCertificate.named("www.example.com")
            .san("www.example.com", "127.0.0.1")
            .selfSigned();

    private NodeFolder(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(clients());
        server.writeCertificate(root.resolve("tls/server.cert.pem"));
        server.writeKey(root.resolve("tls/server.key.pem"));
        configure("");
    }

    /** Makes all of it under a folder, with no client installed yet. */
    static NodeFolder in(Path root) throws IOException {
        return new NodeFolder(root);
    }

    /** Writes the configuration, ending with further lines. */
    void configure(String further) throws IOException {
        configure("", further);
    }

    /** Writes the configuration, with further lines before its {@code [secure]} table and at its end. */
    void configure(String top, String further) throws IOException {
        Files.writeString(config(), """
                address = "::ffff:127.0.0.1"
                port = 0
                enable_control = true
                %s
                [secure]
                enable = true
                verbose_logging = true
                server_cert_path = "tls/server.cert.pem"
                server_key_path = "tls/server.key.pem"
                client_certs_path = "tls/clients"
                %s
                """.formatted(top, further));
    }

    /** Returns the configuration file. */
    Path config() {
        return root.resolve("config-rpc.toml");
    }

    /** Returns the trust directory. */
    Path clients() {
        return root.resolve("tls/clients");
    }

    /** Returns a client that believes this node only. */
    ClientTls client() {
        return ClientTls.trusting(server.certificate());
    }

    /** Makes a user as the guide does, an authority for all it says, not yet installed. */
    static TestCertificate user(String commonName) {
        return TestCertificate.named(commonName).ca(true).selfSigned();
    }

    /** Installs a certificate by a link under its subject hash, and returns the link. */
    Path install(TestCertificate user) throws IOException {
        String hash = SubjectHash.of(user.certificate()).toString();
        Path file = user.writeCertificate(root.resolve(hash + ".cert.pem"));
        return Files.createSymbolicLink(clients().resolve(hash + ".0"), file);
    }
}

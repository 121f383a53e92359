package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.Planted;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** The files of a node, each with a secret in it or of it, and the secrets of those who call it. */
final class PlantedFolder {
    static final String USERS = "users";
    static final String TOKENS = "tokens";
    static final String BASIC_AUTH = "basic_auth";
    static final String CERTIFICATE = "server.cert.pem";
    static final String KEY = "server.key.pem";
    static final String PASSPHRASE = "passphrase";
    static final String CLIENTS = "clients";

    final Planted planted = new Planted();
    final TestCertificate identity = TestCertificate.named("www.example.com")
            .san("www.example.com", "127.0.0.1")
            .selfSigned();
    final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    final String password = random("pw");
    final String wrongPassword = random("wrong");
    final String passphrase = random("passphrase");
    final String encryptedKey;
    final String token;
    final String revoked;
    final PlantedKeys keys;
    private final Path root;

    PlantedFolder(Path root) throws IOException {
        this.root = root;
        Path clients = Files.createDirectories(root.resolve(CLIENTS));
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        identity.writeCertificate(root.resolve(CERTIFICATE));
        encryptedKey = encryptedKey();
        Files.writeString(root.resolve(KEY), encryptedKey);
        Files.writeString(root.resolve(PASSPHRASE), passphrase + "\n");
        String hash = bcrypt(password);
        String otherHash = bcrypt(password);
        Files.writeString(root.resolve(USERS), "alice:" + hash + "\n");
        Files.writeString(root.resolve(BASIC_AUTH), "bob:" + otherHash + "\n");
        TokenFile tokens = TokenFile.at(root.resolve(TOKENS));
        token = tokens.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        revoked = tokens.create(NewToken.named("gone")).secret();
        tokens.revoke("gone");
        planted.add("password", password)
                .add("wrong password", wrongPassword)
                .add("passphrase", passphrase)
                .add("token", token.substring("srt_".length()))
                .add("revoked token", revoked.substring("srt_".length()))
                .add("hash of the token", sha256(token))
                .add("hash of the password", hash.substring(7))
                .add("hash of basic_auth", otherHash.substring(7))
                .add("private key", scalar(identity))
                .add("private key of a client", scalar(user));
        keys = new PlantedKeys(root, planted);
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** As an editor or a script does it that writes aside first. */
    void replace(String name, String content) throws IOException {
        Path next = root.resolve(name + ".new");
        Files.writeString(next, content);
        Files.move(next, root.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What those who call may present, good and bad. */
    List<String> presented() {
        return List.of(password, wrongPassword, token, revoked);
    }

    static String basic(String name, String password) {
        return base64(name + ":" + password);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String bcrypt(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return OpenBSDBCrypt.generate("2y", password.getBytes(UTF_8), salt, 4);
    }

    private static String random(String prefix) {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return prefix + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of an EC key that alone is secret: what stands around it, the certificate says as well. */
    private static byte[] scalar(TestCertificate certificate) {
        return ((ECPrivateKey) certificate.key()).getS().toByteArray();
    }

    private String encryptedKey() {
        try {
            byte[] encrypted = new JcaPKCS8EncryptedPrivateKeyInfoBuilder(identity.key())
                    .build(new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .build(passphrase.toCharArray()))
                    .getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encrypted);
            return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + text + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.securerpc.jetty;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Files with secrets that are replaced under a running node by broken ones, and by the good ones again. */
final class PlantedReloads {
    private final PlantedProcess node;
    private final PlantedFolder folder;

    PlantedReloads(PlantedProcess node, PlantedFolder folder) {
        this.node = node;
        this.folder = folder;
    }

    void reloads() throws IOException {
        String users = Files.readString(folder.path(PlantedFolder.USERS));
        String tokens = Files.readString(folder.path(PlantedFolder.TOKENS));
        for (String content : List.of(
                "alice:" + folder.password + "\n",
                folder.password + "\n",
                users + folder.password + ":" + users.split(":", 2)[1] + users,
                users.replace("$2y$04", "$2y$31"),
                users.substring(0, 40))) {
            reload(PlantedFolder.USERS, content, "users");
        }
        for (String content : List.of(
                tokens + folder.token + "\n",
                tokens.replace("\"name\"", "\"" + folder.token + "\""),
                tokens.replace("\"ci\"", "\"" + folder.token + "\""),
                folder.token,
                tokens.substring(0, tokens.length() - 20))) {
            reload(PlantedFolder.TOKENS, content, "token");
        }
        PlantedKeys keys = folder.keys;
        String set = Files.readString(folder.path(PlantedKeys.KEYS));
        for (String content : List.of(keys.privateKeys, keys.secret, set.replace("P-256", keys.secret))) {
            reload(PlantedKeys.KEYS, content, "JWT keys of");
        }
        for (String content : List.of(
                keys.secret + keys.secret, keys.secret.substring(20), "secret = " + keys.secret, keys.privateKeys)) {
            reload(PlantedKeys.SECRET, content, "JWT secret 'engine'");
        }
        String codes = Files.readString(folder.path(PlantedKeys.AUTHCODES));
        for (String content : List.of(
                codes + keys.parityToken + ";x\n",
                codes.replace("wallet", folder.password),
                keys.proof(),
                keys.bareParityToken().substring(2))) {
            reload(PlantedKeys.AUTHCODES, content, "Parity tokens");
        }
        // The identity that serves all the time is no news when its key comes back.
        replace(PlantedFolder.KEY, folder.user.keyPem() + folder.passphrase, "server.key.pem");
        replace(PlantedFolder.KEY, folder.passphrase, "server.key.pem");
    }

    private void reload(String name, String content, String subject) throws IOException {
        String good = Files.readString(folder.path(name));
        replace(name, content, subject);
        replace(name, good, subject);
    }

    /** Until the node has said something of it. */
    private void replace(String name, String content, String subject) throws IOException {
        int before = node.said().size();
        folder.replace(name, content);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> node.said().stream()
                        .skip(before)
                        .anyMatch(line -> line.startsWith("event ") && line.contains(subject)));
    }

    void brokenFiles() throws IOException {
        folder.replace(PlantedFolder.KEY, folder.encryptedKey);
        Files.writeString(folder.path("broken.users"), "alice:" + folder.password);
        Files.writeString(folder.path("broken.tokens"), folder.token);
        Files.writeString(folder.path("broken.key"), folder.identity.keyPem().replace("END", "DNE"));
        Files.writeString(folder.path("broken.certificate"), folder.user.keyPem());
        Files.writeString(folder.path("broken.passphrase"), folder.passphrase + "x");
        Files.writeString(folder.path("broken.secret"), "0x" + folder.keys.secret + "0");
        Files.writeString(folder.path("broken.authcodes"), folder.keys.parityToken + ";" + folder.keys.secret);
    }
}

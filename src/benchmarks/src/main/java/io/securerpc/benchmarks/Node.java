package io.securerpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts demo nodes from the runnable jar, with and without TLS, on loopback. */
final class Node {
    private static final Pattern LISTENING = Pattern.compile("^listening on https?://\\S+:(\\d+)", Pattern.MULTILINE);

    private final Path jar;
    private final Path folder;

    Node(Path jar, Path folder) {
        this.jar = jar;
        this.folder = folder;
    }

    Contender tls() throws IOException, InterruptedException {
        Tool.run(
                folder,
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-keyout", Tool.KEY, "-out", Tool.CERTIFICATE, "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        Files.setPosixFilePermissions(
                folder.resolve(Tool.KEY), PosixFilePermissions.fromString("rw-------"));
        return start(
                "node",
                """
                [secure]
                enable = true
                server_cert_path = "../%s"
                server_key_path = "../%s"
                """
                        .formatted(Tool.CERTIFICATE, Tool.KEY));
    }

    Contender plain() throws IOException, InterruptedException {
        return start("plaintext node", "");
    }

    private Contender start(String name, String secure) throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve(name.replace(' ', '-')));
        Path config = home.resolve("config-rpc.toml");
        Files.writeString(
                config, """
                address = "::ffff:127.0.0.1"
                port = 0
                """ + secure);
        Path output = home.resolve("output");
        Process process = new ProcessBuilder(Tool.onServerCore(List.of(
                        Tool.java(), "-jar", jar.toString(), "serve", "--config", config.toString())))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Matcher[] found = new Matcher[1];
        Tool.await(process, output, () -> {
            found[0] = LISTENING.matcher(Files.readString(output));
            return found[0].find();
        });
        return new Contender(name, Integer.parseInt(found[0].group(1)), process, List.of());
    }
}

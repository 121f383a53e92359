package io.securerpc.jetty;

import io.securerpc.testsupport.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code openssl s_server} with all that a server should refuse: what a probe must be able to see. */
final class WeakServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private WeakServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static WeakServer start(Path folder, TestCertificate rsa, TestCertificate ec) throws Exception {
        Process process = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:0",
                        "-cert",
                        rsa.writeCertificate(folder.resolve("weak-rsa.pem")).toString(),
                        "-key",
                        rsa.writeKey(folder.resolve("weak-rsa.key")).toString(),
                        "-dcert",
                        ec.writeCertificate(folder.resolve("weak-ec.pem")).toString(),
                        "-dkey",
                        ec.writeKey(folder.resolve("weak-ec.key")).toString(),
                        "-cipher",
                        "ALL:COMPLEMENTOFALL:@SECLEVEL=0",
                        "-min_protocol",
                        "TLSv1",
                        "-psk",
                        "00ff",
                        "-legacy_renegotiation",
                        "-client_renegotiation",
                        "-www")
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        try {
            return new WeakServer(
                    process, CompletableFuture.supplyAsync(() -> port(output)).get(20, TimeUnit.SECONDS));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static int port(BufferedReader output) {
        try {
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("ACCEPT ")) {
                    return Integer.parseInt(
                            line.substring(line.lastIndexOf(':') + 1).trim());
                }
                said.append(line).append('\n');
            }
            throw new AssertionError("s_server ended: " + said);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

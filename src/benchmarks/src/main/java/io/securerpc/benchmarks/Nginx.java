package io.securerpc.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts nginx before a node, from the template beside this program. */
final class Nginx {
    private Nginx() {}

    static Contender before(Contender node, Path template, Path folder) throws IOException, InterruptedException {
        int port = freePort();
        Path config = folder.resolve("nginx.conf");
        Files.writeString(
                config,
                Files.readString(template)
                        .replace("@USER@", System.getProperty("user.name"))
                        .replace("@FOLDER@", folder.toString())
                        .replace("@BACKEND@", String.valueOf(node.port()))
                        .replace("@PORT@", String.valueOf(port))
                        .replace("@CERTIFICATE@", folder.resolve(Tool.CERTIFICATE).toString())
                        .replace("@KEY@", folder.resolve(Tool.KEY).toString()));
        Path output = folder.resolve("nginx-output");
        Process process = new ProcessBuilder(Tool.onServerCore(
                        List.of(Tool.path("nginx"), "-p", folder.toString(), "-c", config.toString())))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Tool.await(process, output, () -> answers(port));
        return new Contender("nginx + node", port, process, List.of(node));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

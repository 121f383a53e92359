package io.securerpc.trust;

import java.nio.file.Path;

/** Run in a JVM of its own: installs files into a directory, as another one does at the same time. */
final class AddClients {
    private AddClients() {}

    public static void main(String[] arguments) {
        ClientDirectory clients = ClientDirectory.of(Path.of(arguments[0]));
        for (int i = 1; i < arguments.length; i++) {
            clients.install(Path.of(arguments[i]));
        }
    }
}

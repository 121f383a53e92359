package io.securerpc.examples;

import io.securerpc.trust.InstalledClient;
import java.nio.file.Path;
import java.util.List;

/** A client as lines for people. */
final class ClientText {
    private ClientText() {}

    static List<String> of(InstalledClient client) {
        return List.of(
                "caller: " + Printable.of(client.callerId()),
                "subject: " + Printable.of(client.subject()),
                "installed as: " + name(client.file()),
                "valid until: " + client.certificate().getNotAfter().toInstant(),
                "fingerprint (SHA-256): " + client.fingerprint());
    }

    static String name(Path file) {
        return Printable.of(String.valueOf(file.getFileName()));
    }
}

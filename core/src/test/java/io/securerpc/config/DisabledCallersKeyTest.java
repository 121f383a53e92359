package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of disabled callers, as a file names it. */
class DisabledCallersKeyTest {
    private static final String TLS =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";
    private static final String LIST = "[secure_rpc]\ndisabled_callers = \"disabled\"\n";

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), text);
    }

    @Test
    void liesBesideTheFileThatNamesIt() throws IOException {
        Path file = write(TLS + "client_certs_path = \"clients\"\n" + LIST);

        ClientTrust trust =
                ClientTrust.installed(folder.resolve("clients")).withDisabledCallers(folder.resolve("disabled"));
        assertThat(NanoConfig.load(file).listeners())
                .extracting(listener -> ((Listener.Tls) listener).clientAuthentication())
                .containsExactly(ClientAuthentication.require(trust));
    }

    @Test
    void holdsForCredentialsToo() throws IOException {
        Path file = write("[secure_rpc]\nusers = \"users\"\ndisabled_callers = \"disabled\"\n");

        assertThat(NanoConfig.load(file).disabledCallers()).contains(folder.resolve("disabled"));
        assertThat(NanoConfig.load(write("")).disabledCallers()).isEmpty();
    }

    @Test
    void isRefusedWhereNobodyProvesWhoItIs() throws IOException {
        Path file = write(TLS + LIST);

        assertThatThrownBy(() -> NanoConfig.load(file))
                .hasMessageContaining("secure_rpc.disabled_callers: set"
                        + " (expected: only where client certificates or credentials are)");
    }
}

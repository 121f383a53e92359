package io.securerpc.config;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the TLS keys say, from whichever of the two places is switched on. */
final class TlsSettings {
    private final ConfigSource source;
    private final TlsKeys keys;
    private final boolean enabled;

    private TlsSettings(ConfigSource source, TlsKeys keys) {
        this.source = source;
        this.keys = keys;
        this.enabled = keys.switches().stream().map(source::value).reduce(false, Boolean::logicalOr);
    }

    static TlsSettings read(
            ConfigSource rpcFile, Optional<ConfigSource> tlsFile, List<String> problems, List<String> notes) {
        TlsSettings table = new TlsSettings(rpcFile, TlsKeys.SECURE_TABLE);
        Optional<TlsSettings> file = tlsFile.map(found -> new TlsSettings(found, TlsKeys.TLS_FILE));
        if (table.enabled && file.isPresent() && file.get().enabled) {
            problems.add(rpcFile.file() + ": secure: TLS is enabled here and in "
                    + file.get().source.file() + " (expected: one of the two)");
        }
        TlsSettings chosen = table.enabled ? table : file.orElse(table);
        chosen.checkFiles();
        chosen.checkClients(rpcFile);
        chosen.addNotes(rpcFile, file, notes);
        return chosen;
    }

    boolean verboseLogging() {
        return source.value(keys.verboseLogging());
    }

    Optional<Path> clientCertificates() {
        return source.path(keys.clientCertificates());
    }

    Optional<Listener> listener(String host, int port, ConfigSource extension) {
        if (!enabled) {
            return Optional.of(Listener.plain(host, port));
        }
        Optional<Path> certificate = source.path(keys.certificate());
        Optional<Path> key = source.path(keys.key());
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        Listener.Tls listener = Listener.tls(
                host,
                port,
                IdentityFiles.pem(certificate.get(), key.get(), passphrase()),
                extension.value(SecureRpcKeys.TLS_POLICY).equals("modern")
                        ? TlsPolicy.modern()
                        : TlsPolicy.intermediate(),
                clientAuthentication(extension));
        return Optional.of(
                source.path(keys.dhParameters()).map(listener::withDhParameters).orElse(listener));
    }

    private Passphrase passphrase() {
        String text = source.value(keys.passphrase());
        return text.isEmpty() ? Passphrase.none() : Passphrase.of(text);
    }

    private ClientAuthentication clientAuthentication(ConfigSource extension) {
        Optional<Path> directory = clientCertificates();
        if (directory.isEmpty()) {
            return ClientAuthentication.none();
        }
        ClientTrust installed =
                ClientTrust.installed(directory.get()).withGrace(extension.value(SecureRpcKeys.CLIENT_CERTS_GRACE));
        ClientTrust trust =
                extension.value(SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS) ? installed.withEmptyAllowed() : installed;
        return extension.value(SecureRpcKeys.CLIENT_AUTHENTICATION).equals("request")
                ? ClientAuthentication.request(trust)
                : ClientAuthentication.require(trust);
    }

    private void checkFiles() {
        if (!enabled) {
            return;
        }
        for (ConfigKey<String> key : List.of(keys.certificate(), keys.key())) {
            if (source.path(key).isEmpty()) {
                source.refuse(key, source.has(key) ? "empty" : "missing", "a PEM file, since TLS is enabled");
            }
        }
    }

    /** A wish about client certificates that nobody would be asked for is a mistake worth stopping for. */
    private void checkClients(ConfigSource extension) {
        if (clientCertificates().isPresent()) {
            return;
        }
        String rule = "only beside " + keys.clientCertificates().qualified();
        if (extension.has(SecureRpcKeys.CLIENT_AUTHENTICATION)) {
            extension.refuse(
                    SecureRpcKeys.CLIENT_AUTHENTICATION, extension.value(SecureRpcKeys.CLIENT_AUTHENTICATION), rule);
        }
        if (extension.has(SecureRpcKeys.CLIENT_CERTS_GRACE)) {
            extension.refuse(SecureRpcKeys.CLIENT_CERTS_GRACE, "set", rule);
        }
        if (extension.value(SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS)) {
            extension.refuse(SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS, "true", rule);
        }
    }

    private void addNotes(ConfigSource rpcFile, Optional<TlsSettings> file, List<String> notes) {
        if (!enabled && (rpcFile.hasTable("secure") || file.isPresent())) {
            String switches = keys.switches().stream().map(ConfigKey::qualified).collect(Collectors.joining(", "));
            notes.add(source.note(switches, "false (this server speaks plain HTTP and WebSocket)"));
        }
        keys.switches().stream()
                .filter(one -> enabled && !source.value(one))
                .map(one -> source.note(
                        one.qualified(), "false, and served all the same (HTTPS and WSS share one port here)"))
                .forEach(notes::add);
        if (enabled && source.path(keys.dhParameters()).isPresent()) {
            notes.add(source.note(
                    keys.dhParameters().qualified(),
                    "checked and then not used (elliptic curves and the groups of RFC 7919 serve instead)"));
        }
    }
}

package io.securerpc.config;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.listener.Listener;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the TLS keys say, from whichever of the two places is switched on. */
final class TlsSettings {
    private static final List<ConfigKey<?>> CLIENT_KEYS = List.of(
            SecureRpcKeys.CLIENT_AUTHENTICATION,
            SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS,
            SecureRpcKeys.CLIENT_CERTS_GRACE,
            SecureRpcKeys.CLIENT_CERTS_REVOCATION);

    private final ConfigSource source;
    private final TlsKeys keys;
    private final ConfigSource extension;
    private final boolean enabled;
    private List<ClientAuthority> authorities = List.of();

    private TlsSettings(ConfigSource source, TlsKeys keys, ConfigSource extension) {
        this.source = source;
        this.keys = keys;
        this.extension = extension;
        this.enabled = keys.switches().stream().map(source::value).reduce(false, Boolean::logicalOr);
    }

    static TlsSettings read(
            ConfigSource rpcFile, Optional<ConfigSource> tlsFile, List<String> problems, List<String> notes) {
        TlsSettings table = new TlsSettings(rpcFile, TlsKeys.SECURE_TABLE, rpcFile);
        Optional<TlsSettings> file = tlsFile.map(found -> new TlsSettings(found, TlsKeys.TLS_FILE, rpcFile));
        TlsSettings chosen = table.enabled ? table : file.orElse(table);
        if (table.enabled && file.isPresent() && file.get().enabled) {
            rpcFile.refuse(
                    "secure", "TLS is enabled here and in " + file.get().source.file() + " (expected: one of the two)");
        } else if (chosen.enabled) {
            (table.enabled ? file : Optional.of(table)).ifPresent(other -> other.leftOut(chosen.source.file(), notes));
        }
        chosen.authorities = AuthoritySettings.read(rpcFile);
        chosen.checkClients();
        chosen.addNotes(rpcFile, file, notes);
        return chosen;
    }

    boolean enabled() {
        return enabled;
    }

    boolean verboseLogging() {
        return source.value(keys.verboseLogging());
    }

    Optional<Path> clientCertificates() {
        return source.path(keys.clientCertificates());
    }

    /** Empty when some of it is refused, which has then been said. */
    Optional<Listener> listener(String host, int port) {
        Optional<TlsPolicy> policy = PolicyReader.read(extension);
        List<IdentityFiles> further = furtherIdentities();
        IdentitySettings first = IdentitySettings.of(source, keys, extension);
        first.refuseContradictions();
        if (!enabled) {
            return Optional.of(Listener.plain(host, port));
        }
        Optional<IdentityFiles> identity = first.files(", since TLS is enabled");
        if (identity.isEmpty() || policy.isEmpty()) {
            return Optional.empty();
        }
        Listener.Tls listener = Listener.tls(host, port, identity.get(), policy.get(), clientAuthentication());
        for (IdentityFiles one : further) {
            listener = listener.withIdentity(one);
        }
        if (extension.value(IdentityKeys.ALLOW_OLDER)) {
            listener = listener.withOlderCertificatesAllowed();
        }
        Optional<Path> dhParameters = source.path(keys.dhParameters());
        return Optional.of(dhParameters.isPresent() ? listener.withDhParameters(dhParameters.get()) : listener);
    }

    private List<IdentityFiles> furtherIdentities() {
        List<IdentityFiles> further = new ArrayList<>();
        for (ConfigSource table : extension.tables(IdentityKeys.IDENTITIES, Schema.IDENTITY)) {
            IdentitySettings identity = IdentitySettings.of(table);
            identity.refuseContradictions();
            identity.files("").ifPresent(further::add);
        }
        return further;
    }

    private ClientAuthentication clientAuthentication() {
        return clientTrust()
                .map(trust -> trust.withGrace(extension.value(SecureRpcKeys.CLIENT_CERTS_GRACE)))
                .map(trust -> extension
                        .path(SecureRpcKeys.DISABLED_CALLERS)
                        .map(trust::withDisabledCallers)
                        .orElse(trust))
                .map(trust ->
                        extension.value(SecureRpcKeys.CLIENT_AUTHENTICATION).equals("request")
                                ? ClientAuthentication.request(trust)
                                : ClientAuthentication.require(trust))
                .orElseGet(ClientAuthentication::none);
    }

    /** Who is installed, whom an authority vouches for, or both; empty where nobody is asked for a certificate. */
    private Optional<ClientTrust> clientTrust() {
        Optional<ClientTrust> trust = clientCertificates()
                .map(ClientTrust::installed)
                .map(installed -> installed.withRevocation(
                        AuthoritySettings.revocation(extension.value(SecureRpcKeys.CLIENT_CERTS_REVOCATION))))
                .map(installed -> extension.value(SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS)
                        ? installed.withEmptyAllowed()
                        : installed);
        for (ClientAuthority authority : authorities) {
            trust = Optional.of(trust.map(others -> others.withAuthority(authority))
                    .orElseGet(() -> ClientTrust.authorities(authority)));
        }
        return trust;
    }

    /** Whether clients are asked for certificates at all. */
    boolean wantsClientCertificates() {
        return clientCertificates().isPresent() || extension.has(AuthorityKeys.AUTHORITIES);
    }

    /** A wish about client certificates that nobody would be asked for is a mistake worth stopping for. */
    private void checkClients() {
        if (clientCertificates().isEmpty() && extension.value(SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS)) {
            extension.refuse(
                    SecureRpcKeys.ALLOW_EMPTY_CLIENT_CERTS,
                    "true",
                    "only beside " + keys.clientCertificates().qualified());
        }
        if (clientCertificates().isEmpty() && extension.has(SecureRpcKeys.CLIENT_CERTS_REVOCATION)) {
            extension.refuse(
                    SecureRpcKeys.CLIENT_CERTS_REVOCATION,
                    "\"" + extension.value(SecureRpcKeys.CLIENT_CERTS_REVOCATION) + "\"",
                    "only beside " + keys.clientCertificates().qualified()
                            + "; each authority has a revocation of its own");
        }
        if (wantsClientCertificates()) {
            return;
        }
        String rule =
                "only beside " + keys.clientCertificates().qualified() + " or " + AuthorityKeys.AUTHORITIES.qualified();
        if (extension.has(SecureRpcKeys.CLIENT_AUTHENTICATION)) {
            extension.refuse(
                    SecureRpcKeys.CLIENT_AUTHENTICATION, extension.value(SecureRpcKeys.CLIENT_AUTHENTICATION), rule);
        }
        if (extension.has(SecureRpcKeys.CLIENT_CERTS_GRACE)) {
            extension.refuse(SecureRpcKeys.CLIENT_CERTS_GRACE, "set", rule);
        }
    }

    /** What is said where TLS is not switched on is used by nobody, and somebody may rely on it: on certificates that are asked for, for instance. */
    private void leftOut(Path chosen, List<String> notes) {
        boolean switchedOff = keys.switches().stream().anyMatch(one -> source.has(one) && !source.value(one));
        for (ConfigKey<?> key : keys.settings()) {
            if (source.value(key).equals(key.fallback())) {
                continue;
            }
            if (switchedOff) {
                notes.add(source.note(key.qualified(), "not used (TLS is switched on in " + chosen + ")"));
            } else {
                source.refuse(key, "set", "in " + chosen + ", where TLS is switched on");
            }
        }
    }

    private void addNotes(ConfigSource rpcFile, Optional<TlsSettings> file, List<String> notes) {
        if (!enabled && (rpcFile.hasTable("secure") || file.isPresent())) {
            String switches = keys.switches().stream().map(ConfigKey::qualified).collect(Collectors.joining(", "));
            notes.add(source.note(switches, "false (this server speaks plain HTTP and WebSocket)"));
        }
        if (!enabled) {
            Stream.of(PolicyKeys.ALL, IdentityKeys.ALL, AuthorityKeys.ALL, CLIENT_KEYS)
                    .flatMap(List::stream)
                    .filter(extension::has)
                    .map(key -> extension.note(key.qualified(), "not used (TLS is off)"))
                    .forEach(notes::add);
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

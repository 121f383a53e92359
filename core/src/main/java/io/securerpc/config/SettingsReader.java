package io.securerpc.config;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.gate.StatusPage;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.proxy.TrustedProxies;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One reading of a {@code config-rpc.toml} and what lies beside it; collects every problem before it gives up. */
final class SettingsReader {
    private static final String TLS_FILE_NAME = "config-tls.toml";
    private static final String CONTROL = Permission.CONTROL.name();

    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final ConfigSource source;
    private final Optional<ConfigSource> tlsFile;

    SettingsReader(Path file) {
        this.source = ConfigSource.read(file, Schema.RPC_FILE, problems);
        Path beside = file.resolveSibling(TLS_FILE_NAME);
        // A dangling link or an unreadable folder is a file that cannot be read, never "no TLS wanted".
        this.tlsFile = Files.notExists(beside, LinkOption.NOFOLLOW_LINKS)
                ? Optional.empty()
                : Optional.of(ConfigSource.read(beside, Schema.TLS_FILE, problems));
        notes.addAll(source.inapplicable(Schema.RPC_FILE));
    }

    ServerSettings settings() {
        TlsSettings tls = TlsSettings.read(source, tlsFile, problems, notes);
        // Something stands for a listener that was refused, so that the others are read all the same.
        Listener main = listener(tls).orElseGet(() -> Listener.plain(NanoKeys.ADDRESS.fallback(), 0));
        List<Listener> listeners = ListenerSettings.read(source, main);
        Optional<TrustedProxies> proxies = ListenerSettings.proxies(source);
        WebPolicyReader web = new WebPolicyReader(source);
        Optional<HostPolicy> hosts = web.hosts();
        Optional<OriginPolicy> origins = web.origins();
        Optional<Grants> grants = grants(tls);
        Limits limits = limits();
        Optional<StatusPage> statusPage = statusPage();
        Duration strictTransport = strictTransport(listeners);
        List<CredentialSource> credentials = CallerReader.read(source);
        boolean exposed = source.value(SecureRpcKeys.DANGEROUSLY_EXPOSE);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new ServerSettings(
                listeners,
                hosts.orElseThrow(),
                origins.orElseThrow(),
                grants.orElseThrow(),
                proxies.orElseThrow(),
                limits,
                exposed,
                tls.verboseLogging(),
                source.value(SecureRpcKeys.JSON_REQUIRED),
                source.path(SecureRpcKeys.ACTIVITY_FILE),
                statusPage.orElseThrow(),
                Optional.of(strictTransport).filter(duration -> !duration.isZero()),
                credentials,
                source.value(CallerKeys.ALLOW_ANONYMOUS),
                notes);
    }

    private Optional<Listener> listener(TlsSettings tls) {
        String address = source.value(NanoKeys.ADDRESS);
        int port = Math.toIntExact(source.value(NanoKeys.PORT));
        Optional<String> host = AddressLiteral.parse(address);
        if (host.isEmpty()) {
            source.refuse(NanoKeys.ADDRESS, address, "an IP address such as ::1 or ::ffff:127.0.0.1");
        }
        // Asked in any case, so that what is wrong with TLS is said at once too.
        Optional<Listener> listener = tls.listener(host.orElse(NanoKeys.ADDRESS.fallback()), port);
        return host.isEmpty() ? Optional.empty() : listener;
    }

    private Optional<StatusPage> statusPage() {
        String call = source.value(SecureRpcKeys.STATUS_PAGE_CALL);
        if (!source.value(SecureRpcKeys.STATUS_PAGE)) {
            if (!call.isEmpty()) {
                source.refuse(SecureRpcKeys.STATUS_PAGE_CALL, call, "none, beside status_page = false");
            }
            return Optional.of(StatusPage.none());
        }
        return call.isEmpty()
                ? Optional.of(StatusPage.shown())
                : source.made(
                        SecureRpcKeys.STATUS_PAGE_CALL, () -> StatusPage.shown().withCall(call));
    }

    private Duration strictTransport(List<Listener> listeners) {
        Duration duration = source.value(SecureRpcKeys.STRICT_TRANSPORT);
        if (duration.toMillisPart() != 0) {
            source.refuse(SecureRpcKeys.STRICT_TRANSPORT, duration.toMillis() + "ms", "whole seconds");
        }
        if (!duration.isZero() && listeners.stream().noneMatch(Listener.Tls.class::isInstance)) {
            source.refuse(SecureRpcKeys.STRICT_TRANSPORT, "set", "none, without TLS");
        }
        return duration;
    }

    private Optional<Grants> grants(TlsSettings tls) {
        Map<String, List<String>> granted = source.value(SecureRpcKeys.GRANTS);
        boolean control = source.value(NanoKeys.ENABLE_CONTROL);
        if (source.has(SecureRpcKeys.GRANTS)) {
            checkControl(granted, control);
            return source.made(SecureRpcKeys.GRANTS, () -> grants(granted));
        }
        if (!control) {
            return Optional.of(Grants.none());
        }
        if (tls.wantsClientCertificates() && tls.clientCertificates().isEmpty()) {
            source.refuse(
                    NanoKeys.ENABLE_CONTROL,
                    "true",
                    "grants of control in secure_rpc.grants, since whom an authority vouches for gets it by name only");
        }
        if (!tls.wantsClientCertificates() && (source.has(CallerKeys.USERS) || source.has(CallerKeys.BASIC_AUTH))) {
            source.refuse(
                    NanoKeys.ENABLE_CONTROL,
                    "true",
                    "grants of control in secure_rpc.grants, since users get it by name only");
        }
        if (!tls.wantsClientCertificates() && source.has(CallerKeys.TOKENS_FILE)) {
            source.refuse(
                    NanoKeys.ENABLE_CONTROL,
                    "true",
                    "control in the token file or in secure_rpc.grants, since tokens get it by name only");
        }
        String everybody = tls.wantsClientCertificates() ? "certificate:*" : "anonymous";
        notes.add(source.note(
                NanoKeys.ENABLE_CONTROL.qualified(),
                "true (control methods are granted to " + everybody
                        + "; [secure_rpc.grants] names callers one by one)"));
        return Optional.of(grants(Map.of(everybody, List.of(CONTROL))));
    }

    /** Explicit grants decide alone; Nano's switch may repeat them but not contradict them. */
    private void checkControl(Map<String, List<String>> granted, boolean control) {
        boolean someControl = granted.values().stream().anyMatch(names -> names.contains(CONTROL));
        if (source.has(NanoKeys.ENABLE_CONTROL) && control != someControl) {
            source.refuse(
                    NanoKeys.ENABLE_CONTROL,
                    String.valueOf(control),
                    someControl
                            ? "true, or no grant of control in secure_rpc.grants"
                            : "false, or a grant of control in secure_rpc.grants");
        }
    }

    private static Grants grants(Map<String, List<String>> granted) {
        Grants.Builder grants = Grants.builder();
        granted.forEach((caller, names) ->
                grants.grant(caller, names.stream().map(Permission::of).toArray(Permission[]::new)));
        return grants.build();
    }

    private Limits limits() {
        Limits.Builder limits = Limits.builder();
        set(NanoKeys.MAX_REQUEST_SIZE, limits::maxRequestBytes);
        set(NanoKeys.MAX_JSON_DEPTH, depth -> limits.maxJsonDepth(Math.toIntExact(depth)));
        set(SecureRpcKeys.MAX_RESPONSE_BYTES, limits::maxResponseBytes);
        set(SecureRpcKeys.MAX_QUEUED_BYTES, limits::maxQueuedBytes);
        set(SecureRpcKeys.MAX_BATCH_LENGTH, length -> limits.maxBatchLength(Math.toIntExact(length)));
        set(SecureRpcKeys.MAX_CONNECTIONS, count -> limits.maxConnections(Math.toIntExact(count)));
        set(SecureRpcKeys.MAX_SUBSCRIPTIONS, count -> limits.maxSubscriptions(Math.toIntExact(count)));
        set(SecureRpcKeys.IDLE_TIMEOUT, limits::idleTimeout);
        set(SecureRpcKeys.HANDSHAKE_TIMEOUT, limits::handshakeTimeout);
        return limits.build();
    }

    private <T> void set(ConfigKey<T> key, Function<T, Limits.Builder> setter) {
        source.made(key, () -> setter.apply(source.value(key)));
    }
}

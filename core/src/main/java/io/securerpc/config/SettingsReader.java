package io.securerpc.config;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.gate.HealthAccess;
import io.securerpc.gate.StatusPage;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.LimitsBuilder;
import io.securerpc.limit.Quotas;
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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One reading of a {@code config-rpc.toml} and what lies beside it; collects every problem before it gives up. */
final class SettingsReader {
    private static final String TLS_FILE_NAME = "config-tls.toml";
    private static final String ACCESS_FILE_NAME = "config-access.toml";

    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final ConfigSource source;
    private final Optional<ConfigSource> tlsFile;

    SettingsReader(Path file) {
        this.source = ConfigSource.read(file, Schema.RPC_FILE, problems);
        Path beside = file.resolveSibling(TLS_FILE_NAME);
        // A dangling link or an unreadable folder is a file that cannot be read, never "no TLS wanted".
        this.tlsFile = Files.notExists(beside, LinkOption.NOFOLLOW_LINKS)
                ? Optional.empty()
                : Optional.of(ConfigSource.read(beside, Schema.TLS_FILE, problems));
        files.add(file);
        tlsFile.ifPresent(found -> files.add(beside));
        notes.addAll(source.inapplicable(Schema.RPC_FILE));
        if (!Files.notExists(file.resolveSibling(ACCESS_FILE_NAME), LinkOption.NOFOLLOW_LINKS)) {
            notes.add(file.resolveSibling(ACCESS_FILE_NAME)
                    + ": not read (its users and roles are callers and roles of secure_rpc.grants here)");
        }
    }

    ServerSettings settings() {
        TlsSettings tls = TlsSettings.read(source, tlsFile, problems, notes);
        // Something stands for a listener that was refused, so that the others are read all the same.
        Listener main = listener(tls).orElseGet(() -> Listener.plain(NanoKeys.ADDRESS.fallback(), 0));
        List<Listener> listeners = ListenerSettings.read(source, main, tls.enabled());
        Optional<TrustedProxies> proxies = ListenerSettings.proxies(source);
        WebPolicyReader web = new WebPolicyReader(source);
        Optional<HostPolicy> hosts = web.hosts();
        Optional<OriginPolicy> origins = web.origins();
        Optional<Grants> grants = GrantsReader.read(source, tls, notes);
        Limits limits = limits();
        Optional<StatusPage> statusPage = statusPage();
        Duration strictTransport = strictTransport(listeners);
        List<CredentialSource> credentials = CallerReader.read(source);
        refuseEmpty();
        if (source.has(SecureRpcKeys.DISABLED_CALLERS) && credentials.isEmpty() && !tls.wantsClientCertificates()) {
            source.refuse(SecureRpcKeys.DISABLED_CALLERS, "set", "only where client certificates or credentials are");
        }
        AttemptLimits attempts = AttemptKeys.read(source);
        Quotas quotas = QuotasReader.read(source);
        Optional<Path> activityFile = source.path(SecureRpcKeys.ACTIVITY_FILE);
        Optional<Path> disabledCallers = source.path(SecureRpcKeys.DISABLED_CALLERS);
        // Whatever can be refused has been read by now: what is refused after this, nobody would hear of.
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
                attempts,
                source.value(SecureRpcKeys.DANGEROUSLY_EXPOSE),
                tls.verboseLogging(),
                source.value(SecureRpcKeys.JSON_REQUIRED),
                activityFile,
                statusPage.orElseThrow(),
                Optional.of(strictTransport).filter(duration -> !duration.isZero()),
                credentials,
                source.value(CallerKeys.ALLOW_ANONYMOUS),
                disabledCallers,
                source.value(CallerKeys.WEBSOCKET_TICKETS),
                quotas,
                HealthAccess.valueOf(source.value(SecureRpcKeys.HEALTH).toUpperCase(Locale.ROOT)),
                source.value(SecureRpcKeys.STOP_TIMEOUT),
                notes,
                files);
    }

    /** Emptied by a template or a variable that is not set, these would ask nobody who it is, or switch nobody off. */
    private void refuseEmpty() {
        Stream.of(CallerKeys.USERS, CallerKeys.TOKENS_FILE, ParityKeys.FILE, SecureRpcKeys.DISABLED_CALLERS)
                .filter(key -> source.has(key) && source.value(key).isEmpty() && !source.refused(key))
                .forEach(key -> source.refuse(key, "empty", "a file, or no such key"));
        Stream.of(JwtTable.JWT, AuthorityKeys.AUTHORITIES)
                .filter(key -> source.has(key) && source.value(key).isEmpty() && !source.refused(key))
                .forEach(key -> source.refuse(key, "empty", "at least one, or no such key"));
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

    private Limits limits() {
        LimitsBuilder limits = Limits.builder();
        set(NanoKeys.MAX_REQUEST_SIZE, limits::maxRequestBytes);
        set(NanoKeys.MAX_JSON_DEPTH, depth -> limits.maxJsonDepth(Math.toIntExact(depth)));
        set(SecureRpcKeys.MAX_RESPONSE_BYTES, limits::maxResponseBytes);
        set(SecureRpcKeys.MAX_QUEUED_BYTES, limits::maxQueuedBytes);
        set(SecureRpcKeys.MAX_QUEUED_BYTES_TOTAL, limits::maxQueuedBytesTotal);
        set(SecureRpcKeys.MAX_BATCH_LENGTH, length -> limits.maxBatchLength(Math.toIntExact(length)));
        set(SecureRpcKeys.MAX_CONNECTIONS, count -> limits.maxConnections(Math.toIntExact(count)));
        set(SecureRpcKeys.MAX_SUBSCRIPTIONS, count -> limits.maxSubscriptions(Math.toIntExact(count)));
        set(SecureRpcKeys.IDLE_TIMEOUT, limits::idleTimeout);
        set(SecureRpcKeys.HANDSHAKE_TIMEOUT, limits::handshakeTimeout);
        limits.connections(ConnectionKeys.read(source));
        limits.calls(CallLimitKeys.read(source));
        limits.memory(MemoryKeys.read(source));
        return limits.build();
    }

    private <T> void set(ConfigKey<T> key, Function<T, LimitsBuilder> setter) {
        source.made(key, () -> setter.apply(source.value(key)));
    }
}

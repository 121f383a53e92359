package io.securerpc.config;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Grants;
import io.securerpc.gate.HealthAccess;
import io.securerpc.gate.StatusPage;
import io.securerpc.internal.FileRights;
import io.securerpc.internal.PeerText;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.Quotas;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.proxy.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a configuration file says about a server, as the objects its builder takes.
 *
 * <h2>Defaults</h2>
 *
 * <p>What the file leaves out has the value that {@code configuration.md} says beside its key; it is the builder's own where that has one.
 *
 * <h2>Security</h2>
 *
 * <p>Passphrases print as {@code ****}. Files are named here, and read by a start.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SecureRpcServer.builder().service(service).settings(NanoConfig.load(Path.of("config-rpc.toml"))).build()
 * }</pre>
 *
 * @param listeners where to listen, and how that is secured
 * @param hosts which Host names may be used to reach the server
 * @param origins which web origins may call
 * @param grants which callers have more than public permissions
 * @param trustedProxies which proxies are believed to name their clients
 * @param limits the bounds on every peer
 * @param attemptLimits how often credentials may be tried
 * @param dangerouslyExposed whether the file waives the exposure guard
 * @param verboseLogging whether every failed handshake is reported, also those that have nothing to do with client certificates
 * @param jsonRequired whether every POST must declare JSON
 * @param activityFile where to write down who is connected and when each client was last seen, if anywhere
 * @param statusPage what a person sees who opens the address in a browser
 * @param strictTransport how long browsers use TLS only; empty if they are told nothing
 * @param credentials which credentials are accepted beside certificates
 * @param anonymousAllowed whether who presents none is served all the same
 * @param disabledCallers the list of callers who are switched off, if there is one
 * @param webSocketTickets whether callers get tickets for WebSockets
 * @param quotas how much callers may call
 * @param health who may ask how the node is doing
 * @param stopTimeout how long what runs may go on when the server stops
 * @param notes what was read and does not apply here, or deserves a look, one line each
 * @param files which files say all this
 */
public record ServerSettings(
        List<Listener> listeners,
        HostPolicy hosts,
        OriginPolicy origins,
        Grants grants,
        TrustedProxies trustedProxies,
        Limits limits,
        AttemptLimits attemptLimits,
        boolean dangerouslyExposed,
        boolean verboseLogging,
        boolean jsonRequired,
        Optional<Path> activityFile,
        StatusPage statusPage,
        Optional<Duration> strictTransport,
        List<CredentialSource> credentials,
        boolean anonymousAllowed,
        Optional<Path> disabledCallers,
        boolean webSocketTickets,
        Quotas quotas,
        HealthAccess health,
        Duration stopTimeout,
        List<String> notes,
        List<Path> files) {
    /**
     * Copies the lists.
     *
     * @param listeners where to listen, and how that is secured
     * @param hosts which Host names may be used to reach the server
     * @param origins which web origins may call
     * @param grants which callers have more than public permissions
     * @param trustedProxies which proxies are believed to name their clients
     * @param limits the bounds on every peer
     * @param attemptLimits how often credentials may be tried
     * @param dangerouslyExposed whether the file waives the exposure guard
     * @param verboseLogging whether every failed handshake is reported, also those that have nothing to do with client certificates
     * @param jsonRequired whether every POST must declare JSON
     * @param activityFile where to write down who is connected, if anywhere
     * @param statusPage what a person sees who opens the address in a browser
     * @param strictTransport how long browsers use TLS only; empty if they are told nothing
     * @param credentials which credentials are accepted beside certificates
     * @param anonymousAllowed whether who presents none is served all the same
     * @param disabledCallers the list of callers who are switched off, if there is one
     * @param webSocketTickets whether callers get tickets for WebSockets
     * @param quotas how much callers may call
     * @param health who may ask how the node is doing
     * @param stopTimeout how long what runs may go on when the server stops
     * @param notes what was read and does not apply here, or deserves a look, one line each
     * @param files which files say all this
     */
    public ServerSettings {
        listeners = List.copyOf(listeners);
        requireNonNull(hosts, "hosts");
        requireNonNull(origins, "origins");
        requireNonNull(grants, "grants");
        requireNonNull(trustedProxies, "trustedProxies");
        requireNonNull(limits, "limits");
        requireNonNull(attemptLimits, "attemptLimits");
        requireNonNull(activityFile, "activityFile");
        requireNonNull(statusPage, "statusPage");
        requireNonNull(quotas, "quotas");
        requireNonNull(health, "health");
        requireNonNull(stopTimeout, "stopTimeout");
        requireNonNull(strictTransport, "strictTransport");
        credentials = List.copyOf(credentials);
        requireNonNull(disabledCallers, "disabledCallers");
        notes = List.copyOf(notes);
        files = List.copyOf(files);
    }

    /**
     * What other users of the machine may do with these files that they should not: whoever can write them says who is let in.
     *
     * @return one line each, read now
     */
    public List<String> warnings() {
        return files.stream()
                .flatMap(
                        file -> FileRights.PUBLIC
                                .warnings("configuration file '" + PeerText.escape(file.toString()) + "'", file)
                                .stream())
                .toList();
    }
}

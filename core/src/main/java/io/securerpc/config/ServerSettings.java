package io.securerpc.config;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Grants;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.proxy.TrustedProxies;
import java.util.List;

/**
 * Everything a configuration file says about a server, as the objects its builder takes.
 *
 * @param listeners where to listen, and how that is secured
 * @param hosts which Host names may be used to reach the server
 * @param origins which web origins may call
 * @param grants which callers have more than public permissions
 * @param trustedProxies which proxies are believed to name their clients
 * @param limits the bounds on every peer
 * @param dangerouslyExposed whether the file waives the exposure guard
 * @param verboseLogging whether refusals are to be logged with all they know
 * @param jsonRequired whether every POST must declare JSON
 * @param notes what was read and does not apply here, or deserves a look, one line each
 */
public record ServerSettings(
        List<Listener> listeners,
        HostPolicy hosts,
        OriginPolicy origins,
        Grants grants,
        TrustedProxies trustedProxies,
        Limits limits,
        boolean dangerouslyExposed,
        boolean verboseLogging,
        boolean jsonRequired,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param listeners where to listen, and how that is secured
     * @param hosts which Host names may be used to reach the server
     * @param origins which web origins may call
     * @param grants which callers have more than public permissions
     * @param trustedProxies which proxies are believed to name their clients
     * @param limits the bounds on every peer
     * @param dangerouslyExposed whether the file waives the exposure guard
     * @param verboseLogging whether refusals are to be logged with all they know
     * @param jsonRequired whether every POST must declare JSON
     * @param notes what was read and does not apply here, or deserves a look, one line each
     */
    public ServerSettings {
        listeners = List.copyOf(listeners);
        requireNonNull(hosts, "hosts");
        requireNonNull(origins, "origins");
        requireNonNull(grants, "grants");
        requireNonNull(trustedProxies, "trustedProxies");
        requireNonNull(limits, "limits");
        notes = List.copyOf(notes);
    }
}

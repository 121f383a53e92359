package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.Grants;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.internal.SetOnce;
import io.securerpc.limit.CallRates;
import io.securerpc.limit.FailedAttempts;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostRules;
import io.securerpc.origin.OriginPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a {@link Gate} decides by; each can be set once.
 *
 * <h2>Defaults</h2>
 *
 * <p>Hosts and listener have none. What is not set allows nothing more: no foreign page, no permission beyond public ones, no credential.
 *
 * <h2>Threads</h2>
 *
 * <p>One; what it builds is for any.
 */
public final class GateBuilder {
    @Nullable
    HostRules hosts;

    @Nullable
    OriginPolicy origins;

    @Nullable
    Grants grants;

    @Nullable
    Listener listener;

    @Nullable
    StatusPage statusPage;

    @Nullable
    Duration strictTransport;

    @Nullable
    AcceptedCredentials credentials;

    @Nullable
    FailedAttempts failedAttempts;

    @Nullable
    WebSocketTickets tickets;

    @Nullable
    CallRates callRates;

    @Nullable
    HealthAccess health;

    @Nullable
    InstantSource clock;

    boolean jsonRequired;

    GateBuilder() {}

    /**
     * The hosts the listener answers to.
     *
     * @param rules compiled for the bound listener
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder hosts(HostRules rules) {
        hosts = SetOnce.value("hosts", hosts, requireNonNull(rules, "rules"));
        return this;
    }

    /**
     * The web origins that may call.
     *
     * @param policy the server's own only, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder origins(OriginPolicy policy) {
        origins = SetOnce.value("origins", origins, requireNonNull(policy, "policy"));
        return this;
    }

    /**
     * What callers may do.
     *
     * @param permissions none beyond public, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder grants(Grants permissions) {
        grants = SetOnce.value("grants", grants, requireNonNull(permissions, "permissions"));
        return this;
    }

    /**
     * What peers are asked for: TLS, client certificates.
     *
     * @param where the listener this gate decides for
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder listener(Listener where) {
        listener = SetOnce.value("listener", listener, requireNonNull(where, "where"));
        return this;
    }

    /**
     * What a person sees who opens the address in a browser.
     *
     * @param page one that calls nothing, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder statusPage(StatusPage page) {
        statusPage = SetOnce.value("statusPage", statusPage, requireNonNull(page, "page"));
        return this;
    }

    /**
     * How long browsers use TLS only for the server's names.
     *
     * @param duration not said at all, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder strictTransport(Duration duration) {
        strictTransport = SetOnce.value("strictTransport", strictTransport, requireNonNull(duration, "duration"));
        return this;
    }

    /**
     * Which credentials are accepted beside certificates.
     *
     * @param accepted none, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder credentials(AcceptedCredentials accepted) {
        credentials = SetOnce.value("credentials", credentials, requireNonNull(accepted, "accepted"));
        return this;
    }

    /**
     * Who counts the attempts that fail; one for all listeners of a server.
     *
     * @param attempts one of this gate's own, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder failedAttempts(FailedAttempts attempts) {
        failedAttempts = SetOnce.value("failedAttempts", failedAttempts, requireNonNull(attempts, "attempts"));
        return this;
    }

    /**
     * The tickets by which browsers open WebSockets; one for all listeners of a server.
     *
     * @param waiting none are given nor taken, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder tickets(WebSocketTickets waiting) {
        tickets = SetOnce.value("tickets", tickets, requireNonNull(waiting, "waiting"));
        return this;
    }

    /**
     * Who counts what callers call; one for all listeners of a server.
     *
     * @param rates nobody's calls are counted, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder callRates(CallRates rates) {
        callRates = SetOnce.value("callRates", callRates, requireNonNull(rates, "rates"));
        return this;
    }

    /**
     * Who may ask how the node is doing.
     *
     * @param access {@link HealthAccess#OFF}, unless set; whether there is such a place at all is the door's to know
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder health(HealthAccess access) {
        health = SetOnce.value("health", health, requireNonNull(access, "access"));
        return this;
    }

    /**
     * By which credentials expire.
     *
     * @param time the system's, unless set
     * @return this
     * @throws IllegalStateException if set before
     */
    public GateBuilder clock(InstantSource time) {
        clock = SetOnce.value("clock", clock, requireNonNull(time, "time"));
        return this;
    }

    /**
     * Every POST must declare JSON. Without this, programs that are no browser may declare a form or nothing, as {@code curl -d} does.
     *
     * @return this
     */
    public GateBuilder jsonRequired() {
        jsonRequired = true;
        return this;
    }

    /**
     * The gate.
     *
     * @return immutable
     * @throws IllegalStateException if hosts or listener are missing; the message names all that are
     */
    public Gate build() {
        if (hosts == null || listener == null) {
            List<String> missing = new ArrayList<>();
            if (hosts == null) {
                missing.add("hosts");
            }
            if (listener == null) {
                missing.add("listener");
            }
            throw new IllegalStateException("gate: without " + String.join(" and ", missing) + " (expected: both set)");
        }
        return new Gate(hosts, listener, this);
    }

    InstantSource time() {
        return clock == null ? InstantSource.system() : clock;
    }
}

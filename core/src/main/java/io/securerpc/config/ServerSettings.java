package io.securerpc.config;

import io.securerpc.caller.Grants;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.util.List;

/** STUB: everything a configuration file says, as objects. notes: what was read and does not apply here, or is weak, one line each. */
public record ServerSettings(
        List<Listener> listeners,
        HostPolicy hosts,
        OriginPolicy origins,
        Grants grants,
        Limits limits,
        boolean dangerouslyExposed,
        boolean verboseLogging,
        List<String> notes) {}

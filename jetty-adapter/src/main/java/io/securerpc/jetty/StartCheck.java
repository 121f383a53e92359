package io.securerpc.jetty;

import io.securerpc.SecureRpcException;
import io.securerpc.caller.CredentialSource;
import io.securerpc.certificate.DhParameters;
import io.securerpc.event.ActivityFile;
import io.securerpc.listener.Listener;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.FollowedDisabledCallers;
import io.securerpc.trust.LiveTrust;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files of a configuration as a start would, and opens no port, so that a server that runs is not in the way. */
final class StartCheck {
    private final ServerConfiguration configuration;
    private final InstantSource clock = InstantSource.system();
    private final List<String> problems = new ArrayList<>();

    StartCheck(ServerConfiguration configuration) {
        this.configuration = configuration;
    }

    /** What would stop a start, one line each. */
    List<String> problems() {
        for (Listener listener : configuration.listeners()) {
            if (listener instanceof Listener.Tls tls) {
                check(tls);
            } else if (listener instanceof Listener.Unix unix) {
                attempt(new UnixSocketFile(unix)::check);
            }
        }
        List<CredentialSource> credentials = configuration.credentials();
        if (!credentials.isEmpty()) {
            configuration
                    .disabledCallers()
                    .ifPresent(list -> attempt(() -> FollowedDisabledCallers.ofCredentials(list)));
        }
        credentials.forEach(source -> attempt(() -> source.check(clock)));
        configuration.activityFile().ifPresent(file -> attempt(() -> ActivityFile.open(file)));
        // Two listeners may well share a file, and what is wrong with it is to be mended once.
        return problems.stream().distinct().toList();
    }

    /** What a start would say of the files and go on, one line each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(configuration.fileWarnings());
        for (Listener listener : configuration.listeners()) {
            if (listener instanceof Listener.Tls tls) {
                attempt(() -> ListenerIdentities.open(tls, clock)
                        .lives()
                        .forEach(live -> warnings.addAll(live.current().warnings())));
                tls.clientAuthentication().trust().ifPresent(trust -> attempt(() -> warnings.addAll(warnings(trust))));
            }
        }
        List<CredentialSource> credentials = configuration.credentials();
        credentials.forEach(source -> warnings.addAll(source.warnings()));
        if (!credentials.isEmpty()) {
            configuration
                    .disabledCallers()
                    .ifPresent(list -> attempt(() -> warnings.addAll(
                            FollowedDisabledCallers.ofCredentials(list).warnings())));
        }
        return warnings.stream().distinct().toList();
    }

    private List<String> warnings(ClientTrust trust) {
        try (LiveTrust live = disabling(trust).open(clock)) {
            return live.warnings();
        }
    }

    private void check(Listener.Tls listener) {
        attempt(listener.policy()::requireSupported);
        listener.dhParameters().ifPresent(file -> attempt(() -> DhParameters.load(file)));
        attempt(() -> ListenerIdentities.open(listener, clock));
        listener.clientAuthentication().trust().ifPresent(this::check);
    }

    private void check(ClientTrust trust) {
        attempt(() -> disabling(trust).open(clock).close());
    }

    private ClientTrust disabling(ClientTrust trust) {
        Optional<Path> list = trust.disabledCallers().isPresent() ? Optional.empty() : configuration.disabledCallers();
        return list.map(trust::withDisabledCallers).orElse(trust);
    }

    private void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (SecureRpcException stopped) {
            problems.add(String.valueOf(stopped.getMessage()));
        }
    }
}

package io.securerpc.jetty;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.event.ExpiryReminder;
import io.securerpc.event.IdentityFacts;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import java.time.InstantSource;
import java.util.List;

/** Tells the operator what becomes of one identity, and when it ends. */
final class IdentityReporter implements LiveListener<ServerIdentity> {
    private final Live<ServerIdentity> live;
    private final SecurityEventListener events;
    private final InstantSource clock;
    private final ExpiryReminder reminder = new ExpiryReminder();

    IdentityReporter(Live<ServerIdentity> live, SecurityEventListener events, InstantSource clock) {
        this.live = live;
        this.events = events;
        this.clock = clock;
    }

    /** Before anything is served, so that a warning is heard also where the start fails later on. */
    void loaded() {
        warn(live.current().warnings());
    }

    void started() {
        served(live.current(), SecurityEvent.IdentityServed.Cause.START);
        remind();
    }

    synchronized void remind() {
        reminder.due(facts(live.current()), clock.instant()).ifPresent(events::on);
    }

    @Override
    public void swapped(ServerIdentity before, ServerIdentity after, List<String> warnings) {
        served(after, SecurityEvent.IdentityServed.Cause.RENEWAL);
        warn(warnings.stream().map(warning -> source() + ": " + warning).toList());
        warn(after.warnings());
    }

    @Override
    public void rejected(String reason) {
        events.on(new SecurityEvent.IdentityRejected(facts(live.current()), reason, clock.instant()));
    }

    @Override
    public void recovered() {
        served(live.current(), SecurityEvent.IdentityServed.Cause.RECOVERY);
    }

    private void served(ServerIdentity identity, SecurityEvent.IdentityServed.Cause cause) {
        events.on(new SecurityEvent.IdentityServed(facts(identity), cause, clock.instant()));
    }

    private void warn(List<String> warnings) {
        warnings.forEach(warning -> events.on(new SecurityEvent.Warning(warning)));
    }

    private IdentityFacts facts(ServerIdentity identity) {
        return IdentityFacts.of(source(), identity);
    }

    private String source() {
        return live.status().subject();
    }
}

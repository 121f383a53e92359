package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's own listener, whose failures are logged: one that throws must not keep a refusal or a cut from happening. */
final class SurvivableEvents implements SecurityEventListener {
    private static final Logger LOG = LoggerFactory.getLogger(SurvivableEvents.class);

    private final SecurityEventListener listener;

    SurvivableEvents(SecurityEventListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(SecurityEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | Error failure) {
            LOG.error("security event listener failed on: {}", event.text(), failure);
        }
    }

    @Override
    public void called(String callerId, boolean admitted) {
        try {
            listener.called(callerId, admitted);
        } catch (RuntimeException | Error failure) {
            LOG.error("security event listener failed on a call of {}", callerId, failure);
        }
    }
}

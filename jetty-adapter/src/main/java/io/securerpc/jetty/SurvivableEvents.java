package io.securerpc.jetty;

import io.securerpc.event.CallEnd;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's own listener, whose failures are logged: one that throws must not keep a refusal or a cut from happening. */
final class SurvivableEvents implements SecurityEventListener {
    private static final Logger LOG = LoggerFactory.getLogger(SurvivableEvents.class);

    private final SecurityEventListener listener;
    private final OncePerSecond perCall = new OncePerSecond();

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
            failed("called", "a call of " + callerId, failure);
        }
    }

    @Override
    public void callEnded(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
        try {
            listener.callEnded(callerId, method, end, waitedNanos, ranNanos);
        } catch (RuntimeException | Error failure) {
            failed("ended", "the end of a call of " + method, failure);
        }
    }

    /** Of one that fails on each of a hundred thousand calls a second, a line a second says enough. */
    private void failed(String kind, String what, Throwable failure) {
        long leftOut = perCall.admit(kind);
        if (leftOut >= 0) {
            LOG.error("security event listener failed on {}{}", what, OncePerSecond.more(leftOut), failure);
        }
    }
}

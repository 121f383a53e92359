package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.LiveTrust;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustSnapshot;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides the judgement after one handshake in time, and hands it over only after the client has been revoked. */
final class HeldJudge implements PeerJudge {
    final LiveTrust trust;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile X509Certificate victim;

    HeldJudge(LiveTrust trust) {
        this.trust = trust;
    }

    void hold(TestCertificate user) {
        victim = user.certificate();
    }

    boolean isHeld() {
        return held.getCount() == 0;
    }

    boolean isReleased() {
        return released.getCount() == 0;
    }

    void awaitHeld() throws InterruptedException {
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    }

    void release() {
        released.countDown();
    }

    @Override
    public TrustSnapshot snapshot() {
        return trust.current();
    }

    @Override
    public TrustDecision judge(List<X509Certificate> chain) {
        TrustDecision decision = trust.judge(chain);
        // The first is asked by the handshake itself, the second after it.
        if (chain.get(0).equals(victim) && calls.incrementAndGet() == 2) {
            held.countDown();
            try {
                assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return decision;
    }

    @Override
    public TrustDecision judgeOpen(List<X509Certificate> chain) {
        return trust.judgeOpen(chain);
    }
}

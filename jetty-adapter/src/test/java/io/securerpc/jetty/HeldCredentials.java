package io.securerpc.jetty;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialProof.Proven;
import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.CredentialProof.Rejected;
import io.securerpc.caller.CredentialSource;
import io.securerpc.reload.Live;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A kind whose proofs wait for the test. {@code known} is known from the beginning, {@code right} once it was proven, and everything else is wrong. */
final class HeldCredentials implements CredentialSource, CredentialKind {
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger proven = new AtomicInteger();
    private volatile boolean rightIsKnown;

    @Override
    public CredentialKind open(InstantSource clock) {
        return this;
    }

    @Override
    public CredentialForm form() {
        return CredentialForm.BASIC;
    }

    @Override
    public String challenge() {
        return "Basic";
    }

    @Override
    public Optional<String> claimedName(String value) {
        return Optional.empty();
    }

    @Override
    public Optional<Proven> known(String value, Instant now) {
        return value.equals("known") || (rightIsKnown && value.equals("right"))
                ? Optional.of(proof(value))
                : Optional.empty();
    }

    @Override
    public CredentialProof prove(String value, Instant now) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running.decrementAndGet();
        }
        proven.incrementAndGet();
        if (value.equals("right")) {
            rightIsKnown = true;
            return proof(value);
        }
        return new Rejected(Reason.WRONG, "a guess");
    }

    private static Proven proof(String value) {
        return new Proven("basic:" + value, "1", Set.of(), Optional.empty());
    }

    @Override
    public boolean holds(Proven proof, Instant now) {
        return true;
    }

    @Override
    public List<Live<?>> followed() {
        return List.of();
    }
}

package io.securerpc.jetty;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.listener.Listener;
import io.securerpc.reload.IdentityRenewal;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The identities of one TLS listener, each following its own files; handshakes and host rules take what is current. */
final class ListenerIdentities implements LiveListener<ServerIdentity> {
    private final List<Live<ServerIdentity>> lives;
    private volatile ServerIdentities current;

    private ListenerIdentities(List<Live<ServerIdentity>> lives) {
        this.lives = lives;
        this.current = together();
    }

    /** Loads them all, or throws what the first bad one throws. */
    static ListenerIdentities open(Listener.Tls listener, InstantSource clock) {
        List<Live<ServerIdentity>> lives = listener.identities().stream()
                .map(IdentityRenewal::of)
                .map(source -> listener.olderCertificatesAllowed() ? source.withOlderCertificatesAllowed() : source)
                .map(source -> Live.open(source, clock))
                .toList();
        ListenerIdentities identities = new ListenerIdentities(lives);
        lives.forEach(live -> live.addListener(identities));
        return identities;
    }

    ServerIdentities current() {
        return current;
    }

    /** The same set object until an identity is swapped: host rules are compiled again only when it is another. */
    Set<String> names() {
        return current.names();
    }

    List<Live<ServerIdentity>> lives() {
        return lives;
    }

    @Override
    public void swapped(ServerIdentity before, ServerIdentity after, List<String> warnings) {
        current = together();
    }

    @Override
    public void rejected(String reason) {
        // What is served stays; IdentityReporter says so.
    }

    @Override
    public void recovered() {
        // It was served all the time.
    }

    private ServerIdentities together() {
        return ServerIdentities.of(lives.stream().map(Live::current).toList());
    }
}

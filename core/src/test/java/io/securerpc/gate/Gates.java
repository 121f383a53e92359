package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.TrustDecision;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Listeners, gates and peers for the gate's tests: bound to 127.0.0.1:7076, certificate for node.example.com. */
final class Gates {
    static final Grants GRANTS =
            Grants.builder().grant("certificate:rpc.user.1", Permission.CONTROL).build();
    static final Caller USER = GRANTS.caller("certificate:rpc.user.1");
    static final Caller ANYBODY = GRANTS.caller(Caller.ANONYMOUS);

    static final PeerVerdict PLAINTEXT = new PeerVerdict.Plaintext();
    static final PeerVerdict UNJUDGED = new PeerVerdict.Unjudged();
    static final PeerVerdict NO_CERTIFICATE = new PeerVerdict.NoCertificate();
    static final PeerVerdict TRUSTED = new PeerVerdict.Certificate(new TrustDecision.Trusted(
            "certificate:rpc.user.1",
            Fingerprint.of(TestCertificate.named("rpc.user.1").selfSigned().certificate()),
            Instant.MAX));
    static final PeerVerdict DISTRUSTED = new PeerVerdict.Certificate(
            new TrustDecision.Distrusted(TrustDecision.Reason.NOT_INSTALLED, "CN=stranger"));

    static final PeerVerdict REVOKED =
            new PeerVerdict.Certificate(new TrustDecision.Distrusted(TrustDecision.Reason.REVOKED, "CN=rpc.user.1"));
    /** A caller whose name is a trap for whoever prints it. */
    static final PeerVerdict ODD = new PeerVerdict.Certificate(new TrustDecision.Trusted(
            "certificate:o\"dd \\ \u00E9\uD83D\uDE00",
            Fingerprint.of(TestCertificate.named("odd").selfSigned().certificate()),
            Instant.MAX));

    private static final ClientTrust TRUST = ClientTrust.installed(Path.of("clients"));

    private Gates() {}

    static Listener listener(String kind) {
        return switch (kind) {
            case "plain" -> Listener.plain("127.0.0.1", 7076);
            case "tls" -> tls(ClientAuthentication.none());
            case "request" -> tls(ClientAuthentication.request(TRUST));
            case "require" -> tls(ClientAuthentication.require(TRUST));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    static Gate gate(String kind, OriginPolicy origins) {
        return builder(kind, HostPolicy.ownNames()).origins(origins).build();
    }

    static GateBuilder builder(String kind, HostPolicy hosts) {
        InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7076);
        return Gate.builder()
                .listener(listener(kind))
                .hosts(hosts.bind(bound, () -> Set.of("node.example.com")))
                .grants(GRANTS);
    }

    /** Whatever asks for its names gets a fault. */
    static Gate broken(Duration strictTransport) {
        InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7076);
        return Gate.builder()
                .listener(listener("tls"))
                .strictTransport(strictTransport)
                .hosts(HostPolicy.ownNames().bind(bound, () -> {
                    throw new IllegalStateException("names");
                }))
                .build();
    }

    static PeerVerdict peer(String name) {
        return switch (name) {
            case "plaintext" -> PLAINTEXT;
            case "unjudged" -> UNJUDGED;
            case "none" -> NO_CERTIFICATE;
            case "trusted" -> TRUSTED;
            case "distrusted" -> DISTRUSTED;
            case "revoked" -> REVOKED;
            case "odd" -> ODD;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Listener tls(ClientAuthentication authentication) {
        IdentityFiles identity = IdentityFiles.pem(Path.of("server.pem"), Path.of("server.key"), Passphrase.none());
        return Listener.tls("127.0.0.1", 7076, identity, TlsPolicy.intermediate(), authentication);
    }
}

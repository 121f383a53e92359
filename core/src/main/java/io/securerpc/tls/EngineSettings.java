package io.securerpc.tls;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** A policy in the words of JSSE: what an engine lacks of it, and how it is set and read back. */
final class EngineSettings {
    private final TlsPolicy policy;

    EngineSettings(TlsPolicy policy) {
        this.policy = policy;
    }

    /** What the running JDK's own engine lacks. */
    List<String> missing() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        // Empty managers: what the engine can do does not depend on them, and no default key store is read.
        context.init(new KeyManager[0], new TrustManager[0], null);
        SSLParameters supported = context.getSupportedSSLParameters();
        return missing(supported.getProtocols(), supported.getCipherSuites());
    }

    /** What an engine with these protocols and suites lacks. */
    List<String> missing(String[] supportedProtocols, String[] supportedSuites) {
        List<String> missing = new ArrayList<>(List.of(protocolNames()));
        missing.addAll(List.of(suiteNames()));
        missing.removeAll(List.of(supportedProtocols));
        missing.removeAll(List.of(supportedSuites));
        policy.groups().ifPresent(groups -> ListParameter.NAMED_GROUPS.lack().ifPresent(missing::add));
        policy.signatureSchemes()
                .ifPresent(schemes -> ListParameter.SIGNATURE_SCHEMES.lack().ifPresent(missing::add));
        return missing;
    }

    void applyTo(SSLEngine engine, ClientAuthentication clientAuthentication) {
        List<String> missing = missing(engine.getSupportedProtocols(), engine.getSupportedCipherSuites());
        if (!missing.isEmpty()) {
            throw new UnsupportedTlsPolicyException(missing);
        }
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocolNames());
        parameters.setCipherSuites(suiteNames());
        parameters.setUseCipherSuitesOrder(policy.serverPreference());
        groupNames().ifPresent(names -> ListParameter.NAMED_GROUPS.set(parameters, names));
        schemeNames().ifPresent(names -> ListParameter.SIGNATURE_SCHEMES.set(parameters, names));
        // Each setter clears the other, so the one that is true goes last.
        if (clientAuthentication instanceof ClientAuthentication.Require) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(clientAuthentication instanceof ClientAuthentication.Request);
        }
        engine.setSSLParameters(parameters);
        if (!kept(engine, clientAuthentication)) {
            throw new IllegalStateException("tls engine: does not keep its settings (expected: " + policy + ")");
        }
    }

    /** An engine that quietly forgets to ask for certificates would be an open door: read back. */
    private boolean kept(SSLEngine engine, ClientAuthentication clientAuthentication) {
        SSLParameters parameters = engine.getSSLParameters();
        return engine.getNeedClientAuth() == clientAuthentication instanceof ClientAuthentication.Require
                && engine.getWantClientAuth() == clientAuthentication instanceof ClientAuthentication.Request
                && !engine.getUseClientMode()
                && Set.of(engine.getEnabledProtocols()).equals(Set.of(protocolNames()))
                && Arrays.equals(engine.getEnabledCipherSuites(), suiteNames())
                && parameters.getUseCipherSuitesOrder() == policy.serverPreference()
                && groupNames()
                        .map(names -> ListParameter.NAMED_GROUPS.holds(parameters, names))
                        .orElse(true)
                && schemeNames()
                        .map(names -> ListParameter.SIGNATURE_SCHEMES.holds(parameters, names))
                        .orElse(true);
    }

    private String[] protocolNames() {
        return policy.versions().stream().map(TlsVersion::jsseName).toArray(String[]::new);
    }

    private String[] suiteNames() {
        return policy.cipherSuites().stream().map(CipherSuite::ianaName).toArray(String[]::new);
    }

    private Optional<String[]> groupNames() {
        return policy.groups()
                .map(groups -> groups.stream().map(NamedGroup::jsseName).toArray(String[]::new));
    }

    private Optional<String[]> schemeNames() {
        return policy.signatureSchemes()
                .map(schemes -> schemes.stream().map(SignatureScheme::jsseName).toArray(String[]::new));
    }
}

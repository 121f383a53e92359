package io.securerpc.tls;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        return missing(context.createSSLEngine());
    }

    private List<String> missing(SSLEngine engine) {
        boolean jdks = engine.getClass().getName().startsWith("sun.security.ssl.");
        Set<String> there = jdks ? JdkOffer.names() : supported(engine);
        List<String> missing = Stream.of(protocolNames(), suiteNames())
                .flatMap(Arrays::stream)
                .filter(name -> !there.contains(name))
                .collect(Collectors.toCollection(ArrayList::new));
        lists((parameter, names) -> {
            if (parameter.lack().isPresent()) {
                missing.add(parameter.lack().get());
            } else if (jdks) {
                Arrays.stream(names).filter(name -> !there.contains(name)).forEach(missing::add);
            }
        });
        return missing;
    }

    private static Set<String> supported(SSLEngine engine) {
        return Stream.of(engine.getSupportedProtocols(), engine.getSupportedCipherSuites())
                .flatMap(Arrays::stream)
                .collect(Collectors.toSet());
    }

    /** Each list that the policy sets and does not leave to the engine. */
    private void lists(BiConsumer<ListParameter, String[]> action) {
        policy.groups()
                .ifPresent(groups -> action.accept(
                        ListParameter.NAMED_GROUPS,
                        groups.stream().map(NamedGroup::jsseName).toArray(String[]::new)));
        policy.signatureSchemes()
                .ifPresent(schemes -> action.accept(
                        ListParameter.SIGNATURE_SCHEMES,
                        schemes.stream().map(SignatureScheme::jsseName).toArray(String[]::new)));
    }

    void applyTo(SSLEngine engine, ClientAuthentication clientAuthentication) {
        List<String> missing = missing(engine);
        if (!missing.isEmpty()) {
            throw new UnsupportedTlsPolicyException(missing);
        }
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocolNames());
        parameters.setCipherSuites(suiteNames());
        parameters.setUseCipherSuitesOrder(policy.serverPreference());
        parameters.setAlgorithmConstraints(StrongSignatures.INSTANCE);
        lists((parameter, names) -> parameter.set(parameters, names));
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
        AtomicBoolean listsKept = new AtomicBoolean(true);
        lists((parameter, names) -> listsKept.compareAndSet(true, parameter.holds(parameters, names)));
        return listsKept.get()
                && engine.getNeedClientAuth() == clientAuthentication instanceof ClientAuthentication.Require
                && engine.getWantClientAuth() == clientAuthentication instanceof ClientAuthentication.Request
                && !engine.getUseClientMode()
                && Set.of(engine.getEnabledProtocols()).equals(Set.of(protocolNames()))
                && Arrays.equals(engine.getEnabledCipherSuites(), suiteNames())
                && parameters.getAlgorithmConstraints() == StrongSignatures.INSTANCE
                && parameters.getUseCipherSuitesOrder() == policy.serverPreference();
    }

    private String[] protocolNames() {
        return policy.versions().stream().map(TlsVersion::jsseName).toArray(String[]::new);
    }

    private String[] suiteNames() {
        return policy.cipherSuites().stream().map(CipherSuite::ianaName).toArray(String[]::new);
    }
}

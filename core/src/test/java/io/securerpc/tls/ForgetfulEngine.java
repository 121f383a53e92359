package io.securerpc.tls;

import java.util.Arrays;
import javax.net.ssl.SSLParameters;

/** An engine that has everything, and may quietly forget one thing that was set. */
final class ForgetfulEngine extends PoorEngine {
    /** What it does not keep. */
    enum Forgets {
        NOTHING,
        PROTOCOLS,
        SUITES,
        ORDER_OF_SUITES,
        PREFERENCE,
        NEED_OF_CERTIFICATES,
        WISH_FOR_CERTIFICATES,
        SERVER_MODE
    }

    private final Forgets forgets;
    private SSLParameters kept = new SSLParameters();
    private boolean clientMode = true;

    ForgetfulEngine(Forgets forgets) {
        this.forgets = forgets;
    }

    @Override
    public String[] getSupportedProtocols() {
        return Arrays.stream(TlsVersion.values()).map(TlsVersion::jsseName).toArray(String[]::new);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return Arrays.stream(CipherSuite.values()).map(CipherSuite::ianaName).toArray(String[]::new);
    }

    @Override
    public SSLParameters getSSLParameters() {
        return kept;
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        kept = parameters;
        if (forgets == Forgets.PREFERENCE) {
            kept.setUseCipherSuitesOrder(!parameters.getUseCipherSuitesOrder());
        }
    }

    @Override
    public String[] getEnabledProtocols() {
        return forgets == Forgets.PROTOCOLS ? new String[] {"TLSv1.1", "TLSv1.2"} : kept.getProtocols();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        String[] suites = kept.getCipherSuites().clone();
        if (forgets == Forgets.ORDER_OF_SUITES) {
            Arrays.sort(suites);
        }
        return forgets == Forgets.SUITES ? Arrays.copyOf(suites, suites.length - 1) : suites;
    }

    @Override
    public boolean getNeedClientAuth() {
        return kept.getNeedClientAuth() && forgets != Forgets.NEED_OF_CERTIFICATES;
    }

    @Override
    public boolean getWantClientAuth() {
        return kept.getWantClientAuth() && forgets != Forgets.WISH_FOR_CERTIFICATES;
    }

    @Override
    public void setUseClientMode(boolean mode) {
        clientMode = mode || forgets == Forgets.SERVER_MODE;
    }

    @Override
    public boolean getUseClientMode() {
        return clientMode;
    }
}

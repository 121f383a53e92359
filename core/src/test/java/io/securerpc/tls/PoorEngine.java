package io.securerpc.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLSession;

/** An engine of a platform that has TLS 1.2 and one suite of TLS 1.3, and that nobody must start to use. */
class PoorEngine extends SSLEngine {
    @Override
    public String[] getSupportedProtocols() {
        return new String[] {"TLSv1.2"};
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[] {"TLS_AES_128_GCM_SHA256"};
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) {
        throw new UnsupportedOperationException("wrap");
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) {
        throw new UnsupportedOperationException("unwrap");
    }

    @Override
    public Runnable getDelegatedTask() {
        throw new UnsupportedOperationException("getDelegatedTask");
    }

    @Override
    public void closeInbound() {
        throw new UnsupportedOperationException("closeInbound");
    }

    @Override
    public boolean isInboundDone() {
        throw new UnsupportedOperationException("isInboundDone");
    }

    @Override
    public void closeOutbound() {
        throw new UnsupportedOperationException("closeOutbound");
    }

    @Override
    public boolean isOutboundDone() {
        throw new UnsupportedOperationException("isOutboundDone");
    }

    @Override
    public String[] getEnabledCipherSuites() {
        throw new UnsupportedOperationException("getEnabledCipherSuites");
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        throw new UnsupportedOperationException("setEnabledCipherSuites");
    }

    @Override
    public String[] getEnabledProtocols() {
        throw new UnsupportedOperationException("getEnabledProtocols");
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        throw new UnsupportedOperationException("setEnabledProtocols");
    }

    @Override
    public SSLSession getSession() {
        throw new UnsupportedOperationException("getSession");
    }

    @Override
    public void beginHandshake() {
        throw new UnsupportedOperationException("beginHandshake");
    }

    @Override
    public SSLEngineResult.HandshakeStatus getHandshakeStatus() {
        throw new UnsupportedOperationException("getHandshakeStatus");
    }

    @Override
    public void setUseClientMode(boolean mode) {
        throw new UnsupportedOperationException("setUseClientMode");
    }

    @Override
    public boolean getUseClientMode() {
        throw new UnsupportedOperationException("getUseClientMode");
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        throw new UnsupportedOperationException("setNeedClientAuth");
    }

    @Override
    public boolean getNeedClientAuth() {
        throw new UnsupportedOperationException("getNeedClientAuth");
    }

    @Override
    public void setWantClientAuth(boolean want) {
        throw new UnsupportedOperationException("setWantClientAuth");
    }

    @Override
    public boolean getWantClientAuth() {
        throw new UnsupportedOperationException("getWantClientAuth");
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        throw new UnsupportedOperationException("setEnableSessionCreation");
    }

    @Override
    public boolean getEnableSessionCreation() {
        throw new UnsupportedOperationException("getEnableSessionCreation");
    }
}

/** All policy and all protocol of secure-rpc: certificates, trust, TLS, origins, callers, the gate and the RPC service. */
module io.securerpc.core {
    requires static transitive org.jspecify;
    requires static com.google.errorprone.annotations;
    requires static micrometer.core;
    requires static com.nimbusds.jose.jwt;
    requires java.net.http;
    requires org.slf4j;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.toml;

    exports io.securerpc;
    exports io.securerpc.certificate;
    exports io.securerpc.reload;
    exports io.securerpc.trust;
    exports io.securerpc.event;
    exports io.securerpc.tls;
    exports io.securerpc.origin;
    exports io.securerpc.proxy;
    exports io.securerpc.caller;
    exports io.securerpc.caller.jwt;
    exports io.securerpc.limit;
    exports io.securerpc.rpc;
    exports io.securerpc.listener;
    exports io.securerpc.gate;
    exports io.securerpc.config;
}

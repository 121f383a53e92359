/**
 * TLS policy as an object: {@link io.securerpc.tls.TlsPolicy} (versions and suites), {@link io.securerpc.tls.ClientAuthentication} (who must
 * show a certificate), {@link io.securerpc.tls.ServerTls} (the context made from them) and {@link io.securerpc.tls.PeerJudgement} (the
 * client judged again after each handshake).
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.tls;

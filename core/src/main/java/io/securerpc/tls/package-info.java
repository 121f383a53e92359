/**
 * TLS policy as an object. To start from: {@link io.securerpc.tls.TlsPolicy} (versions, suites, groups, signature schemes, the life of a
 * session), {@link io.securerpc.tls.ClientAuthentication} (who must show a certificate), {@link io.securerpc.tls.ServerTls} (the context made
 * from them) and {@link io.securerpc.tls.PeerJudgement} (the client judged again after each handshake).
 *
 * <p>{@link io.securerpc.tls.TlsVersion}, {@link io.securerpc.tls.CipherSuite}, {@link io.securerpc.tls.NamedGroup} and
 * {@link io.securerpc.tls.SignatureScheme} are all that can be offered; what is broken has no constant.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.tls;

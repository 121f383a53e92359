/** TLS policy as an object: {@link io.securerpc.tls.TlsPolicy}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.tls;

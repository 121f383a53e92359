/**
 * Proxies in front of the server: {@link io.securerpc.proxy.TrustedProxies} says which are believed,
 * {@link io.securerpc.proxy.ForwardedHeaders} and {@link io.securerpc.proxy.ProxyHeader} read what they say of the client's address.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.proxy;

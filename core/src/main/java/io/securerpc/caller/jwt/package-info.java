/**
 * JSON Web Tokens as credentials. Start with {@link io.securerpc.caller.jwt.JwtTokens}; a {@link io.securerpc.caller.jwt.JwtIssuer} signs with a private key that the
 * server never sees, a {@link io.securerpc.caller.jwt.JwtSecret} with one that both sides have. Needs {@code com.nimbusds:nimbus-jose-jwt}, which only this
 * package knows.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.caller.jwt;

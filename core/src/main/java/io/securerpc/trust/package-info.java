/**
 * Which client certificates are trusted, now: {@link io.securerpc.trust.ClientTrust} says where they are installed,
 * {@link io.securerpc.trust.LiveTrust} follows that folder, {@link io.securerpc.trust.TrustDecision} is its answer for one client.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.trust;

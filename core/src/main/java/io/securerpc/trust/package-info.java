/** Which client certificates are trusted, now: {@link io.securerpc.trust.ClientTrust}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.trust;

/** Which hosts and web origins may be spoken to and from: {@link io.securerpc.origin.HostPolicy}, {@link io.securerpc.origin.OriginPolicy}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.origin;

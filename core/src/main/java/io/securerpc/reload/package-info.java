/**
 * Values that follow their files while a program runs: {@link io.securerpc.reload.Live}, made of a {@link io.securerpc.reload.LiveSource} and
 * looked after by a {@link io.securerpc.reload.LiveWatch}. {@link io.securerpc.reload.IdentityRenewal} is the one for server identities.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.reload;

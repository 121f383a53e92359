/**
 * Which hosts and web origins may be spoken to and from. Start with {@link io.securerpc.origin.HostPolicy} (the names the server
 * answers to; stops DNS rebinding) and {@link io.securerpc.origin.OriginPolicy} (the web pages that may call; stops foreign sites).
 * They are two settings on purpose: loosening one never loosens the other.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.origin;

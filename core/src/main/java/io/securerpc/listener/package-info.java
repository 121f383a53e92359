/**
 * Where the server listens and how that is secured: {@link io.securerpc.listener.Listener}, and
 * {@link io.securerpc.listener.ExposureGuard}, which refuses listeners that strangers could misuse.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.listener;

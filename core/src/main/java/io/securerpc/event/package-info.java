/**
 * What happened, as values: {@link io.securerpc.event.SecurityEvent}, told to a {@link io.securerpc.event.SecurityEventListener}, of which
 * {@link io.securerpc.event.SecurityEventLog} is the one that writes a log.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.event;

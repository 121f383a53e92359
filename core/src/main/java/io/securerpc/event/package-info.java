/** What happened, as values: {@link io.securerpc.event.SecurityEvent}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.event;

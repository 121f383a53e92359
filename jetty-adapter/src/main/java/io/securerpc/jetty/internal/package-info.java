/** What the Jakarta WebSocket container must be able to see; not for users. */
@org.jspecify.annotations.NullMarked
package io.securerpc.jetty.internal;

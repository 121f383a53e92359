/** Where the server listens: {@link io.securerpc.listener.Listener}, and when that is refused as exposure. */
@org.jspecify.annotations.NullMarked
package io.securerpc.listener;

/** The policy of the core applied to an in-process Jetty server. */
@org.jspecify.annotations.NullMarked
package io.securerpc.jetty;

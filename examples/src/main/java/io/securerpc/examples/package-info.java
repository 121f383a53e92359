/**
 * Programs a user would start from: a demo node ({@link io.securerpc.examples.DemoNode} over a {@link
 * io.securerpc.examples.DemoChain}) and the command line that runs it, {@link io.securerpc.examples.SecureRpcNode}.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.examples;

/** Who calls, and what they may: {@link io.securerpc.caller.Caller}, {@link io.securerpc.caller.Grants}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.caller;

/**
 * Who calls, and what they may. Start with {@link io.securerpc.caller.Permission} (what a method asks for) and
 * {@link io.securerpc.caller.Grants} (who has it); a {@link io.securerpc.caller.Caller} is the outcome of the two.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.caller;

/**
 * The one decision for every door. Start with {@link io.securerpc.gate.Gate}: {@link io.securerpc.gate.RequestFacts} go in, a
 * {@link io.securerpc.gate.Verdict} comes out, and a {@link io.securerpc.gate.Refusal} says which rule failed and what would allow it.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.gate;

/** The one decision for every door: {@link io.securerpc.gate.Gate}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.gate;

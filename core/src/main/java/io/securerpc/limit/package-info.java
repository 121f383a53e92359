/** Sizes, counts and times that bound every peer: {@link io.securerpc.limit.Limits}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.limit;

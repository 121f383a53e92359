/** What every package shares: the base of all exceptions that the environment causes. */
@org.jspecify.annotations.NullMarked
package io.securerpc;

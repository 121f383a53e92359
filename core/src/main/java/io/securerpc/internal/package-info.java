/** What several packages share and no user may import; exported to nobody. */
@org.jspecify.annotations.NullMarked
package io.securerpc.internal;

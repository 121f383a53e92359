/** What the protocol asks, as requests and their answers; start with {@link io.securerpc.testsupport.conformance.ConformanceCase}. */
@NullMarked
package io.securerpc.testsupport.conformance;

import org.jspecify.annotations.NullMarked;

/** The cross product of everything a request can differ in; start with {@link io.securerpc.testsupport.cells.GateTables}. */
@NullMarked
package io.securerpc.testsupport.cells;

import org.jspecify.annotations.NullMarked;

/**
 * What tests of every module share: a test PKI that makes good and deliberately bad certificates at run time
 * ({@link io.securerpc.testsupport.TestCertificate}), the real command-line tools
 * ({@link io.securerpc.testsupport.Tools}), and clients that may misbehave.
 */
@NullMarked
package io.securerpc.testsupport;

import org.jspecify.annotations.NullMarked;

/** Certificates, keys and their files: {@link io.securerpc.certificate.ServerIdentity}, {@link io.securerpc.certificate.SubjectHash}. */
@org.jspecify.annotations.NullMarked
package io.securerpc.certificate;

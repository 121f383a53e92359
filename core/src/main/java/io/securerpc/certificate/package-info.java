/**
 * Certificates, keys and the files they come from.
 *
 * <p>Start with {@link io.securerpc.certificate.IdentityFiles}, which loads a {@link
 * io.securerpc.certificate.ServerIdentity} from PEM in any form OpenSSL writes, or with {@link
 * io.securerpc.certificate.SelfSignedIdentity}, which makes one. {@link io.securerpc.certificate.SubjectHash} and {@link
 * io.securerpc.certificate.Fingerprint} are the two names a certificate has: one to find its file, one to know it by.
 * Every file that cannot be used is a {@link io.securerpc.certificate.PemFileException} with the path, what was found and
 * what was expected.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.certificate;

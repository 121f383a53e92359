/**
 * Certificates, keys and the files they come from.
 *
 * <p>Start with {@link io.securerpc.certificate.IdentityFiles}, which loads a {@link
 * io.securerpc.certificate.ServerIdentity} from PEM in any form OpenSSL writes or from a key store, with {@link
 * io.securerpc.certificate.SelfSignedIdentity}, which keeps one it makes, or with {@link
 * io.securerpc.certificate.IssuedCertificate}, which makes certificates for servers and clients. {@link
 * io.securerpc.certificate.FileReport} tells what a file is. {@link io.securerpc.certificate.SubjectHash} and {@link
 * io.securerpc.certificate.Fingerprint} are the two names a certificate has: one to find its file, one to know it by.
 * Every file that cannot be used is a {@link io.securerpc.certificate.PemFileException} with the path, what was found and
 * what was expected.
 */
@org.jspecify.annotations.NullMarked
package io.securerpc.certificate;

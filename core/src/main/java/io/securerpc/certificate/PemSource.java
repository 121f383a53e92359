package io.securerpc.certificate;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/** A PEM chain and a PEM key, which may be one file. */
record PemSource(Path certificate, Path key, Passphrase passphrase) implements IdentitySource {
    @Override
    public List<Path> paths() {
        return Stream.concat(Stream.of(certificate, key), passphrase.file().stream())
                .distinct()
                .toList();
    }

    @Override
    public Path certificateFile() {
        return certificate;
    }

    @Override
    public List<LockedFile> secrets() {
        return List.of(LockedFile.key(key));
    }

    @Override
    public ServerIdentity load(FileContents contents, List<String> warnings) {
        List<X509Certificate> certificates =
                CertificateFile.parse(certificate, CertificateFile.bytes(certificate, contents));
        PrivateKey privateKey = PrivateKeyFile.parse(key, PrivateKeyFile.bytes(key, contents), passphrase.in(contents));
        try {
            return ServerIdentity.of(certificates, privateKey, certificate, warnings);
        } catch (KeyMismatchException mismatch) {
            throw mismatch.withKeyFile(key);
        }
    }

    @Override
    public String toString() {
        return "certificate=" + certificate + ", key=" + key + ", passphrase=" + passphrase;
    }
}

package io.securerpc.certificate;

import java.nio.file.Path;
import java.util.List;

/** STUB: where an identity's files are; no I/O until load(). */
public final class IdentityFiles {
    private IdentityFiles() {}

    public static IdentityFiles pem(Path certificate, Path key, Passphrase passphrase) {
        throw new UnsupportedOperationException("stub");
    }

    public ServerIdentity load() {
        throw new UnsupportedOperationException("stub");
    }

    public List<Path> paths() {
        throw new UnsupportedOperationException("stub");
    }
}

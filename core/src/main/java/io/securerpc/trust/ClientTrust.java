package io.securerpc.trust;

import java.nio.file.Path;
import java.time.InstantSource;

/** STUB: which client certificates are trusted; no I/O until open(). */
public final class ClientTrust {
    private ClientTrust() {}
    /** Exactly the certificates installed under their subject hash in the directory. */
    public static ClientTrust installed(Path directory) {
        throw new UnsupportedOperationException("stub");
    }
    /** Changed copy: an empty directory is allowed at start. */
    public ClientTrust withEmptyAllowed() {
        throw new UnsupportedOperationException("stub");
    }

    public Path directory() {
        throw new UnsupportedOperationException("stub");
    }
    /** Reads the directory now; missing, unreadable or empty: TrustDirectoryException. Watches only after LiveTrust.start(). */
    public LiveTrust open(InstantSource clock) {
        throw new UnsupportedOperationException("stub");
    }
}

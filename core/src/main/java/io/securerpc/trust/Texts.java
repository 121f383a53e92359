package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The words in which trust speaks of files and certificates; whatever others chose is escaped. */
final class Texts {
    private Texts() {}

    static String name(Path file) {
        return PeerText.escape(String.valueOf(file.getFileName()));
    }

    static String path(Path path) {
        return PeerText.oneLine(path.toString(), 1000);
    }

    /** Subject and fingerprint, so that an operator can find the client it is about. */
    static String certificate(X509Certificate certificate, Fingerprint fingerprint) {
        return "client certificate \"" + subject(certificate.getSubjectX500Principal()) + "\" (SHA-256 " + fingerprint
                + ")";
    }

    static String subject(X500Principal name) {
        return PeerText.escape(name.getName());
    }

    static String oneLine(@Nullable String text) {
        return PeerText.oneLine(String.valueOf(text), 300);
    }

    /** What failed and where, in place of a stack trace. */
    static String fault(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return cause(failure) + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    static String cause(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : " " + PeerText.oneLine(message, 300));
    }
}

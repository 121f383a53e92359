package io.securerpc.examples;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.CertificateReport;
import io.securerpc.listener.Listener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call of the node with curl, to be pasted into a shell. */
final class CurlLine {
    private static final String UNKNOWN = "https://NODE:7076/";

    private final String url;
    private final Optional<Path> authority;
    private final List<String> client = new ArrayList<>();

    private CurlLine(String url, Optional<Path> authority) {
        this.url = url;
        this.authority = authority;
    }

    /** To the first of these listeners whose certificate is known, by a name that it has; or to the given place. */
    static CurlLine of(List<Listener.Tls> listeners, @Nullable String url) {
        return listeners.stream()
                .flatMap(listener -> to(listener, url).stream())
                .findFirst()
                .orElseGet(() -> new CurlLine(url == null ? UNKNOWN : url, Optional.empty()));
    }

    private static Optional<CurlLine> to(Listener.Tls listener, @Nullable String url) {
        Path file = listener.identities().get(0).paths().get(0);
        try {
            CertificateReport leaf =
                    CertificateReport.of(CertificateFile.load(file).get(0));
            return Optional.of(new CurlLine(
                    url == null ? url(leaf, listener) : url, leaf.selfSigned() ? Optional.of(file) : Optional.empty()));
        } catch (SecureRpcException e) {
            // A key store, or a file that is not there yet: then the line has a placeholder, for it is only a hint.
            return Optional.empty();
        }
    }

    /** With a certificate and its key in one file. */
    CurlLine withClient(Path pem, boolean encrypted) {
        // For curl a colon begins the passphrase.
        client.add(
                "--cert " + ShellWord.quote(pem.toString().replace("\\", "\\\\").replace(":", "\\:")));
        if (encrypted) {
            client.add("--pass PASSPHRASE");
        }
        return this;
    }

    String text() {
        return "curl "
                + authority
                        .map(file -> "--cacert " + ShellWord.quote(file.toString()) + " ")
                        .orElse("")
                + String.join(" ", client) + " -H 'Content-Type: application/json' -d '{\"action\": \"block_count\"}' "
                + ShellWord.quote(url);
    }

    private static String url(CertificateReport leaf, Listener.Tls listener) {
        String host = leaf.names().stream()
                .filter(name -> !name.startsWith("*"))
                .min(Comparator.comparing((String name) -> !name.equals(listener.host()))
                        .thenComparing(name -> name.matches("[0-9.]+|.*:.*")))
                .orElse("NODE");
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.port() + "/";
    }
}

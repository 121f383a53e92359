package io.securerpc.jetty;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A real, headless Chromium with a profile of its own: it finds every {@code *.example} on this machine, believes the certificates
 * it is told to, and presents a client certificate where a host asks for one.
 */
final class Chromium implements AutoCloseable {
    private static final String PASSWORD = "secret";

    private final NodeScript script;

    private Chromium(NodeScript script) {
        this.script = script;
    }

    /** Skips the test where something is missing, or fails it under {@code CI=true}. */
    static void require() {
        Map<String, String> tools = new HashMap<>(NodePackages.TOOLS);
        tools.put("chromium", "chromium");
        tools.put("certutil", "libnss3-tools");
        Tools.require(tools);
    }

    static Chromium start(Path folder, List<TestCertificate> believed, TestCertificate user, List<String> more)
            throws IOException {
        require();
        Path home = Files.createDirectories(folder.resolve("home"));
        Path profile = Files.createDirectories(folder.resolve("profile"));
        install(user, home, folder);
        selectWithoutAsking(profile);
        List<String> flags = Stream.concat(
                        Stream.of(
                                "--host-resolver-rules=MAP *.example 127.0.0.1",
                                "--ignore-certificate-errors-spki-list="
                                        + believed.stream()
                                                .map(Chromium::keyHash)
                                                .collect(Collectors.joining(","))),
                        more.stream())
                .toList();
        return new Chromium(NodeScript.start(
                "chromium.mjs",
                Map.of(
                        "executable", executable().toString(),
                        "home", home.toString(),
                        "profile", profile.toString(),
                        "args", flags)));
    }

    /** Opens an address in a tab of that name, as a person who types it. */
    JsonNode visit(String tab, String url) {
        return script.step("visit", Map.of("tab", tab, "url", url));
    }

    /** Opens an address that the browser itself may refuse to open, and returns what it says then. */
    JsonNode tryVisit(String tab, String url) {
        return script.attempt("visit", Map.of("tab", tab, "url", url));
    }

    /** Runs the body of an async function in the page: {@code value} is what it returns, {@code failure} what it throws. */
    JsonNode run(String tab, String body) {
        return script.step("run", Map.of("tab", tab, "script", body));
    }

    void click(String tab, String selector) {
        script.step("click", Map.of("tab", tab, "selector", selector));
    }

    String text(String tab, String selector) {
        return text(tab, selector, "");
    }

    /** The text of an element, once it has what the pattern says. */
    String text(String tab, String selector, String pattern) {
        return script.step("text", Map.of("tab", tab, "selector", selector, "pattern", pattern))
                .stringValue();
    }

    void screenshot(String tab, Path file, String scheme) {
        script.step("screenshot", Map.of("tab", tab, "file", file.toString(), "scheme", scheme));
    }

    /** Errors and warnings of the page's console, violations of its content security policy among them. */
    List<String> complaints(String tab) {
        return texts("complaints", tab);
    }

    /** The addresses of the preflights that a page's requests made the browser send, since this was last asked. */
    List<String> preflights(String tab) {
        return texts("preflights", tab);
    }

    void allow(String origin, String... permissions) {
        script.step("allow", Map.of("origin", origin, "permissions", List.of(permissions)));
    }

    @Override
    public void close() {
        script.close();
    }

    private List<String> texts(String step, String tab) {
        return script.step(step, Map.of("tab", tab))
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    /** Chromium on Linux takes client certificates from the NSS database of its user. */
    private static void install(TestCertificate user, Path home, Path folder) throws IOException {
        String database = "sql:" + Files.createDirectories(home.resolve(".pki/nssdb"));
        Path store = folder.resolve("user.p12");
        write(user, store);
        Duration limit = Duration.ofMinutes(1);
        Tools.run(limit, "certutil", "-N", "-d", database, "--empty-password").success();
        Tools.run(limit, "pk12util", "-i", store.toString(), "-d", database, "-W", PASSWORD)
                .success();
    }

    private static void write(TestCertificate user, Path file) {
        try (OutputStream stream = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "user", user.key(), PASSWORD.toCharArray(), user.chain().toArray(X509Certificate[]::new));
            store.store(stream, PASSWORD.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path executable() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> Path.of(entry, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    /** What an operator's policy AutoSelectCertificateForUrls does; nobody is there to answer a dialogue. */
    private static void selectWithoutAsking(Path profile) throws IOException {
        Files.writeString(Files.createDirectories(profile.resolve("Default")).resolve("Preferences"), """
                {"profile":{"content_settings":{"exceptions":{"auto_select_certificate":
                {"https://node.example,*":{"setting":{"filters":[{}]}}}}}}}
                """);
    }

    private static String keyHash(TestCertificate certificate) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(certificate.certificate().getPublicKey().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

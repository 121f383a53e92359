package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.util.io.pem.PemReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same folders, once rehashed by the {@code openssl} command and once by us. */
class RehashOpenSslTest {
    private static final int FOLDERS = 200;
    private static final List<String> ENDS = List.of(".pem", ".crt", ".CER", ".crl", ".txt", "");

    @TempDir
    Path temporary;

    @BeforeEach
    void needsOpenssl() {
        Tools.require("openssl");
    }

    /** Whose links are the same, whatever the order of those of one hash. */
    @Test
    void linksWhatOpensslLinks() throws IOException {
        List<String> contents = contents();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int links = 0;
        for (int i = 0; i < FOLDERS; i++) {
            Path theirs = Files.createDirectory(temporary.resolve("theirs" + i));
            Path ours = Files.createDirectory(temporary.resolve("ours" + i));
            fill(random, contents, List.of(theirs, ours));
            // Its exit code is how many files are neither, a private key for instance.
            Tools.run(Duration.ofMinutes(1), "openssl", "rehash", theirs.toString());

            RehashReport preview = ClientDirectory.of(ours).rehashPreview();
            RehashReport done = ClientDirectory.of(ours).rehash();

            Map<String, List<String>> expected = links(theirs);
            assertThat(links(ours)).as("seed %s, folder %s", seed, i).isEqualTo(expected);
            assertThat(preview).isEqualTo(done);
            assertThat(ClientDirectory.of(ours).rehash())
                    .as("a second time there is nothing to do")
                    .isEqualTo(
                            new RehashReport(Map.of(), List.of(), done.linked().size() + done.kept(), done.warnings()));
            links += expected.size();
        }
        assertThat(links).isGreaterThan(FOLDERS);
    }

    private static List<String> contents() {
        List<String> contents = new ArrayList<>();
        Subjects.ofOneHash(4).forEach(user -> contents.add(user.certificatePem()));
        TestCertificate authority = TestCertificate.named("CA").ca(true).selfSigned();
        for (int i = 0; i < 6; i++) {
            contents.add(TestCertificate.named("User " + i).selfSigned().certificatePem());
            contents.add(
                    TestCertificate.named("issued." + i).issuedBy(authority).certificatePem());
        }
        TestCertificate both = TestCertificate.named("both").selfSigned();
        contents.add(both.certificatePem() + both.keyPem());
        contents.add(authority.certificatePem()
                + TestCertificate.named("two").selfSigned().certificatePem());
        contents.add(authority.keyPem());
        contents.add("hello\n");
        contents.add("");
        for (int i = 0; i < 3; i++) {
            contents.add(TestRevocationList.of(authority).pem());
        }
        return contents;
    }

    private static void fill(Random random, List<String> contents, List<Path> folders) throws IOException {
        int files = 1 + random.nextInt(12);
        for (int i = 0; i < files; i++) {
            String name = "f" + i + ENDS.get(random.nextInt(ENDS.size()));
            String content = contents.get(random.nextInt(contents.size()));
            boolean linked = random.nextInt(5) == 0;
            for (Path folder : folders) {
                if (linked) {
                    Path target = Files.createDirectories(folder.resolveSibling("targets"))
                            .resolve(folder.getFileName() + name);
                    Files.writeString(target, content);
                    Files.createSymbolicLink(folder.resolve(name), target);
                } else {
                    Files.writeString(folder.resolve(name), content);
                }
            }
        }
        if (random.nextBoolean()) {
            for (Path folder : folders) {
                // Where no certificate has that hash, both remove it.
                Files.createSymbolicLink(folder.resolve("0123abcd." + random.nextInt(1)), Path.of("gone.pem"));
            }
        }
    }

    /** What is found under each hash, numbers included, as the text of the certificate or list. */
    private static Map<String, List<String>> links(Path folder) throws IOException {
        Map<String, List<String>> links = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9a-f]{8}\\.r?[0-9]+")) {
                    String group = name.replaceAll("[0-9]+$", "");
                    links.computeIfAbsent(group, any -> new ArrayList<>()).add(content(file));
                    links.computeIfAbsent(group + " numbers", any -> new ArrayList<>())
                            .add(name);
                }
            }
        }
        links.values().forEach(list -> list.sort(null));
        return links;
    }

    private static String content(Path link) throws IOException {
        try (PemReader reader = new PemReader(Files.newBufferedReader(link))) {
            return HexFormat.of().formatHex(reader.readPemObject().getContent());
        }
    }
}

package io.securerpc.trust;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.certificate.SubjectNameException;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The subject hashes of many certificates, as {@code openssl rehash} names its links; one process for all. */
final class OpensslHashes {
    private static final String REFUSED = "refused";

    /** {@code openssl rehash} gives up at 256 certificates of one hash in one folder. */
    private static final int PER_FOLDER = 250;

    private OpensslHashes() {}

    static List<String> differences(Path base, List<GeneratedDirectory.Named> certificates) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            Path folder = Files.createDirectories(base.resolve("part" + i / PER_FOLDER));
            Path file = folder.resolve(i + ".pem");
            files.add(Files.write(file, FileForms.pem(certificates.get(i).der())));
        }
        Map<Path, String> rehashed = rehash(files.stream()
                .map(file -> String.valueOf(file.getParent()))
                .distinct()
                .toList());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            String theirs = rehashed.getOrDefault(files.get(i), REFUSED);
            String ours = hash(certificates.get(i).subject());
            if (!theirs.equals(ours)) {
                differences.add(files.get(i) + ": " + ours + " (expected: " + theirs + ")");
            }
        }
        return differences;
    }

    private static String hash(byte[] subject) {
        try {
            return SubjectHash.ofName(subject).toString();
        } catch (SubjectNameException e) {
            return REFUSED;
        }
    }

    private static Map<Path, String> rehash(List<String> folders) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", "rehash"));
        command.addAll(folders);
        Tools.run(Duration.ofMinutes(2), command.toArray(String[]::new)); // its exit code counts what it refused
        Map<Path, String> hashes = new HashMap<>();
        for (String folder : folders) {
            try (Stream<Path> links = Files.list(Path.of(folder)).filter(Files::isSymbolicLink)) {
                for (Path link : links.toList()) {
                    Path target = Path.of(folder).resolve(Files.readSymbolicLink(link));
                    hashes.put(target, link.getFileName().toString().substring(0, 8));
                }
            }
        }
        return hashes;
    }
}

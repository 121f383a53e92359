package io.securerpc.certificate;

import static io.securerpc.testsupport.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the {@code openssl} command itself; {@link SubjectHashTest} holds the same law without it. */
class SubjectHashOpenSslTest {
    private static final Path SYSTEM_AUTHORITIES = Path.of("/etc/ssl/certs");
    private static final String REFUSED = "refused";
    private static final int NAMES = 2_000;
    private static final int ASKED_ONE_BY_ONE = 100;

    /** {@code openssl rehash} gives up at 256 certificates of one hash in one folder. */
    private static final int PER_FOLDER = 250;

    @TempDir
    Path folder;

    @BeforeEach
    void openSsl() {
        Tools.require("openssl");
    }

    @Test
    void agreesOnEveryCertificateOfTheSystem() throws Exception {
        Assumptions.assumeTrue(
                Files.isDirectory(SYSTEM_AUTHORITIES), SYSTEM_AUTHORITIES + " is not there (Debian: ca-certificates)");
        Map<Fingerprint, X509Certificate> certificates = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(SYSTEM_AUTHORITIES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("BEGIN CERTIFICATE")) {
                    CertificateFile.load(file).forEach(each -> certificates.put(Fingerprint.of(each), each));
                }
            }
        }
        Assumptions.assumeFalse(certificates.isEmpty(), "no certificates in " + SYSTEM_AUTHORITIES);
        List<X509Certificate> all = List.copyOf(certificates.values());
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            written.add(
                    Files.writeString(folder.resolve(i + ".pem"), pem(all.get(i).getEncoded())));
        }
        assertThat(all.stream().map(each -> SubjectHash.of(each).toString()))
                .containsExactlyElementsOf(askOneByOne(written));
    }

    @Test
    void agreesOnTwoThousandGeneratedNames() throws Exception {
        long seed = Long.getLong("securerpc.seed", 20_261_121L);
        RandomNames random = new RandomNames(seed);
        List<byte[]> names =
                IntStream.range(0, NAMES).mapToObj(i -> random.next()).toList();
        List<Path> files = writeCertificates(names);
        List<String> ours = names.stream().map(SubjectHashOpenSslTest::hash).toList();

        Map<Path, String> rehashed = askAtOnce(files);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            String theirs = rehashed.getOrDefault(files.get(i), REFUSED);
            if (!theirs.equals(ours.get(i))) {
                differences.add(HexFormat.of().formatHex(names.get(i)) + " openssl " + theirs + " ours " + ours.get(i));
            }
        }
        assertThat(differences).as("seed %d", seed).isEmpty();
        assertThat(rehashed).as("seed %d", seed).hasSizeBetween(NAMES * 3 / 4, NAMES - 50);
        assertThat(ours.subList(0, ASKED_ONE_BY_ONE))
                .as("seed %d", seed)
                .containsExactlyElementsOf(askOneByOne(files.subList(0, ASKED_ONE_BY_ONE)));
        assertThat(readByJavaToo(names, ours)).as("seed %d", seed).isGreaterThan(NAMES / 2);
    }

    /** Certificates that Java reads have the hash of the name they were made from. */
    private static int readByJavaToo(List<byte[]> names, List<String> ours) throws GeneralSecurityException {
        byte[] key = publicKey();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        int read = 0;
        for (int i = 0; i < names.size(); i++) {
            X509Certificate certificate;
            try {
                certificate = (X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(certificate(names.get(i), i, key)));
            } catch (CertificateException e) {
                continue; // Java reads fewer names than OpenSSL; how many is asserted by the caller
            }
            if (!ours.get(i).equals(REFUSED)) {
                assertThat(SubjectHash.of(certificate)).hasToString(ours.get(i));
                read++;
            }
        }
        return read;
    }

    private static String hash(byte[] name) {
        try {
            return SubjectHash.ofName(name).toString();
        } catch (SubjectNameException e) {
            return REFUSED;
        }
    }

    private List<Path> writeCertificates(List<byte[]> names) throws IOException, GeneralSecurityException {
        byte[] key = publicKey();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Path part = Files.createDirectories(folder.resolve("part" + i / PER_FOLDER));
            files.add(Files.writeString(part.resolve(i + ".pem"), pem(certificate(names.get(i), i, key))));
        }
        return files;
    }

    /** One process for all: {@code openssl rehash} links each certificate under its hash, and what it refuses not at all. */
    private Map<Path, String> askAtOnce(List<Path> files) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", "rehash"));
        List<Path> folders = files.stream().map(Path::getParent).distinct().toList();
        folders.forEach(part -> command.add(part.toString()));
        Tools.run(Duration.ofMinutes(2), command.toArray(String[]::new)); // its exit code counts what it refused
        Map<Path, String> hashes = new HashMap<>();
        for (Path part : folders) {
            try (Stream<Path> links = Files.list(part).filter(Files::isSymbolicLink)) {
                for (Path link : links.toList()) {
                    hashes.put(
                            part.resolve(Files.readSymbolicLink(link).getFileName()),
                            link.getFileName().toString().substring(0, 8));
                }
            }
        }
        return hashes;
    }

    /** One process for each certificate, in the documented words. */
    private List<String> askOneByOne(List<Path> files) {
        String script = files.stream()
                .map(file -> "openssl x509 -noout -subject_hash -in '" + file + "' 2>/dev/null || echo " + REFUSED)
                .collect(Collectors.joining("\n"));
        return Tools.run(Duration.ofMinutes(2), folder, script.getBytes(StandardCharsets.UTF_8), "sh")
                .success()
                .lines()
                .toList();
    }

    private static byte[] publicKey() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
    }

    /** A certificate in all but its signature, which nobody checks to hash a name. */
    private static byte[] certificate(byte[] subject, int serial, byte[] publicKey) {
        HexFormat hex = HexFormat.of();
        byte[] algorithm = hex.parseHex("300506032b6570");
        byte[] issuer = hex.parseHex("300c310a300806035504030c0158");
        byte[] validity = hex.parseHex("301e170d3235303130313030303030305a170d3335303130313030303030305a");
        byte[] number = Der.encode(2, new byte[] {1, (byte) (serial >>> 8), (byte) serial});
        byte[] signed = Der.encode(
                Der.SEQUENCE,
                join(hex.parseHex("a003020102"), number, algorithm, issuer, validity, subject, publicKey));
        return Der.encode(Der.SEQUENCE, join(signed, algorithm, Der.encode(3, new byte[65])));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END CERTIFICATE-----\n";
    }
}

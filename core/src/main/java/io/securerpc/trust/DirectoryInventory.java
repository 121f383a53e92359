package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.FileContent.Bad;
import io.securerpc.trust.FileContent.One;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whatever lies in a trust directory at one moment, judged as the server judges it. */
final class DirectoryInventory {
    private final Path directory;
    private final SortedMap<Path, ScannedFile> files;
    private final InstalledSnapshot snapshot;

    private DirectoryInventory(Path directory, TrustFolder folder, InstalledSnapshot snapshot) {
        this.directory = directory;
        this.files = folder.files();
        this.snapshot = snapshot;
    }

    static DirectoryInventory read(Path directory, Instant now) {
        TrustFolder folder = OpeningChecks.read(directory, System::nanoTime);
        InstalledSnapshot nobody = InstalledSnapshot.nobody(directory, Duration.ZERO, Revocation.OPTIONAL);
        return new DirectoryInventory(directory, folder, new SnapshotBuilder(folder, nobody, now).build());
    }

    ClientListing listing() {
        Map<Path, String> rejections = rejections();
        Set<Path> named = new HashSet<>();
        List<InstalledClient> clients = new ArrayList<>();
        byCertificate().values().forEach(same -> {
            same.forEach(file -> named.add(file.file()));
            clients.add(client(same, rejections));
        });
        clients.sort(Comparator.comparing(InstalledClient::callerId).thenComparing(InstalledClient::file));
        List<TrustEntry> unusable = snapshot.entries().stream()
                .filter(entry -> !entry.trusted() && !named.contains(entry.file()))
                .toList();
        return new ClientListing(clients, unusable);
    }

    /** The client that has this very certificate. */
    Optional<InstalledClient> client(Fingerprint fingerprint) {
        List<ScannedFile> same = namesOf(fingerprint);
        return same.isEmpty() ? Optional.empty() : Optional.of(client(same, rejections()));
    }

    /** Every name of one certificate, hashed ones first. */
    List<ScannedFile> namesOf(Fingerprint fingerprint) {
        return files.values().stream()
                .filter(file -> file.content() instanceof One one
                        && one.certificate().fingerprint().equals(fingerprint))
                .sorted(Comparator.comparing(file -> file.name() == null))
                .toList();
    }

    /**
     * Other certificates under hashed names that mean the same caller. Two subjects that are one for OpenSSL, case and white space aside, are
     * among them, unless they name nobody: then each certificate is a caller of its own.
     */
    List<ScannedFile> rivalsOf(InstalledCertificate certificate) {
        return files.values().stream()
                .filter(file -> file.name() != null
                        && file.content() instanceof One one
                        && !one.certificate().fingerprint().equals(certificate.fingerprint())
                        && one.certificate().callerKey().equals(certificate.callerKey()))
                .toList();
    }

    /** What has one of the numbers of a hash, links to nothing aside: those are gaps, for OpenSSL as for us. */
    NavigableMap<Integer, ScannedFile> numbers(String hash) {
        NavigableMap<Integer, ScannedFile> numbers = new TreeMap<>();
        for (ScannedFile file : files.values()) {
            if (file.name() != null
                    && file.name().hash().equals(hash)
                    && !(file.content() instanceof Bad bad && bad.gone())) {
                numbers.put(file.name().counter(), file);
            }
        }
        return numbers;
    }

    SortedMap<Path, ScannedFile> files() {
        return files;
    }

    Path directory() {
        return directory;
    }

    int trusted() {
        return snapshot.size();
    }

    private Map<Path, String> rejections() {
        Map<Path, String> rejections = new LinkedHashMap<>();
        snapshot.entries().forEach(entry -> entry.rejection().ifPresent(why -> rejections.put(entry.file(), why)));
        return rejections;
    }

    private Map<Fingerprint, List<ScannedFile>> byCertificate() {
        Map<Fingerprint, List<ScannedFile>> clients = new LinkedHashMap<>();
        for (ScannedFile file : files.values()) {
            if (file.content() instanceof One one) {
                clients.computeIfAbsent(one.certificate().fingerprint(), fingerprint -> new ArrayList<>())
                        .add(file);
            }
        }
        clients.values().forEach(same -> same.sort(Comparator.comparing(file -> file.name() == null)));
        return clients;
    }

    private InstalledClient client(List<ScannedFile> same, Map<Path, String> rejections) {
        InstalledCertificate certificate = ((One) same.get(0).content()).certificate();
        X509Certificate x509 = certificate.x509();
        Optional<String> rejection = snapshot.trusts(certificate.fingerprint())
                ? Optional.empty()
                : same.stream()
                        .flatMap(file -> Optional.ofNullable(rejections.get(file.file())).stream())
                        .findFirst()
                        .or(() -> Optional.of("not installed"));
        return new InstalledClient(
                certificate.callerId(),
                x509,
                same.stream().map(ScannedFile::file).toList(),
                rejection);
    }
}

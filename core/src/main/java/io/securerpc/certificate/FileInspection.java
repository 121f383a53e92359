package io.securerpc.certificate;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** Takes a file apart as far as it goes, collecting what the loaders would have refused it for. */
final class FileInspection {
    private final Path file;
    private final Passphrase passphrase;
    private final Instant now;
    private final FileContents contents;
    private final List<String> problems = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private List<X509Certificate> certificates = List.of();

    private FileInspection(Path file, Passphrase passphrase, Instant now) {
        this.file = file;
        this.passphrase = passphrase;
        this.now = now;
        this.contents = FileContents.read(
                Stream.concat(Stream.of(file), passphrase.file().stream()).toList());
    }

    static FileReport of(Path file, Passphrase passphrase, Instant now) {
        FileInspection inspection = new FileInspection(file, passphrase, now);
        FileReport.Kind kind = inspection.inspect();
        inspection.certificates.forEach(inspection::judge);
        return new FileReport(
                file,
                kind,
                inspection.certificates.stream().map(CertificateReport::of).toList(),
                inspection.keys,
                inspection.problems);
    }

    private FileReport.Kind inspect() {
        byte[] bytes;
        try {
            bytes = contents.bytes(file);
        } catch (SmallFile.Unreadable e) {
            problem(e.found(), "a file that can be read");
            return FileReport.Kind.UNKNOWN;
        }
        FileForm form = FileForm.of(bytes);
        return switch (form) {
            case PEM -> pem(bytes);
            case PKCS12 -> store(FileReport.Kind.PKCS12, () -> Pkcs12Store.read(file, bytes, secret(), null));
            case JKS -> store(FileReport.Kind.JKS, () -> JksStore.read(file, bytes, secret(), null));
            default -> other(form);
        };
    }

    private FileReport.Kind other(FileForm form) {
        problem(form.notPem(), form.expected("PEM, or a PKCS#12 or JKS key store"));
        return switch (form) {
            case DER_CERTIFICATE -> FileReport.Kind.CERTIFICATES;
            case DER_KEY -> FileReport.Kind.PRIVATE_KEY;
            case DER_ENCRYPTED_KEY -> FileReport.Kind.ENCRYPTED_PRIVATE_KEY;
            case DER_PUBLIC_KEY -> FileReport.Kind.PUBLIC_KEY;
            case DER_REQUEST -> FileReport.Kind.CERTIFICATE_REQUEST;
            case DER_DH_PARAMETERS -> FileReport.Kind.DH_PARAMETERS;
            default -> FileReport.Kind.UNKNOWN;
        };
    }

    private FileReport.Kind pem(byte[] bytes) {
        PemObjects objects;
        try {
            objects = PemObjects.parse(bytes);
        } catch (PemObjects.NotPem e) {
            problem(e.found(), e.expected("whole PEM blocks"));
            return FileReport.Kind.UNKNOWN;
        }
        Set<String> types = objects.blocks().stream().map(PemObject::getType).collect(Collectors.toSet());
        if (types.stream().anyMatch(CertificateFile.TYPES::contains)) {
            certificates = attempt(() -> CertificateFile.parse(file, bytes)).orElse(List.of());
        }
        List<PemObject> keyBlocks = objects.blocks().stream()
                .filter(block -> block.getType().endsWith("PRIVATE KEY"))
                .toList();
        if (!keyBlocks.isEmpty()) {
            return withKey(bytes, keyBlocks);
        }
        if (types.contains("DH PARAMETERS") || types.contains("X9.42 DH PARAMETERS")) {
            attempt(() -> DhParameters.parse(file, bytes))
                    .flatMap(DhParameters::weakness)
                    .ifPresent(problems::add);
            return FileReport.Kind.DH_PARAMETERS;
        }
        return withoutKey(types, objects.types());
    }

    private FileReport.Kind withoutKey(Set<String> types, String found) {
        if (types.stream().anyMatch(CertificateFile.TYPES::contains)) {
            attempt(() -> new ChainJudgement(certificates, file).warningsWithoutKey())
                    .ifPresent(problems::addAll);
            return FileReport.Kind.CERTIFICATES;
        }
        if (types.stream().anyMatch(type -> type.endsWith("CERTIFICATE REQUEST"))) {
            return FileReport.Kind.CERTIFICATE_REQUEST;
        }
        if (types.stream().anyMatch(type -> type.endsWith("PUBLIC KEY"))) {
            return FileReport.Kind.PUBLIC_KEY;
        }
        problem("only " + found, "a certificate, a private key or DH parameters");
        return FileReport.Kind.UNKNOWN;
    }

    private FileReport.Kind withKey(byte[] bytes, List<PemObject> blocks) {
        List<KeyContainer.Encryption> encryptions = blocks.stream()
                .flatMap(block -> KeyContainer.encryption(block).stream())
                .toList();
        for (KeyContainer.Encryption encryption : encryptions) {
            if (encryption.weak()) {
                problem(
                        "private key encrypted with " + encryption.name() + ", which can be broken",
                        "AES; 'openssl pkcs8 -topk8 -v2 aes-256-cbc' writes it anew");
            }
        }
        boolean closed = !encryptions.isEmpty() && passphrase.isNone();
        Optional<PrivateKey> key =
                closed ? Optional.empty() : attempt(() -> PrivateKeyFile.parse(file, bytes, secret()));
        String how = encryptions.isEmpty()
                ? "plain"
                : "encrypted with " + encryptions.get(0).name();
        keys.add(key.map(KeyText::of).orElse("private key") + ", " + how);
        if (key.isPresent() && !certificates.isEmpty()) {
            attempt(() -> ServerIdentity.of(certificates, key.get(), file, List.of()))
                    .ifPresent(identity -> problems.addAll(identity.warnings()));
        }
        return !certificates.isEmpty()
                ? FileReport.Kind.CERTIFICATES_AND_KEY
                : encryptions.isEmpty() ? FileReport.Kind.PRIVATE_KEY : FileReport.Kind.ENCRYPTED_PRIVATE_KEY;
    }

    private FileReport.Kind store(FileReport.Kind kind, Supplier<StoredIdentity> store) {
        attempt(store).ifPresent(stored -> {
            certificates = stored.certificates();
            keys.add(KeyText.of(stored.key()));
            attempt(() -> ServerIdentity.of(
                            ChainOrder.within(certificates, stored.key(), file), stored.key(), file, List.of()))
                    .ifPresent(identity -> problems.addAll(identity.warnings()));
        });
        return kind;
    }

    private void judge(X509Certificate certificate) {
        attempt(() -> CertificateNames.of(certificate));
        attempt(() -> SubjectHash.of(certificate));
        String subject = Printable.subject(certificate);
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            problem("'" + subject + "' expired at " + certificate.getNotAfter().toInstant(), "valid at " + now);
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            problem(
                    "'" + subject + "' not valid before "
                            + certificate.getNotBefore().toInstant(),
                    "valid at " + now);
        }
    }

    private KeySecret secret() {
        return passphrase.in(contents);
    }

    /** Runs what may refuse; a refusal is a problem to report and not an end. */
    private <T> Optional<T> attempt(Supplier<@Nullable T> step) {
        try {
            return Optional.ofNullable(step.get());
        } catch (SecureRpcException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void problem(String found, String expected) {
        problems.add("file '" + file + "': " + found + " (expected: " + expected + ")");
    }
}

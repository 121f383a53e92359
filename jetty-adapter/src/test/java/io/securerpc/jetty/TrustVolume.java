package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node whose trust directory lies on a volume that is mounted as Kubernetes does it. */
final class TrustVolume implements AutoCloseable {
    static final TestCertificate USER = TestCertificate.named("rpc.user.1").selfSigned();
    static final TestCertificate OTHER = TestCertificate.named("rpc.user.2").selfSigned();

    /** Whose connections end, and when. */
    enum Fate {
        ONE_AT_ONCE,
        ONE_AFTER_A_SECOND,
        ALL_AT_ONCE,
        ALL_AFTER_THE_GRACE_TIME
    }

    enum Failure {
        ENTRY_REMOVED(Fate.ONE_AT_ONCE),
        ENTRY_REPLACED(Fate.ONE_AT_ONCE),
        ENTRY_TORN(Fate.ONE_AFTER_A_SECOND),
        DIRECTORY_SWAPPED_FOR_ANOTHER(Fate.ONE_AT_ONCE),
        DIRECTORY_SWAPPED_FOR_AN_EMPTY_ONE(Fate.ALL_AT_ONCE),
        DIRECTORY_MISSING(Fate.ALL_AFTER_THE_GRACE_TIME),
        FILE_IN_PLACE_OF_DIRECTORY(Fate.ALL_AFTER_THE_GRACE_TIME),
        VOLUME_NOT_MOUNTED(Fate.ALL_AFTER_THE_GRACE_TIME),
        DIRECTORY_UNREADABLE(Fate.ALL_AFTER_THE_GRACE_TIME);

        final Fate fate;

        Failure(Fate fate) {
            this.fate = fate;
        }
    }

    private final Path data;
    private final Path clients;
    private final Path entry;
    private final Path aside;
    final TestNode node;

    TrustVolume(Path root, Duration grace) throws IOException {
        data = root.resolve("..data");
        clients = Files.createDirectories(root.resolve("..1/clients"));
        aside = root.resolve("aside");
        Files.createSymbolicLink(data, Path.of("..1"));
        Files.createSymbolicLink(root.resolve("clients"), Path.of("..data/clients"));
        TestNode.Builder builder = TestNode.in(root)
                .install(USER)
                .install(OTHER)
                .authentication(trust -> ClientAuthentication.require(trust.withGrace(grace)));
        entry = clients.resolve(TestNode.entryName(USER));
        node = builder.start();
    }

    void suffer(Failure failure) throws IOException {
        switch (failure) {
            case ENTRY_REMOVED -> Files.delete(entry);
            case ENTRY_REPLACED ->
                TestCertificate.named("rpc.user.1").selfSigned().writeCertificate(entry);
            case ENTRY_TORN -> Files.writeString(entry, "-----BEGIN CERTIFICATE-----\nMIIB");
            case DIRECTORY_SWAPPED_FOR_ANOTHER -> {
                Path next = Files.createDirectory(aside.resolveSibling("next"));
                OTHER.writeCertificate(next.resolve(TestNode.entryName(OTHER)));
                swap(next);
            }
            case DIRECTORY_SWAPPED_FOR_AN_EMPTY_ONE -> swap(Files.createDirectory(aside.resolveSibling("next")));
            case DIRECTORY_MISSING -> Files.move(clients, aside);
            case FILE_IN_PLACE_OF_DIRECTORY -> {
                Files.move(clients, aside);
                Files.writeString(clients, "not a folder");
            }
            case VOLUME_NOT_MOUNTED -> relink("..gone");
            case DIRECTORY_UNREADABLE -> permit("---------");
        }
    }

    void recover(Failure failure) throws IOException {
        switch (failure) {
            case ENTRY_REMOVED, ENTRY_REPLACED, ENTRY_TORN -> USER.writeCertificate(entry);
            case VOLUME_NOT_MOUNTED -> relink("..1");
            case DIRECTORY_UNREADABLE -> permit("rwxr-xr-x");
            default -> {
                if (Files.exists(clients)) {
                    Files.move(clients, aside.resolveSibling("last"));
                }
                Files.move(aside, clients);
            }
        }
    }

    /** Whose connections were cut, one for each. */
    List<String> cuts() {
        List<String> callers = new ArrayList<>();
        for (SecurityEvent event : node.events) {
            if (event instanceof SecurityEvent.ConnectionCut cut) {
                callers.add(cut.callerId());
            }
        }
        return callers;
    }

    /** Whole: a directory that nobody is in yet would be believed. */
    private void swap(Path next) throws IOException {
        Files.move(clients, aside);
        Files.move(next, clients);
    }

    private void relink(String target) throws IOException {
        Files.delete(data);
        Files.createSymbolicLink(data, Path.of(target));
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(clients, PosixFilePermissions.fromString(permissions));
    }

    @Override
    public void close() {
        node.close();
    }
}

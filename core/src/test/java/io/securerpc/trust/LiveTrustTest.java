package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.both;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the directory, and who is refused and cut for it. */
class LiveTrustTest {
    private static final String TRUSTED = "certificate:rpc.user.1 / certificate:rpc.user.1";
    private static final String OTHER_TRUSTED = "certificate:rpc.user.2 / certificate:rpc.user.2";
    private static final String GONE = "NOT_INSTALLED / NOT_INSTALLED";
    private static final String REFUSED_BUT_OPEN = "DIRECTORY_UNAVAILABLE / certificate:rpc.user.1";
    private static final String UNAVAILABLE = "DIRECTORY_UNAVAILABLE / DIRECTORY_UNAVAILABLE";

    @TempDir
    Path temporary;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate other = TestCertificate.named("rpc.user.2").selfSigned();
    private final List<String> changes = new ArrayList<>();
    private TrustFixture folder;
    private LiveTrust live;

    @BeforeEach
    void installTwoUsers() throws Exception {
        folder = new TrustFixture(temporary);
        folder.link(user, "rpcuser1.cert.pem");
        folder.link(other, "rpcuser2.cert.pem");
        live = folder.open();
        live.onChange(changes::add);
        assertThat(both(live, user)).isEqualTo(TRUSTED);
    }

    private void assertUserIsNow(String outcome) {
        live.refresh();
        assertThat(both(live, user)).isEqualTo(outcome);
    }

    private String change(String text) {
        return "trust directory " + folder.directory + ": " + text;
    }

    @Test
    void cutsExactlyTheUserWhoseLinkIsRemoved() throws Exception {
        Files.delete(folder.file(user));

        assertUserIsNow(GONE);
        assertThat(both(live, other)).isEqualTo(OTHER_TRUSTED);
        assertThat(changes)
                .containsExactly(change("1 trusted; removed certificate:rpc.user.1; not used 'rpcuser1.cert.pem'"
                        + " (not hashed: install as f013e17f.0)"));
    }

    @Test
    void cutsTheUserWhoseCertificateFileIsRemovedBehindTheLink() throws Exception {
        Files.delete(folder.directory.resolve("rpcuser1.cert.pem"));

        assertUserIsNow(GONE);
        assertThat(both(live, other)).isEqualTo(OTHER_TRUSTED);
    }

    @Test
    void admitsAUserInstalledLater() {
        TestCertificate third = TestCertificate.named("rpc.user.3").selfSigned();
        assertThat(both(live, third)).isEqualTo(GONE);

        folder.install(third);
        live.refresh();

        assertThat(both(live, third)).isEqualTo("certificate:rpc.user.3 / certificate:rpc.user.3");
        assertThat(changes).containsExactly(change("3 trusted; added certificate:rpc.user.3"));
    }

    @Test
    void cutsAUserWhoseCertificateIsReplaced() {
        TestCertificate renewed = TestCertificate.named("rpc.user.1").selfSigned();

        renewed.writeCertificate(folder.directory.resolve("rpcuser1.cert.pem"));

        assertUserIsNow(GONE);
        assertThat(both(live, renewed)).isEqualTo(TRUSTED);
    }

    @Test
    void noticesAReplacementThatHidesBehindSizeAndTime() throws Exception {
        Path file = folder.directory.resolve("rpcuser1.cert.pem");
        TestCertificate renewed = TestCertificate.named("rpc.user.1").selfSigned();
        int size = 4000;
        Files.writeString(file, padded(user.certificatePem(), size));
        FileTime longAgo = FileTime.fromMillis(1_700_000_000_000L);
        Files.setLastModifiedTime(file, longAgo);
        assertUserIsNow(TRUSTED);

        Files.writeString(file, padded(renewed.certificatePem(), size));
        Files.setLastModifiedTime(file, longAgo);

        assertThat(Files.size(file)).isEqualTo(size);
        assertUserIsNow(GONE);
    }

    private static String padded(String pem, int size) {
        return pem + "\n".repeat(size - pem.length());
    }

    @Test
    void noticesAReplacementByTheStampAloneOnceTheFileHasSettled() throws Exception {
        Path file = folder.directory.resolve("rpcuser1.cert.pem");
        FileStamp before = FileStamp.of(file);
        Path next = Files.writeString(temporary.resolve("next"), Files.readString(file));
        Files.setLastModifiedTime(next, before.modified());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);

        FileStamp after = FileStamp.of(file);

        assertThat(after.modified()).isEqualTo(before.modified());
        assertThat(after.size()).isEqualTo(before.size());
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void followsASwapOfTheFolderItsLinksLeadThrough() throws Exception {
        TrustFixture mounted = new TrustFixture(Files.createDirectory(temporary.resolve("mount")));
        Path first = Files.createDirectory(mounted.directory.resolve("..first"));
        Path second = Files.createDirectory(mounted.directory.resolve("..second"));
        user.writeCertificate(first.resolve("f013e17f.0"));
        TestCertificate renewed = TestCertificate.named("rpc.user.1").selfSigned();
        renewed.writeCertificate(second.resolve("f013e17f.0"));
        Path data = Files.createSymbolicLink(mounted.directory.resolve("..data"), Path.of("..first"));
        Files.createSymbolicLink(mounted.file(user), Path.of("..data/f013e17f.0"));
        LiveTrust swapped = mounted.open();
        assertThat(both(swapped, user)).isEqualTo(TRUSTED);

        Path next = Files.createSymbolicLink(mounted.directory.resolve("..next"), Path.of("..second"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        swapped.refresh();

        assertThat(both(swapped, user)).isEqualTo(GONE);
        assertThat(both(swapped, renewed)).isEqualTo(TRUSTED);
    }

    @Test
    void followsAFlipOfTheDirectoryItself() throws Exception {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        folder.install(other);
        Path link = Files.createSymbolicLink(temporary.resolve("current"), folder.directory);
        LiveTrust linked = ClientTrust.installed(link).open(folder.clock);
        assertThat(both(linked, user)).isEqualTo(TRUSTED);

        Files.move(
                Files.createSymbolicLink(temporary.resolve("next"), empty), link, StandardCopyOption.REPLACE_EXISTING);
        linked.refresh();

        assertThat(both(linked, user)).isEqualTo(GONE);
    }

    @Test
    void refusesTheUserOfATornFileAtOnceAndCutsAfterASecond() throws Exception {
        Path file = folder.directory.resolve("rpcuser1.cert.pem");
        Files.writeString(file, user.certificatePem().substring(0, 200));
        assertUserIsNow(REFUSED_BUT_OPEN);
        assertThat(both(live, other)).isEqualTo(OTHER_TRUSTED);

        folder.clock.advance(Duration.ofMillis(900));
        assertUserIsNow(REFUSED_BUT_OPEN);
        // Still torn, in another way: the second began when it was first torn.
        Files.writeString(file, "");
        folder.clock.advance(Duration.ofMillis(200));
        assertUserIsNow(UNAVAILABLE);

        user.writeCertificate(file);
        assertUserIsNow(TRUSTED);
    }

    @Test
    void keepsATornFileFromShieldingARemovedUser() throws Exception {
        Path file = folder.directory.resolve("rpcuser1.cert.pem");
        Files.writeString(file, "torn");
        assertUserIsNow(REFUSED_BUT_OPEN);

        Files.delete(folder.file(user));

        assertUserIsNow(GONE);
    }

    @Test
    void refusesAllWhileTheDirectoryIsMissingAndCutsAfterTheGraceTime() throws Exception {
        Path away = temporary.resolve("away");
        Files.move(folder.directory, away);
        assertUserIsNow(REFUSED_BUT_OPEN);
        assertThat(live.current().unavailable()).contains("missing");

        folder.clock.advance(Duration.ofSeconds(59));
        assertUserIsNow(REFUSED_BUT_OPEN);
        folder.clock.advance(Duration.ofSeconds(1));
        assertUserIsNow(UNAVAILABLE);

        Files.move(away, folder.directory);
        assertUserIsNow(TRUSTED);
        assertThat(changes)
                .containsExactly(change("missing: nobody new is admitted"), change("2 trusted; readable again"));
    }

    @Test
    void cutsAfterTheGraceTimeEvenIfNobodyLooks() throws Exception {
        Files.move(folder.directory, temporary.resolve("away"));
        live.refresh();

        folder.clock.advance(Duration.ofSeconds(60));

        assertThat(both(live, user)).isEqualTo(UNAVAILABLE);
    }

    @Test
    void graceIsASetting() throws Exception {
        live = folder.trust().withGrace(Duration.ZERO).open(folder.clock);
        Files.move(folder.directory, temporary.resolve("away"));

        assertUserIsNow(UNAVAILABLE);
    }

    @Test
    void refusesAllWhileAFileIsInPlaceOfTheDirectory() throws Exception {
        Path away = Files.move(folder.directory, temporary.resolve("away"));
        Files.writeString(folder.directory, "not a folder");

        assertUserIsNow(REFUSED_BUT_OPEN);
        assertThat(live.current().unavailable()).contains("not a directory");

        Files.delete(folder.directory);
        Files.move(away, folder.directory);
        assertUserIsNow(TRUSTED);
    }

    @Test
    void cutsWhoeverWasRemovedWhileTheDirectoryWasAway() throws Exception {
        Path away = Files.move(folder.directory, temporary.resolve("away"));
        assertUserIsNow(REFUSED_BUT_OPEN);
        Files.delete(away.resolve("f013e17f.0"));
        Files.move(away, folder.directory);

        assertUserIsNow(GONE);
        assertThat(both(live, other)).isEqualTo(OTHER_TRUSTED);
    }

    @Test
    void cutsAllWhenTheDirectoryIsEmptied() throws Exception {
        Path away = Files.move(folder.directory, temporary.resolve("away"));
        Files.createDirectory(folder.directory);

        assertUserIsNow(GONE);
        assertThat(both(live, other)).isEqualTo(GONE);
        assertThat(changes)
                .containsExactly(change("0 trusted; NOBODY IS TRUSTED ANY MORE; removed certificate:rpc.user.1,"
                        + " certificate:rpc.user.2"));

        Files.delete(folder.directory);
        Files.move(away, folder.directory);
        assertUserIsNow(TRUSTED);
    }

    @Test
    void refusesAndCutsAllWhenLookingItselfFails() {
        folder.clock.fail(true);
        live.refresh();
        folder.clock.fail(false);

        assertThat(both(live, user)).isEqualTo(UNAVAILABLE);
        assertThat(live.current().unavailable()).contains("unreadable: IllegalStateException the clock is broken");
        assertUserIsNow(TRUSTED);
    }

    @Test
    void publishesBeforeItTellsListenersAndSurvivesThem() throws Exception {
        List<String> seen = new ArrayList<>();
        live.onTick(() -> {
            throw new IllegalStateException("injected");
        });
        live.onTick(() -> seen.add(both(live, user)));
        Files.delete(folder.file(user));

        live.refresh();
        live.refresh();

        assertThat(seen).containsExactly(GONE, GONE);
        assertThat(changes).hasSize(1);
    }

    @Test
    void watchesByItselfOnceStartedUntilClosed() throws Exception {
        AtomicInteger ticks = new AtomicInteger();
        live.onTick(ticks::incrementAndGet);
        try (LiveTrust watching = live) {
            watching.start();
            assertThatThrownBy(watching::start).isInstanceOf(IllegalStateException.class);
            await().until(() -> ticks.get() >= 2);

            Files.delete(folder.file(user));

            await().until(() -> both(watching, user).equals(GONE));
            assertThat(both(watching, other)).isEqualTo(OTHER_TRUSTED);
        }
        assertThatThrownBy(live::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noticesChangedFoldersByTheCheapLook() throws Exception {
        TrustFolder seen = TrustFolder.unread(folder.directory, System::nanoTime);
        assertThat(seen.foldersChanged()).isTrue();
        seen.lookAtAll(LookProgress.NONE);
        FileTime longAgo = FileTime.fromMillis(1_700_000_000_000L);
        Files.setLastModifiedTime(folder.directory, longAgo);
        assertThat(seen.foldersChanged()).isTrue();
        Files.move(folder.directory, temporary.resolve("away"));
        assertThat(seen.foldersChanged()).isTrue();
    }

    @Test
    void believesNoSnapshotThatNobodyCorrectsAnyMore() {
        AtomicLong nanos = new AtomicLong(System.nanoTime());
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (LiveTrust watching = LiveTrust.open(folder.trust(), folder.clock, nanos::get)) {
            watching.onTick(() -> {
                hanging.countDown();
                await().until(() -> release.getCount() == 0);
            });
            watching.start();
            await().until(() -> hanging.getCount() == 0);
            assertThat(both(watching, user)).isEqualTo(TRUSTED);

            nanos.addAndGet(Duration.ofSeconds(16).toNanos());
            assertThat(both(watching, user)).isEqualTo(REFUSED_BUT_OPEN);
            assertThat(TrustFixture.detail(watching.judge(user.chain()))).contains(": not looked at for 16 s; ");
            nanos.addAndGet(Duration.ofSeconds(45).toNanos());
            assertThat(both(watching, user)).isEqualTo(UNAVAILABLE);

            release.countDown();
            await().until(() -> both(watching, user).equals(TRUSTED));
        } finally {
            release.countDown();
        }
    }
}

package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.FileContents;
import io.securerpc.reload.Judgement;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveSource;
import io.securerpc.trust.FollowedDisabledCallers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a look at a file counts. A look takes as long as {@code lookSeconds} says, by the clock of this test. */
class CheckedFileTest implements LiveSource<String> {
    @TempDir
    private Path folder;

    private Path path;
    private long nanos = Long.MAX_VALUE - 7; // it may wrap
    private long lookSeconds;
    private boolean broken;
    private Live<String> live;
    private CheckedFile file;

    @BeforeEach
    void open() throws IOException {
        path = Files.writeString(folder.resolve("file"), "good");
        live = Live.open(this, InstantSource.system());
        file = CheckedFile.of(live, () -> nanos);
    }

    private long age() {
        return file.state().time().toSeconds();
    }

    private void look(long seconds) {
        lookSeconds = seconds;
        file.look();
        lookSeconds = 0;
    }

    /** Files that were tried just now are tried again after as long as that took. */
    private void lookUntilItCounts() {
        await().untilAsserted(() -> {
            look(0);
            assertThat(age()).isZero();
        });
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void isAsItWasReadUntilSomebodyLooks() {
        pass(100);
        assertThat(age()).isZero();
        file.begin();
        assertThat(age()).isZero();
        pass(16);
        assertThat(file.state()).hasToString("the file not looked at for 16 s, its file system may hang");
        look(0);
        assertThat(age()).isZero();
    }

    /** An editor, a script or a lost mount: what was good before stays so, as everywhere. */
    @Test
    void isLookedAtWhereItIsMissingOrWrong() throws IOException {
        file.begin();
        Files.delete(path);
        for (int i = 0; i < 100; i++) {
            pass(1);
            look(0);
            assertThat(age()).isZero();
        }
        assertThat(live.status().failing()).isTrue();
    }

    /** As a mount does that gives up after a minute, and answers by errors from then on: who was taken back meanwhile nobody has seen. */
    @Test
    void isNotBelievedAgainByAnErrorWhereItHasHung() throws IOException {
        file.begin();
        Files.delete(path);
        look(60);
        assertThat(age()).isEqualTo(60);
        for (int i = 0; i < 10; i++) {
            pass(1);
            look(0);
        }
        assertThat(age()).isEqualTo(70);

        Files.writeString(path, "good");
        lookUntilItCounts();
    }

    /** Such a look says nothing of the file, not even that it is missing. */
    @Test
    void isNotLookedAtWhereLookingFailsAltogether() {
        file.begin();
        broken = true;
        for (int i = 0; i < 16; i++) {
            pass(1);
            look(0);
        }
        assertThat(age()).isEqualTo(16);
        broken = false;
        lookUntilItCounts();
    }

    @Test
    void theSameHoldsOfTheListOfDisabledCallers() throws IOException {
        Path disabled = Files.writeString(folder.resolve("disabled"), "token:ci");
        FollowedDisabledCallers list = FollowedDisabledCallers.ofCredentials(disabled);
        CheckedFile checked = CheckedFile.of(
                list,
                () -> {
                    list.look(InstantSource.system());
                    pass(lookSeconds);
                },
                () -> nanos);
        checked.begin();
        Files.delete(disabled);
        pass(14);
        checked.look();
        assertThat(checked.state().time()).isEqualTo(Duration.ZERO);
        lookSeconds = 16;
        checked.look();
        lookSeconds = 0;
        checked.look();
        assertThat(checked.state().time()).isEqualTo(Duration.ofSeconds(16));
        Files.writeString(disabled, "token:ci");
        checked.look();
        assertThat(checked.state().time()).isEqualTo(Duration.ZERO);
    }

    @Override
    public String subject() {
        return "the file";
    }

    @Override
    public List<Path> files() {
        pass(lookSeconds);
        if (broken) {
            throw new IllegalStateException("broken");
        }
        return List.of(path);
    }

    @Override
    public String load(FileContents contents, Instant now) {
        try {
            return new String(contents.bytesOf(path), UTF_8);
        } catch (IOException e) {
            throw new TestException(e);
        }
    }

    @Override
    public Judgement judge(String serving, String candidate, Instant now) {
        return new Judgement.Unchanged();
    }

    private static final class TestException extends io.securerpc.SecureRpcException {
        private static final long serialVersionUID = 1;

        TestException(IOException cause) {
            super("file: " + cause.getMessage(), cause);
        }
    }
}

package io.securerpc.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTest {
    @TempDir
    Path folder;

    private final MovableTime time = new MovableTime();
    private final News<String> news = new News<>(Function.identity());
    private TextSource source;
    private Live<String> live;

    @BeforeEach
    void open() {
        source = new TextSource(folder.resolve("file"), time);
        source.write("first");
        live = Live.open(source, time, time);
        live.addListener(news);
    }

    @Test
    void throwsWhatTheFirstLoadThrows() {
        source.write("torn");
        assertThatThrownBy(() -> Live.open(source, time, time))
                .isInstanceOf(TextSource.Torn.class)
                .hasMessage("torn at 2026-11-21T00:00:00Z");
    }

    @Test
    void beginsWithAStatusOfTheFirstLoad() {
        assertThat(live.current()).isEqualTo("first");
        assertThat(live.status())
                .isEqualTo(new LiveStatus("text 'file'", at(0), at(0), at(0), false, Optional.empty(), 1, 0));
    }

    @Test
    void loadsNothingWhileNothingChanges() {
        lookAfter(1);
        lookAfter(100);
        assertThat(source.loads).hasValue(1);
        assertThat(live.status())
                .isEqualTo(new LiveStatus("text 'file'", at(0), at(101), at(101), false, Optional.empty(), 1, 0));
        assertThat(news.take()).isEmpty();
    }

    @Test
    void takesWhatIsBetterAtOnceAndTells() {
        source.write("odd second");
        lookAfter(1);
        assertThat(live.current()).isEqualTo("odd second");
        assertThat(live.status())
                .isEqualTo(new LiveStatus("text 'file'", at(1), at(1), at(1), false, Optional.empty(), 2, 0));
        assertThat(news.take()).containsExactly("swapped first for odd second [odd text]");
    }

    @Test
    void keepsServingWhatWasGoodAndSaysWhy() {
        source.write("torn");
        lookAfter(1);
        assertThat(live.current()).isEqualTo("first");
        assertThat(live.status())
                .isEqualTo(new LiveStatus(
                        "text 'file'",
                        at(0),
                        at(1),
                        at(0),
                        true,
                        Optional.of(new LiveStatus.Failure(at(1), "torn at 2026-11-21T00:00:01Z")),
                        1,
                        1));
    }

    @Test
    void tellsAFailureWhenItHasLastedASecondAndOnlyOnce() {
        source.write("torn");
        lookAfter(1);
        assertThat(news.take()).isEmpty();
        lookAfter(1);
        assertThat(news.take()).containsExactly("rejected: torn at 2026-11-21T00:00:01Z");
        for (int i = 0; i < 100; i++) {
            lookAfter(1); // each retry has another time in its reason
        }
        assertThat(source.loads.get()).isGreaterThan(5);
        assertThat(news.take()).isEmpty();
    }

    @Test
    void tellsAnotherReasonAgain() {
        source.write("torn");
        lookAfter(1);
        lookAfter(1);
        source.write("worse");
        lookAfter(1);
        assertThat(news.take()).containsExactly("rejected: torn at 2026-11-21T00:00:01Z", "rejected: worse than first");
    }

    @Test
    void tellsNothingOfFilesThatAreWrittenOneAfterTheOther() {
        source.write("torn");
        lookAfter(1);
        source.write("second");
        lookAfter(1);
        assertThat(news.take()).containsExactly("swapped first for second []");
        assertThat(live.status().failing()).isFalse();
        assertThat(live.status().lastFailure()).contains(new LiveStatus.Failure(at(1), "torn at 2026-11-21T00:00:01Z"));
    }

    @Test
    void tellsWhenTheFilesHoldAgainWhatIsServed() {
        source.write("torn");
        lookAfter(1);
        lookAfter(1);
        source.write("first");
        lookAfter(1);
        assertThat(news.take()).containsExactly("rejected: torn at 2026-11-21T00:00:01Z", "recovered");
        assertThat(live.status().failing()).isFalse();
        assertThat(live.status().lastGood()).isEqualTo(at(3));
        assertThat(live.status().servingSince()).isEqualTo(at(0));
    }

    @Test
    void triesRefusedFilesAgainAfterTenSeconds() {
        source.write("torn");
        lookAfter(1);
        lookAfter(9);
        assertThat(source.loads).hasValue(2);
        lookAfter(1);
        assertThat(source.loads).hasValue(3);
        assertThat(live.status().failures()).isEqualTo(2);
    }

    @Test
    void restsNineteenTimesAsLongAsADearAttemptAtTheSameFiles() {
        source.write("torn");
        source.cost = Duration.ofSeconds(2);
        lookAfter(1);
        for (int i = 0; i < 37; i++) {
            lookAfter(1);
        }
        assertThat(source.loads).hasValue(2);
        lookAfter(1);
        assertThat(source.loads).hasValue(3);
    }

    @Test
    void waitsAfterADearAttemptForAsLongBeforeItTriesChangedFiles() {
        source.write("torn");
        source.cost = Duration.ofSeconds(2);
        lookAfter(1);
        source.write("second");
        lookAfter(1);
        assertThat(source.loads).hasValue(2);
        assertThat(live.status().failing()).isTrue();
        lookAfter(1);
        assertThat(live.current()).isEqualTo("second");
    }

    @Test
    void takesWhatLooksHalfWrittenOnceItHasStoodUnchanged() {
        source.write("half");
        lookAfter(1);
        assertThat(live.current()).isEqualTo("first");
        assertThat(live.status().lastFailure()).contains(new LiveStatus.Failure(at(1), "half written"));
        lookAfter(4);
        assertThat(live.current()).isEqualTo("first");
        lookAfter(1);
        assertThat(live.current()).isEqualTo("half");
        assertThat(news.take())
                .containsExactly(
                        "rejected: half written",
                        "swapped first for half [half written; taken nevertheless, because unchanged for 5 s, and odd]");
    }

    @Test
    void beginsToWaitAnewWithEachChangeOfWhatLooksHalfWritten() {
        source.write("half");
        lookAfter(1);
        for (int i = 0; i < 10; i++) {
            source.write("half" + i);
            lookAfter(4);
        }
        assertThat(live.current()).isEqualTo("first");
    }

    @Test
    void survivesEverythingThatIsThrown() throws Exception {
        live.addListener(new LiveListener<>() {
            @Override
            public void swapped(String before, String after, List<String> warnings) {
                throw new AssertionError("listener");
            }

            @Override
            public void rejected(String reason) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void recovered() {
                throw new StackOverflowError();
            }
        });
        News<String> later = new News<>(Function.identity());
        live.addListener(later);
        source.write("mistake");
        lookAfter(1);
        assertThat(live.status().lastFailure())
                .contains(new LiveStatus.Failure(
                        at(1), "loading failed: java.lang.IllegalArgumentException: our mistake"));
        lookAfter(1);
        time.fail(true);
        assertThatCode(live::look).doesNotThrowAnyException();
        assertThat(live.status().failing()).isTrue();
        time.fail(false);
        Files.delete(source.file);
        lookAfter(1);
        source.write("first");
        lookAfter(1);
        source.write("second");
        lookAfter(1);
        assertThat(later.take())
                .containsExactly(
                        "rejected: loading failed: java.lang.IllegalArgumentException: our mistake",
                        "rejected: unreadable",
                        "recovered",
                        "swapped first for second []");
    }

    @Test
    void recoversFromABrokenClockThoughNoFileChanges() {
        time.fail(true);
        live.look();
        assertThat(live.status().lastFailure())
                .contains(new LiveStatus.Failure(
                        at(0), "looking at the files failed: java.lang.IllegalStateException: the clock is broken"));
        time.fail(false);
        lookAfter(1);
        assertThat(live.status().failing()).isFalse();
        assertThat(live.status().lastGood()).isEqualTo(at(1));
    }

    private void lookAfter(int seconds) {
        time.advance(seconds);
        live.look();
    }

    private static Instant at(int seconds) {
        return MovableTime.BEGIN.plusSeconds(seconds);
    }
}

package io.securerpc.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.FileContents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(5);

    @TempDir
    Path folder;

    private final MovableTime time = new MovableTime();

    @Test
    void keepsEveryValueUpToDate() {
        TextSource one = source("one");
        TextSource other = source("other");
        Live<String> first = Live.open(one, time, time);
        Live<String> second = Live.open(other, time, time);
        try (LiveWatch watch = LiveWatch.start(List.of(first, second), OFTEN)) {
            one.write("changed one");
            other.write("changed other");
            await().until(() ->
                    first.current().equals("changed one") && second.current().equals("changed other"));
            assertThat(watch.stalledFor()).isEmpty();
        }
    }

    @Test
    void looksNoMoreOnceClosed() {
        TextSource source = source("text");
        Live<String> live = Live.open(source, time, time);
        Set<Thread> before = watchThreads();
        Thread thread;
        try (LiveWatch watch = LiveWatch.start(List.of(live), OFTEN)) {
            thread = newThread(before);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(watch.stalledFor()).isEmpty();
        }
        await().until(() -> !thread.isAlive());
        source.write("changed");
        assertThat(live.current()).isEqualTo("text");
    }

    @Test
    void goesOnWhenItIsInterruptedAndWhenLooksFail() {
        TextSource source = source("text");
        Live<String> live = Live.open(source, time, time);
        Set<Thread> before = watchThreads();
        try (LiveWatch watch = LiveWatch.start(List.of(live), OFTEN)) {
            newThread(before).interrupt();
            time.fail(true);
            await().until(() -> live.status().failing());
            time.fail(false);
            source.write("changed");
            await().until(() -> live.current().equals("changed"));
            assertThat(watch.stalledFor()).isEmpty();
        }
    }

    @Test
    void holdsUpNobodyButItselfWhereFilesHang() throws Exception {
        Hanging hanging = new Hanging(source("text"));
        Live<String> live = Live.open(hanging, time, time);
        hanging.hangs = true;
        try (LiveWatch watch = LiveWatch.start(List.of(live), OFTEN, time)) {
            hanging.entered.await();
            assertThat(live.current()).isEqualTo("text");
            assertThat(live.status().lastLook()).isEqualTo(MovableTime.BEGIN);
            time.advance(15);
            assertThat(watch.stalledFor()).isEmpty();
            time.advance(1);
            assertThat(watch.stalledFor()).contains(Duration.ofSeconds(16));
            hanging.hangs = false;
            hanging.released.countDown();
            await().until(() -> watch.stalledFor().isEmpty());
            await().until(() -> live.status().lastLook().equals(MovableTime.BEGIN.plusSeconds(16)));
        } finally {
            hanging.released.countDown();
        }
    }

    @Test
    void refusesAnIntervalOfNothing() {
        for (Duration interval : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> LiveWatch.start(List.of(), interval))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("interval: " + interval + " (expected: more than none)");
        }
        assertThat(LiveWatch.INTERVAL).isEqualTo(Duration.ofMillis(500));
    }

    private TextSource source(String text) {
        TextSource source = new TextSource(folder.resolve(text), time);
        source.write(text);
        return source;
    }

    private static Set<Thread> watchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("secure-rpc-reload") && thread.isAlive())
                .collect(Collectors.toSet());
    }

    /** The one that was not there before. */
    private static Thread newThread(Set<Thread> before) {
        Set<Thread> now = watchThreads();
        now.removeAll(before);
        assertThat(now).hasSize(1);
        return now.iterator().next();
    }

    /** As a network file system whose server is gone. */
    private static final class Hanging implements LiveSource<String> {
        private final TextSource source;
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean hangs;

        Hanging(TextSource source) {
            this.source = source;
        }

        @Override
        public String subject() {
            return source.subject();
        }

        @Override
        public List<Path> files() {
            if (hangs) {
                entered.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return source.files();
        }

        @Override
        public String load(FileContents contents, Instant now) {
            return source.load(contents, now);
        }

        @Override
        public Judgement judge(String serving, String candidate, Instant now) {
            return source.judge(serving, candidate, now);
        }
    }
}

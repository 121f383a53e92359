package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Those who change one file at the same time, in threads and in processes of their own, and somebody who reads it meanwhile. */
final class FileWriters {
    private FileWriters() {}

    /** Changes a file in another process. */
    static Callable<Void> process(Class<?> program, Path file, String name, int changes) {
        return () -> {
            Tools.run(
                            Duration.ofMinutes(2),
                            ProcessHandle.current().info().command().orElse("java"),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            program.getName(),
                            file.toString(),
                            name,
                            String.valueOf(changes))
                    .success();
            return null;
        };
    }

    /** Runs all of them at once, while the file is read again and again. */
    static void run(List<Callable<Void>> writers, Runnable reading) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size() + 1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        try {
            Future<Integer> reader = threads.submit(() -> {
                int reads = 0;
                try {
                    while (!ended.get()) {
                        reading.run();
                        reads++;
                        begun.countDown();
                    }
                } finally {
                    begun.countDown();
                }
                return reads;
            });
            begun.await();
            for (Future<Void> end : threads.invokeAll(writers)) {
                end.get();
            }
            ended.set(true);
            assertThat(reader.get()).isPositive();
        } finally {
            ended.set(true);
            threads.shutdownNow();
        }
    }
}

package io.securerpc.trust;

import io.securerpc.testsupport.CertificateSeries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a trust directory of many clients costs: to load, to look at, to change, to keep in memory. */
public final class DirectoryCosts {
    private DirectoryCosts() {}

    /** Takes a folder to work in, and how many certificates to install. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]).resolve("clients");
        int count = Integer.parseInt(arguments[1]);
        CertificateSeries series = CertificateSeries.begin();
        Path[] files = timed("made " + count + " files", () -> ManyInstalled.in(directory, series, count));
        long before = usedHeap();
        try (LiveTrust live = timed("first load", () -> ClientTrust.installed(directory).open(InstantSource.system()))) {
            System.out.printf(
                    Locale.ROOT, "%,d trusted, %,d bytes of heap each%n", live.current().size(), (usedHeap() - before) / count);
            look("look everywhere, nothing changed", live, true);
            look("again", live, true);
            Thread.sleep(2500);
            look("look, a slice", live, false);
            look("look, a slice", live, false);
            Files.delete(files[count / 2]);
            look("look after a removal", live, false);
            look("the next", live, false);
            Files.writeString(files[count / 3], series.pem(count + 1));
            look("look everywhere after a rewrite", live, true);
            watch(live, series, files);
        }
    }

    private static void watch(LiveTrust live, CertificateSeries series, Path[] files) throws Exception {
        AtomicBoolean cut = new AtomicBoolean();
        for (int round = 1; round <= 5; round++) {
            int client = round;
            if (round == 1) {
                live.onTick(() -> cut.set(true));
                live.start();
            }
            Thread.sleep(7000 / round);
            long begin = System.nanoTime();
            Files.delete(files[client]);
            while (live.judge(List.of(series.certificate(client))) instanceof TrustDecision.Trusted) {
                Thread.sleep(5);
            }
            System.out.printf("removal noticed after %d ms%n", Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
        Thread watcher = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("secure-rpc-trust")).findFirst().orElseThrow();
        var threads = ManagementFactory.getThreadMXBean();
        Thread.sleep(10_000);
        long cpu = threads.getThreadCpuTime(watcher.getId());
        Thread.sleep(20_000);
        System.out.printf(Locale.ROOT, "watcher, quiet: %.1f %% of a core%n", (threads.getThreadCpuTime(watcher.getId()) - cpu) / 20e7);
        long end = System.nanoTime() + 30_000_000_000L;
        cpu = threads.getThreadCpuTime(watcher.getId());
        for (int i = 10; System.nanoTime() < end; i++) {
            Files.delete(files[i]);
            Thread.sleep(250);
        }
        System.out.printf(Locale.ROOT, "watcher, four changes a second: %.1f %% of a core%n", (threads.getThreadCpuTime(watcher.getId()) - cpu) / 30e7);
    }

    private static void look(String what, LiveTrust live, boolean everywhere) throws Exception {
        timed(what, () -> {
            live.look(everywhere);
            return null;
        });
    }

    private static <T> T timed(String what, Callable<T> action) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        T result = action.call();
        System.out.printf("%s: %,d ms, CPU %,d ms%n", what, (System.nanoTime() - begin) / 1_000_000, (threads.getCurrentThreadCpuTime() - cpu) / 1_000_000);
        return result;
    }

    private static long usedHeap() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

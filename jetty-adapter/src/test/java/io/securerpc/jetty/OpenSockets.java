package io.securerpc.jetty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The sockets of this machine as Linux shows them, whatever a server believes to have. */
final class OpenSockets {
    /** Where nothing is left for a peer to do: the kernel's business, no process has them open. */
    private static final List<String> OVER = List.of("06", "0A");

    private OpenSockets() {}

    static boolean areShown() {
        return Files.isReadable(Path.of("/proc/net/tcp"));
    }

    /** Server sides of connections to a port of 127.0.0.1; the number alone may be that of anybody's client on another loopback address too. */
    static long of(int port) throws IOException {
        String local = String.format(Locale.ROOT, "0100007F:%04X", port);
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            count += Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(local) && !OVER.contains(columns[3]))
                    .filter(columns -> !columns[9].equals("0"))
                    .count();
        }
        return count;
    }

    /** Files of all kinds that this process has open. */
    static long descriptors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}

package io.securerpc.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a test that has to know it before anything listens there, or that asserts that nothing does afterwards. It is none of those that systems give away by themselves, from 32768 on, so that
 * no connection and no server of another test gets it in between.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** Returns one on which nothing listens on 127.0.0.1. */
    public static int next() {
        IOException taken = new IOException("no attempt");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                taken = e;
            }
        }
        throw new UncheckedIOException("ports " + FIRST + " to " + END + ": none is free", taken);
    }
}

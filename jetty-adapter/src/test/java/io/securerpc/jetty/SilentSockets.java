package io.securerpc.jetty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sockets that connect and say nothing. Each comes again every ten seconds, whether or not it was dropped meanwhile, so that there are always as many of them. */
final class SilentSockets implements AutoCloseable {
    private static final int ADDRESSES = 40;
    private static final long COMES_AGAIN = TimeUnit.SECONDS.toNanos(10);

    private final int port;
    private final Socket[] sockets;
    private final Thread returning = new Thread(this::comeAgain, "silent sockets");
    private volatile boolean closed;
    private volatile IOException failure;

    private SilentSockets(int port, int count) {
        this.port = port;
        this.sockets = new Socket[count];
    }

    static SilentSockets connect(int port, int count) throws IOException {
        SilentSockets silent = new SilentSockets(port, count);
        try {
            for (int i = 0; i < count; i++) {
                silent.connect(i);
            }
        } catch (IOException e) {
            silent.closeAll();
            throw e;
        }
        silent.returning.start();
        return silent;
    }

    private void comeAgain() {
        try {
            long due = System.nanoTime();
            for (int i = 0; !closed; i = (i + 1) % sockets.length) {
                due += COMES_AGAIN / sockets.length;
                for (long left = due - System.nanoTime(); left > 0 && !closed; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                sockets[i].close();
                connect(i);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void connect(int i) throws IOException {
        Socket socket = new Socket();
        sockets[i] = socket;
        socket.setSoLinger(true, 0); // with a reset, so that no port is kept waiting
        socket.bind(new InetSocketAddress("127.0.0." + (2 + i % ADDRESSES), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
    }

    private void closeAll() throws IOException {
        for (Socket socket : sockets) {
            if (socket != null) {
                socket.close();
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        LockSupport.unpark(returning);
        returning.join();
        closeAll();
        if (failure != null) {
            throw failure;
        }
    }
}

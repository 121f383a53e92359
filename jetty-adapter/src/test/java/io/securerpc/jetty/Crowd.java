package io.securerpc.jetty;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Many TLS connections of many clients, served by one thread. */
final class Crowd implements AutoCloseable {
    final List<Member> members = new ArrayList<>();
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Crowd() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "crowd");
        thread.start();
    }

    /** Connects one more; what it does with the bytes that come is the member's own. */
    void connect(Member member, int port, SSLContext context, String protocol, int receiveBuffer) throws IOException {
        SSLEngine engine = context.createSSLEngine("127.0.0.1", port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        engine.setSSLParameters(parameters);
        SocketChannel channel = SocketChannel.open();
        if (receiveBuffer > 0) {
            channel.socket().setReceiveBufferSize(receiveBuffer);
        }
        channel.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        channel.configureBlocking(false);
        members.add(member);
        member.begin(channel, engine);
        run(() -> {
            try {
                member.register(channel.register(selector, SelectionKey.OP_READ, member));
            } catch (IOException e) {
                member.ended();
            }
        });
    }

    /** Runs something on the crowd's thread. */
    void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    static SSLContext context(TestCertificate server, TestCertificate user) {
        return ClientTls.trusting(server.certificate()).presenting(user).context();
    }

    private void run() {
        try {
            while (!closed) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                selector.select((Consumer<SelectionKey>) key -> ((Member) key.attachment()).ready(), 100);
            }
            members.forEach(Member::ended);
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A running node that asks for client certificates, made in Java alone; user 2 is installed from the start. */
final class GuardedNode implements AutoCloseable {
    /** What is promised, from the removal of a file to the end of the last connection. */
    static final Duration CUT = Duration.ofSeconds(2);

    /** What has not happened after this long would never happen. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final AtomicInteger USERS = new AtomicInteger(1);

    private final NodeFolder folder;
    private final NodeProcess process;
    private final ClientTls second;

    private GuardedNode(NodeFolder folder, NodeProcess process, ClientTls second) {
        this.folder = folder;
        this.process = process;
        this.second = second;
    }

    static GuardedNode start(Path root) throws IOException {
        NodeFolder folder = NodeFolder.in(root);
        TestCertificate second = NodeFolder.user("rpc.user.2");
        folder.install(second);
        return new GuardedNode(
                folder, NodeProcess.serve(folder.config()), folder.client().presenting(second));
    }

    int port() {
        return process.port();
    }

    /** Returns user 2's side of TLS. */
    ClientTls second() {
        return second;
    }

    /** Returns a side of TLS without a certificate, with an empty session cache. */
    ClientTls stranger() {
        return folder.client();
    }

    /** Makes a user nobody has heard of. */
    static TestCertificate user() {
        return NodeFolder.user("rpc.user.1." + USERS.getAndIncrement());
    }

    static String commonName(TestCertificate user) {
        return user.certificate().getSubjectX500Principal().getName().substring("CN=".length());
    }

    /** Installs a user, waits until it is let in, and returns its link. */
    Path admit(TestCertificate user) throws IOException {
        Path link = folder.install(user);
        awaitAdmitted(user);
        return link;
    }

    /** Returns a client with an empty session cache. */
    RawTlsClient client(TestCertificate user) {
        return client(folder.client().presenting(user));
    }

    RawTlsClient client(ClientTls tls) {
        return RawTlsClient.to(port(), tls);
    }

    /** Asks over HTTP/1.1 on a new connection, and tells whether its TLS session was resumed. */
    static boolean resumedAndAnswered(RawTlsClient client) throws IOException {
        try (RawConnection connection = client.connect()) {
            assertThat(connection.post(Door.QUESTION).body()).contains("\"count\"");
            return connection.resumed();
        }
    }

    void awaitAdmitted(TestCertificate user) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> !resumedAndAnswered(client(user)));
    }

    void awaitRefused(TestCertificate user) {
        FairTime.assertWithin(
                CUT,
                () -> assertThatThrownBy(() -> resumedAndAnswered(client(user))).isInstanceOf(IOException.class));
    }

    /** Refused by TLS 1.2 and by 1.3: the connection ends without one byte of an answer. */
    void assertRefused(Door door, ClientTls tls) {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            assertThatThrownBy(() -> {
                        try (Door.Conversation conversation =
                                door.open(client(tls.fresh()).versions(version))) {
                            conversation.asking().ask();
                        }
                    })
                    .as(version)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("status");
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

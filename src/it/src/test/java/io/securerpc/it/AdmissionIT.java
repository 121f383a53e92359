package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in with a client certificate, and who is not, in Java alone: what Nano's server got wrong. */
class AdmissionIT {
    @TempDir
    static Path root;

    private static GuardedNode node;

    @BeforeAll
    static void start() throws IOException {
        node = GuardedNode.start(root);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void answersEveryInstalledUser(Door door) throws IOException {
        TestCertificate user = GuardedNode.user();
        node.admit(user);
        for (ClientTls tls : new ClientTls[] {node.stranger().presenting(user), node.second()}) {
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (Door.Conversation conversation =
                        door.open(node.client(tls.fresh()).versions(version))) {
                    assertThat(conversation.asking().ask()).contains("\"count\"");
                    assertThat(conversation.asking().ask()).contains("\"count\"");
                    assertThat(conversation.connection().tlsVersion()).isEqualTo(version);
                }
            }
        }
    }

    /** Java's own client, which knows nothing of this project, agrees. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersJavasOwnClient(HttpClient.Version version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port()))
                .header("Content-Type", "application/json")
                .timeout(GuardedNode.PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(Door.QUESTION))
                .build();

        HttpResponse<String> response =
                node.second().httpClient(version).send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.body()).contains("\"count\"");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesWhoeverPresentsNothing(Door door) {
        node.assertRefused(door, node.stranger());
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesACertificateThatIsNotInstalled(Door door) {
        node.assertRefused(door, node.stranger().presenting(GuardedNode.user()));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesAnAttackersLeafSentWithItsOwnRoot(Door door) {
        TestCertificate attacker =
                TestCertificate.named("attacker root").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("rpc.user.2").issuedBy(attacker);

        node.assertRefused(door, node.stranger().presenting(leaf));
        node.assertRefused(door, node.stranger().presenting(leaf.key(), leaf.certificate()));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesACertificateMintedWithAUsersKey(Door door) throws IOException {
        TestCertificate user = GuardedNode.user();
        node.admit(user);
        TestCertificate minted = TestCertificate.named("rpc.user.1000").issuedBy(user);
        TestCertificate sameName =
                TestCertificate.named(GuardedNode.commonName(user)).issuedBy(user);

        node.assertRefused(door, node.stranger().presenting(minted));
        node.assertRefused(door, node.stranger().presenting(minted.key(), minted.certificate()));
        node.assertRefused(door, node.stranger().presenting(sameName));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesAnInstalledCertificateFromWhoeverLacksItsKey(Door door) throws IOException {
        TestCertificate user = GuardedNode.user();
        node.admit(user);

        node.assertRefused(door, node.stranger().presenting(GuardedNode.user().key(), user.certificate()));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesAnImpostorWithTheSameName(Door door) throws IOException {
        TestCertificate user = GuardedNode.user();
        node.admit(user);

        node.assertRefused(door, node.stranger().presenting(NodeFolder.user(GuardedNode.commonName(user))));
    }
}

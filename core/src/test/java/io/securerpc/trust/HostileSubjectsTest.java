package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever strangers write into their subjects: installed, found and revoked, and never more than two plain names in the directory. */
class HostileSubjectsTest {
    private static final int SUBJECTS = 150;
    private static final List<String> PARTS = List.of(
            "../",
            "/",
            "\\",
            "\n",
            "\r",
            "\t",
            "\u0000",
            "\u202e",
            "\u200b",
            "\u0435",
            "\ud83d\ude00",
            "-",
            ".",
            " ",
            "'",
            "\"",
            "$(id)",
            "`",
            "*",
            "%2e",
            "a",
            "B",
            "sha256/",
            "certificate:",
            "..lock",
            "\u001b[2J",
            "\u00e9");

    @TempDir
    Path temporary;

    @Test
    void areInstalledUnderPlainNamesAndRevokedAgain() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("clients"));
        ClientDirectory clients = ClientDirectory.of(directory);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < SUBJECTS; i++) {
            TestCertificate user = user(random);

            AddedClient added = clients.install(user.writeCertificate(temporary.resolve("u.pem")));

            String subject = "seed " + seed + ", subject " + added.client().subject();
            assertThat(added.client().trusted()).as(subject).isTrue();
            assertThat(TrustFixture.names(directory))
                    .as(subject)
                    .hasSize(2)
                    .allMatch(name -> name.matches("[0-9a-f]{8}\\.0|[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\\.cert\\.pem"));
            assertThat(added.client().subject()).doesNotContain("\u001b", "\n", "\u202e");
            assertThat(clients.revoke(added.client().callerId()).left())
                    .as(subject)
                    .isZero();
            assertThat(TrustFixture.names(directory)).as(subject).isEmpty();
        }
        assertThat(TrustFixture.names(temporary)).containsExactly("clients", "u.pem");
    }

    private static TestCertificate user(Random random) throws IOException {
        StringBuilder name = new StringBuilder("x".repeat(random.nextInt(3) == 0 ? 20 : random.nextInt(2)));
        for (int parts = random.nextInt(4); parts >= 0; parts--) {
            name.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        return TestCertificate.named("replaced")
                .subject(new X500NameBuilder()
                        .addRDN(BCStyle.CN, name.toString())
                        .build()
                        .getEncoded())
                .selfSigned();
    }
}

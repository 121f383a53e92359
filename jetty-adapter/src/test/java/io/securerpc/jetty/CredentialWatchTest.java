package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.TokenFile;
import io.securerpc.certificate.FileContents;
import io.securerpc.reload.Judgement;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialWatchTest {
    @TempDir
    Path folder;

    /** As on a network folder whose server has gone; the list and the tokens are on another. */
    @Test
    void whatHangsKeepsNothingElseFromBeingTakenBack() throws Exception {
        Path disabled = Files.writeString(folder.resolve("disabled"), "");
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        String first = file.create(NewToken.named("first")).secret();
        String second = file.create(NewToken.named("second")).secret();
        Hanging hanging = new Hanging();
        ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("test", true);
        scheduler.start();
        try (CredentialWatch watch = new CredentialWatch(event -> {}, Duration.ofMillis(20), System::nanoTime)) {
            AcceptedCredentials accepted =
                    watch.open(List.of(hanging, BearerTokens.in(folder.resolve("tokens"))), List.of(disabled), false);
            CredentialKind tokens = accepted.kind(CredentialForm.TOKEN).orElseThrow();
            assertThat(verdict(tokens, first)).isEqualTo("token:first");
            assertThat(verdict(tokens, second)).isEqualTo("token:second");
            watch.start(scheduler, Runnable::run, true);
            hanging.reached.await();

            Files.writeString(disabled, "token:first\n");
            file.revoke("second");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(verdict(tokens, first)).isEqualTo("disabled");
                assertThat(verdict(tokens, second)).isEqualTo("unknown");
            });
        } finally {
            hanging.end.countDown();
            scheduler.stop();
        }
    }

    private static String verdict(CredentialKind kind, String secret) {
        return kind.prove(secret, Instant.now())
                .match(
                        CredentialProof.Proven::callerId,
                        rejected -> rejected.reason().text());
    }

    /** Credentials of a node's own, whose file is read once and never again. */
    private static final class Hanging implements CredentialSource, CredentialKind, LiveSource<String> {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private boolean opened;

        @Override
        public CredentialKind open(InstantSource clock) {
            return this;
        }

        @Override
        public List<Live<?>> followed() {
            return List.of(Live.open(this, InstantSource.system()));
        }

        @Override
        public List<Path> files() {
            if (opened) {
                reached.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            opened = true;
            return List.of();
        }

        @Override
        public String load(FileContents contents, Instant now) {
            return "";
        }

        @Override
        public Judgement judge(String serving, String candidate, Instant now) {
            return new Judgement.Unchanged();
        }

        @Override
        public String subject() {
            return "hanging";
        }

        @Override
        public CredentialForm form() {
            return CredentialForm.PARITY_PROOF;
        }

        @Override
        public String challenge() {
            return "";
        }

        @Override
        public Optional<String> claimedName(String value) {
            return Optional.empty();
        }

        @Override
        public Optional<CredentialProof.Proven> known(String value, Instant now) {
            return Optional.empty();
        }

        @Override
        public CredentialProof prove(String value, Instant now) {
            return new CredentialProof.Rejected(CredentialProof.Reason.UNKNOWN, "");
        }

        @Override
        public boolean holds(CredentialProof.Proven proof, Instant now) {
            return false;
        }
    }
}

package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a restart forgets of the proofs that were accepted before it. */
class ParityRestartTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");
    private static final long SECONDS = BEGIN.getEpochSecond();

    @TempDir
    Path folder;

    private Instant now = BEGIN;
    private ParityTokenFile file;
    private CreatedParityToken wallet;
    private CredentialKind kind;

    @BeforeEach
    void open() {
        file = ParityTokenFile.at(folder.resolve("authcodes"), () -> now);
        wallet = file.create("wallet");
        now = BEGIN.minusSeconds(100);
        kind = start();
        now = BEGIN;
    }

    private CredentialKind start() {
        return ParityTokens.in(file.path()).open(() -> now, unused -> {});
    }

    private String proof(long seconds) {
        byte[] digest = ParityTokenSecret.parse(wallet.secret()).orElseThrow().proofAt(seconds);
        return HexFormat.of().formatHex(digest) + "_" + seconds;
    }

    private String answer(CredentialKind asked, String presented) {
        return asked.prove(presented, now)
                .match(
                        CredentialProof.Proven::callerId,
                        rejected -> rejected.reason().text() + ": " + rejected.detail());
    }

    /** The server of before may have accepted it. */
    @Test
    void refusesProofsFromBeforeTheStart() {
        CredentialKind restarted = start();
        assertThat(answer(restarted, proof(SECONDS - 1)))
                .isEqualTo("replayed: parity:wallet, made before this server remembers any");
        assertThat(answer(restarted, proof(SECONDS))).isEqualTo("parity:wallet");
    }

    /** What parity.md says of a restart, second by second: only a clock that is ahead makes a proof good once more, and for two windows after it was accepted at most. */
    @ParameterizedTest
    @CsvSource({
        "-6, 1, never",
        "-1, 1, never",
        "0, 1, never",
        "0, 0, 6",
        "1, 1, 7",
        "1, 2, never",
        "3, 2, 9",
        "6, 1, 12",
        "6, 6, 12",
        "6, 7, never",
    })
    void aRestartMakesAProofGoodAgainOnlyIfItWasAhead(long ahead, long restartAfter, String goodUntil) {
        String accepted = proof(SECONDS + ahead);
        assertThat(answer(kind, accepted)).isEqualTo("parity:wallet");

        long last = goodUntil.equals("never") ? -1 : Long.parseLong(goodUntil);
        for (long second = restartAfter; second <= 20; second++) {
            now = BEGIN.plusSeconds(restartAfter);
            CredentialKind restarted = start();
            now = BEGIN.plusSeconds(second);
            assertThat(answer(restarted, accepted).equals("parity:wallet"))
                    .as("second %d", second)
                    .isEqualTo(second <= last);
            assertThat(answer(restarted, accepted)).doesNotStartWith("parity:");
        }
    }
}

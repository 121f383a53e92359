package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.WebSocketTickets.Redemption;
import io.securerpc.caller.WebSocketTickets.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets: once, within their time, for whom they were made. */
class WebSocketTicketsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String WALLET = "https://wallet.example.com";

    private final WebSocketTickets tickets = new WebSocketTickets();

    @ParameterizedTest
    @CsvSource({"0, good", "29999, good", "30000, UNKNOWN", "30001, UNKNOWN", "3600000, UNKNOWN"})
    void isGoodForThirtySeconds(long millisLater, String outcome) {
        String ticket = make("basic:alice", NOW);
        assertThat(said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW.plusMillis(millisLater))))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "https://wallet.example.com, anonymous, '', good",
        "https://evil.example, anonymous, '', NOT_FOR_US",
        "'', anonymous, '', NOT_FOR_US",
        "null, anonymous, '', NOT_FOR_US",
        "https://wallet.example.com, certificate:bob, sha256/1, NOT_FOR_US",
        "https://wallet.example.com, anonymous, sha256/1, NOT_FOR_US",
    })
    void isGoodForItsOriginAndCertificateAloneAndLostOtherwise(
            String origin, String peer, String certificate, String outcome) {
        String ticket = make("basic:alice", NOW);
        assertThat(said(redeem(ticket, origin, peer, certificate, NOW))).isEqualTo(outcome);
        assertThat(said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW))).isEqualTo("REPLAYED");
    }

    @Test
    void aRenewedCertificateOfTheSameCallerIsAnotherOne() {
        Use use = new Use("certificate:bob", "", "certificate:bob", "sha256/1");
        assertThat(said(redeem(made(use), "", "certificate:bob", "sha256/1", NOW)))
                .isEqualTo("good");
        assertThat(said(redeem(made(use), "", "certificate:bob", "sha256/2", NOW)))
                .isEqualTo("NOT_FOR_US");
    }

    @Test
    void worksOnceAndSaysSoForAsLongAsItWouldHaveLived() {
        String ticket = make("basic:alice", NOW);
        assertThat(said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW))).isEqualTo("good");
        assertThat(said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW.plusSeconds(29))))
                .isEqualTo("REPLAYED");
        assertThat(said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW.plusSeconds(30))))
                .isEqualTo("UNKNOWN");
        assertThat(tickets.size()).isZero();
    }

    @Test
    void aClockThatIsSetBackLetsNothingLiveLonger() {
        String later = make("basic:alice", NOW.plusSeconds(100));
        String earlier = make("basic:alice", NOW);
        assertThat(said(redeem(earlier, WALLET, Caller.ANONYMOUS, "", NOW.plusSeconds(30))))
                .isEqualTo("UNKNOWN");
        assertThat(said(redeem(later, WALLET, Caller.ANONYMOUS, "", NOW.plusSeconds(30))))
                .isEqualTo("good");
    }

    @Test
    void ofManyAtOnceOneGetsIn() throws Exception {
        String ticket = make("basic:alice", NOW);
        int racers = 8;
        CyclicBarrier barrier = new CyclicBarrier(racers);
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            List<Callable<String>> races = IntStream.range(0, racers)
                    .<Callable<String>>mapToObj(i -> () -> {
                        barrier.await();
                        return said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW));
                    })
                    .toList();
            List<String> outcomes = new ArrayList<>();
            for (Future<String> race : threads.invokeAll(races)) {
                outcomes.add(race.get());
            }
            assertThat(outcomes).filteredOn("good"::equals).hasSize(1);
            assertThat(outcomes).filteredOn("REPLAYED"::equals).hasSize(racers - 1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void oneCallerLosesItsOwnOldestAndNobodyElses() {
        String bobs = make("basic:bob", NOW);
        List<String> alices = new ArrayList<>();
        for (int i = 0; i <= WebSocketTickets.PER_CALLER; i++) {
            alices.add(make("basic:alice", NOW));
        }
        assertThat(said(redeem(alices.get(0), WALLET, Caller.ANONYMOUS, "", NOW)))
                .isEqualTo("UNKNOWN");
        for (String ticket : alices.subList(1, alices.size())) {
            assertThat(said(redeem(ticket, WALLET, Caller.ANONYMOUS, "", NOW))).isEqualTo("good");
        }
        assertThat(said(redeem(bobs, WALLET, Caller.ANONYMOUS, "", NOW))).isEqualTo("good");
    }

    @Test
    void thereIsAnEndToHowManyWait() {
        for (int i = 0; i < WebSocketTickets.TOTAL; i++) {
            assertThat(tickets.make(new Use("token:t" + i, WALLET, Caller.ANONYMOUS, ""), Optional.empty(), NOW))
                    .isPresent();
        }
        assertThat(tickets.make(new Use("basic:alice", WALLET, Caller.ANONYMOUS, ""), Optional.empty(), NOW))
                .isEmpty();
        assertThat(tickets.size()).isEqualTo(WebSocketTickets.TOTAL);
        assertThat(tickets.make(
                        new Use("basic:alice", WALLET, Caller.ANONYMOUS, ""),
                        Optional.empty(),
                        NOW.plus(Duration.ofSeconds(30))))
                .isPresent();
        assertThat(tickets.size()).isEqualTo(1);
    }

    @Test
    void noTwoAreAlikeAndNoneIsPrinted() {
        String ticket = make("basic:alice", NOW);
        assertThat(ticket).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(make("basic:alice", NOW));
        assertThat(tickets.toString()).isEqualTo("WebSocketTickets[2]");
        assertThat(said(redeem("", WALLET, Caller.ANONYMOUS, "", NOW))).isEqualTo("UNKNOWN");
    }

    private String make(String caller, Instant now) {
        return tickets.make(new Use(caller, WALLET, Caller.ANONYMOUS, ""), Optional.empty(), now)
                .orElseThrow();
    }

    private String made(Use use) {
        return tickets.make(use, Optional.empty(), NOW).orElseThrow();
    }

    private Redemption redeem(String ticket, String origin, String peer, String certificate, Instant now) {
        return tickets.redeem(ticket, origin, peer, certificate, now);
    }

    private static String said(Redemption redemption) {
        return redemption instanceof Redemption.Bad bad ? reason(bad) : "good";
    }

    private static String reason(Redemption.Bad bad) {
        Reason reason = bad.reason();
        assertThat(bad.detail()).isNotBlank();
        return reason.name();
    }
}

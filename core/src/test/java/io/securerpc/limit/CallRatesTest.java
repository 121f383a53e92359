package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers call is paid for: exactly as much as their class has, whoever else calls, and however it is sent. */
class CallRatesTest {
    private static final long MILLI = 1_000_000;
    private static final InetSocketAddress HOME = at("192.0.2.1");
    private static final InetSocketAddress AWAY = at("198.51.100.7");
    private static final Grants GRANTS =
            Grants.builder().quota("token:ci", "bulk").build();
    private static final Caller ALICE = GRANTS.caller("basic:alice");
    private static final Caller BOB = GRANTS.caller("basic:bob");
    private static final Caller CI = GRANTS.caller("token:ci");
    private static final Caller ANYBODY = GRANTS.caller(Caller.ANONYMOUS);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000 * MILLI); // it may overflow on the way
    private final CallRates rates = new CallRates(
            Quotas.builder()
                    .quota("default", new Rate(10, 20))
                    .quota("anonymous", new Rate(1, 5))
                    .quota("bulk", new Rate(1_000, 1_000))
                    .cost("history", 10)
                    .cost("wallet_*", 2)
                    .cost("wallet_list_*", 4)
                    .cost("wallet_list_all", 1)
                    .build(),
            nanos::get);

    @Test
    void whatIsNoCallIsOfTheSameAccount() {
        assertThat(paid(ALICE, HOME, "count", 15)).isEqualTo(15);
        for (int i = 0; i < 5; i++) {
            assertThat(rates.payForOther(ALICE, AWAY)).isEmpty();
        }
        assertThat(rates.payForOther(ALICE, HOME)).contains(Duration.ofMillis(100));
        assertThat(paid(ALICE, HOME, "count", 1)).isZero();
        assertThat(rates.payForOther(BOB, HOME)).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(rates.payForOther(ANYBODY, HOME)).isEmpty();
        }
        assertThat(rates.payForOther(ANYBODY, HOME)).contains(Duration.ofSeconds(1));
        assertThat(rates.payForOther(ANYBODY, AWAY)).isEmpty();
    }

    @Test
    void aBurstAndThenTheRate() {
        assertThat(paid(ALICE, HOME, "count", 100)).isEqualTo(20);
        assertThat(rates.pay(ALICE, HOME, "count")).contains(Duration.ofMillis(100));
        later(99);
        assertThat(paid(ALICE, HOME, "count", 1)).isZero();
        later(1);
        assertThat(paid(ALICE, HOME, "count", 5)).isEqualTo(1);
        later(1_000);
        assertThat(paid(ALICE, HOME, "count", 100)).isEqualTo(10);
        later(3_600_000);
        assertThat(paid(ALICE, HOME, "count", 100))
                .as("no more than the burst is saved up")
                .isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 19, 20})
    void aBatchCostsWhatItsCallsCostAlone(int length) {
        assertThat(paid(ALICE, HOME, "count", length)).isEqualTo(length);
        assertThat(paid(BOB, HOME, "count", 100)).isEqualTo(20);
        assertThat(paid(ALICE, HOME, "count", 100)).isEqualTo(20 - length);
    }

    @Test
    void dearMethodsCostMoreAndTheLongestBeginningCounts() {
        assertThat(paid(ALICE, HOME, "history", 100)).isEqualTo(2);
        assertThat(paid(BOB, HOME, "wallet_create", 100)).isEqualTo(10);
        later(60_000);
        assertThat(paid(BOB, HOME, "wallet_list_some", 100)).isEqualTo(5);
        later(60_000);
        assertThat(paid(BOB, HOME, "wallet_list_all", 100)).isEqualTo(20);
    }

    @Test
    void aRefusedCallCostsNothing() {
        assertThat(paid(ALICE, HOME, "history", 2)).isEqualTo(2);
        assertThat(rates.pay(ALICE, HOME, "history")).contains(Duration.ofSeconds(1));
        assertThat(rates.pay(ALICE, HOME, "history")).contains(Duration.ofSeconds(1));
        later(1_000);
        assertThat(rates.pay(ALICE, HOME, "history")).isEmpty();
    }

    @Test
    void namedCallersAreCountedByNameAndStrangersByAddress() {
        assertThat(paid(ALICE, HOME, "count", 15) + paid(ALICE, AWAY, "count", 15))
                .isEqualTo(20);
        assertThat(paid(BOB, HOME, "count", 100)).isEqualTo(20);
        assertThat(paid(CI, HOME, "count", 2_000)).isEqualTo(1_000);
        assertThat(paid(ANYBODY, HOME, "count", 100)).isEqualTo(5);
        assertThat(paid(ANYBODY, AWAY, "count", 100)).isEqualTo(5);
    }

    @Test
    void anIpv6CustomerHasOneAccountWhateverItsAddresses() {
        assertThat(paid(ANYBODY, at("2001:db8:1:2::1"), "count", 3)).isEqualTo(3);
        assertThat(paid(ANYBODY, at("2001:db8:1:2:ffff:1:2:3"), "count", 100)).isEqualTo(2);
        assertThat(paid(ANYBODY, at("2001:db8:1:3::1"), "count", 100)).isEqualTo(5);
    }

    @Test
    void withoutAClassNobodyIsCounted() {
        CallRates free = new CallRates(Quotas.none(), nanos::get);
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> free.pay(ANYBODY, HOME, "count")))
                .allMatch(Optional::isEmpty);
        assertThat(free.size()).isZero();
    }

    @Test
    void aFloodOfAddressesGetsOneAccountTogetherOnceThereIsNoRoom() {
        for (int i = 0; i < CallRates.ACCOUNTS; i++) {
            assertThat(rates.pay(ANYBODY, stranger(i), "count")).isEmpty();
        }
        int paid = 0;
        for (int i = 0; i < 100; i++) {
            paid += paid(ANYBODY, stranger(CallRates.ACCOUNTS + i), "count", 1);
        }
        assertThat(paid).isEqualTo(5);
        assertThat(rates.size()).isEqualTo(CallRates.ACCOUNTS + 1);
        assertThat(paid(ANYBODY, stranger(0), "count", 100))
                .as("who was there first")
                .isEqualTo(4);
        later(10_000);
        assertThat(paid(ANYBODY, stranger(CallRates.ACCOUNTS + 200), "count", 100))
                .isEqualTo(5);
        assertThat(rates.size()).isLessThan(CallRates.ACCOUNTS);
    }

    @Test
    void aFloodOfAddressesTakesNothingFromWhoeverHasProvenWhoItIs() {
        for (int i = 0; i < CallRates.ACCOUNTS + 100; i++) {
            paid(ANYBODY, stranger(i), "count", 5);
        }
        assertThat(paid(ALICE, HOME, "count", 100)).isEqualTo(20);
        assertThat(paid(BOB, HOME, "count", 100)).isEqualTo(20);
    }

    @Test
    void aFloodOfNamesTakesNothingFromStrangersAndKeepsNoMoreAccounts() {
        for (int i = 0; i < CallRates.ACCOUNTS + 100; i++) {
            rates.pay(GRANTS.caller("jwt:login|" + i), HOME, "count");
        }
        assertThat(rates.size()).isEqualTo(CallRates.ACCOUNTS + 1);
        assertThat(paid(ALICE, HOME, "count", 100))
                .as("shared by all new names")
                .isZero();
        assertThat(paid(ANYBODY, HOME, "count", 100)).isEqualTo(5);
    }

    @Test
    void manyAtOncePayNoMoreThanThereIs() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> work = IntStream.range(0, 4)
                    .<Callable<Integer>>mapToObj(i -> () -> paid(CI, HOME, "count", 1_000))
                    .toList();
            int paid = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                paid += done.get();
            }
            assertThat(paid).isEqualTo(1_000);
        } finally {
            threads.shutdownNow();
        }
    }

    private int paid(Caller caller, InetSocketAddress remote, String method, int times) {
        List<Boolean> paid = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            paid.add(rates.pay(caller, remote, method).isEmpty());
        }
        return (int) paid.stream().filter(Boolean::booleanValue).count();
    }

    private void later(long millis) {
        nanos.addAndGet(millis * MILLI);
    }

    private static InetSocketAddress stranger(int number) {
        return at("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    private static InetSocketAddress at(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 40_000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}

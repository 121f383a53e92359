package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.jetty.ByteBudget.Share;
import io.securerpc.limit.Client;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom it costs his bytes when the server's memory for requests or answers is used up. */
class ByteBudgetTest {
    private static final int MANY = 20_000;

    private final List<String> gone = new ArrayList<>();
    private final ByteBudget budget = ByteBudget.of(1_000_000);

    @Test
    void nobodyGivesWayWhileThereIsRoom() {
        assertThat(open("a", "192.0.2.1").grow(600_000)).isTrue();
        assertThat(open("b", "192.0.2.2").grow(400_000)).isTrue();
        assertThat(gone).isEmpty();
        assertThat(budget.held()).isEqualTo(1_000_000);
    }

    @Test
    void whoHoldsMostByHisAddressGivesWayHoweverManyConnectionsHeHas() {
        for (int i = 0; i < 9; i++) {
            assertThat(open("slow-" + i, "192.0.2.1").grow(100_000 + i)).isTrue();
        }
        Share honest = open("honest", "192.0.2.2");
        assertThat(honest.grow(90_000)).isTrue();
        assertThat(honest.grow(300_000)).isTrue();
        assertThat(gone).containsExactly("slow-8", "slow-7", "slow-6");
        assertThat(budget.held()).isEqualTo(6 * 100_000 + (0 + 1 + 2 + 3 + 4 + 5) + 390_000);
    }

    @Test
    void allGiveWayWhoHaveToThoughOneOfThemFailsUponIt() {
        budget.open(client("192.0.2.1"), () -> {
                    gone.add("first");
                    throw new IllegalStateException("planted");
                })
                .grow(200_000);
        for (String name : List.of("second", "third", "fourth", "fifth")) {
            open(name, "192.0.2.1").grow(190_000 - name.length());
        }
        long others = budget.held() - 200_000;
        Share honest = open("honest", "192.0.2.2");
        assertThat(honest.keep(400_000)).isTrue();
        assertThat(gone).containsExactly("first", "third");
        honest.release();
        assertThat(budget.held()).as("nothing of it is lost").isEqualTo(others - (190_000 - "third".length()));
    }

    @Test
    void allAddressesOfAnIpv6NetworkAreOneClients() {
        open("slow-1", "2001:db8::1").grow(300_000);
        open("slow-2", "2001:db8::ffff:2").grow(300_000);
        open("other", "2001:db8:0:1::1").grow(400_000);
        assertThat(open("honest", "192.0.2.2").grow(100_000)).isTrue();
        assertThat(gone).containsExactly("slow-1");
    }

    @Test
    void whoeverAsksGivesWayIfItIsHeWhoHoldsMost() {
        open("other", "192.0.2.2").grow(400_000);
        Share large = open("large", "192.0.2.1");
        assertThat(large.grow(600_000)).isTrue();
        assertThat(large.grow(1)).isFalse();
        assertThat(budget.held()).isEqualTo(400_000);
        assertThat(large.grow(1)).as("after it has given way").isFalse();
        large.release();
        assertThat(budget.held()).isEqualTo(400_000);
        assertThat(gone).as("he knows by the answer").isEmpty();
    }

    @Test
    void ofEqualOnesTheOldestGivesWay() {
        open("first", "192.0.2.1").grow(500_000);
        open("second", "192.0.2.2").grow(500_000);
        assertThat(open("third", "192.0.2.3").grow(500_000)).isTrue();
        assertThat(gone).containsExactly("first");
    }

    @Test
    void whatRunsNeverGivesWay() {
        Share running = open("running", "192.0.2.1");
        assertThat(running.grow(500_000)).isTrue();
        assertThat(running.keep(400_000)).isTrue();
        assertThat(open("honest", "192.0.2.2").keep(200_000)).isFalse();
        assertThat(gone).isEmpty();
        running.release();
        running.release();
        assertThat(budget.held()).isZero();
        assertThat(open("later", "192.0.2.2").keep(1_000_000)).isTrue();
    }

    @Test
    void aPartIsForSmallOnesAloneUnlessTheLargestNeedsIt() {
        ByteBudget reserving = ByteBudget.withRoomForSmall(1_000_000, 100_000);
        assertThat(reserving.open(client("192.0.2.1"), () -> {}).keep(875_000)).isTrue();
        assertThat(reserving.open(client("192.0.2.2"), () -> {}).keep(ByteBudget.SMALL_BYTES + 1))
                .isFalse();
        assertThat(reserving.open(client("192.0.2.2"), () -> {}).keep(ByteBudget.SMALL_BYTES))
                .isTrue();
        assertThat(reserving.held()).isEqualTo(875_000 + ByteBudget.SMALL_BYTES);
        assertThat(ByteBudget.withRoomForSmall(1_000_000, 1_000_000)
                        .open(client("192.0.2.1"), () -> {})
                        .keep(1_000_000))
                .isTrue();
    }

    @Test
    void shrinkingGivesBackAndIsNeverRefused() {
        open("other", "192.0.2.2").keep(400_000);
        Share share = open("share", "192.0.2.1");
        share.grow(600_000);
        assertThat(share.keep(-100_000)).isTrue();
        assertThat(budget.held()).isEqualTo(900_000);
        share.release();
        assertThat(budget.held()).isEqualTo(400_000);
    }

    @Test
    void isNeverExceededAndEmptyInTheEndWhateverHappensAtTheSameTime() throws Exception {
        long seed = System.nanoTime();
        AtomicInteger gaveWay = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            running.add(threads.submit(() -> {
                for (int i = 0; i < MANY / 4; i++) {
                    use(random, gaveWay);
                    assertThat(budget.held()).as("seed %d", seed).isBetween(0L, 1_000_000L);
                }
            }));
        }
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdownNow();
        assertThat(budget.held()).as("seed %d", seed).isZero();
        assertThat(gaveWay).as("seed %d", seed).hasPositiveValue();
    }

    @Test
    void isWhatAPlainWalkSaysAfterEachOfManyRandomSteps() {
        for (int run = 0; run < 20; run++) {
            long seed = System.nanoTime() + run;
            new Comparison(new Random(seed), "seed " + seed).run(1_000);
        }
    }

    @Test
    @Timeout(60)
    void whoFillsItWithManySmallOnesMakesNobodyWalkThemAll() {
        int shares = 100_000;
        ByteBudget many = ByteBudget.of(shares);
        for (int i = 0; i < shares; i++) {
            many.open(client("192.0.2.1"), () -> gone.add("one of many")).grow(1);
        }
        // Each makes one give way; with a walk this would be five thousand million steps.
        for (int i = 0; i < shares / 2; i++) {
            assertThat(many.open(client("192.0.2.2"), () -> {}).grow(1)).isTrue();
        }
        assertThat(gone).hasSize(shares / 2).containsOnly("one of many");
        assertThat(many.held()).isEqualTo(shares);
    }

    private void use(Random random, AtomicInteger gaveWay) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Share share = budget.open(client("192.0.2." + random.nextInt(8)), gaveWay::incrementAndGet);
            shares.add(share);
            share.grow(random.nextInt(200_000));
            if (random.nextBoolean()) {
                share.keep(random.nextInt(100_000));
            }
            if (random.nextInt(3) == 0) {
                share.release();
            }
        }
        shares.forEach(Share::release);
    }

    /** The same steps for both, with so few sizes and clients that many are equal. */
    private static final class Comparison {
        private final Random random;
        private final String label;
        private final ByteBudget budget = ByteBudget.withRoomForSmall(8 * ByteBudget.SMALL_BYTES, 0);
        private final PlainByteBudget plain =
                new PlainByteBudget(8 * ByteBudget.SMALL_BYTES, 7 * ByteBudget.SMALL_BYTES);
        private final List<Share> shares = new ArrayList<>();
        private final List<PlainByteBudget.Share> plainShares = new ArrayList<>();
        private final List<String> gaveWay = new ArrayList<>();

        Comparison(Random random, String label) {
            this.random = random;
            this.label = label;
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                if (shares.size() < 30 || random.nextInt(3) == 0) {
                    open("share" + step);
                }
                step(random.nextInt(shares.size()));
                assertThat(budget.held()).as(label).isEqualTo(plain.held());
                assertThat(gaveWay).as(label).isEqualTo(plain.gone());
            }
            assertThat(gaveWay).as(label).hasSizeGreaterThan(steps / 50);
        }

        private void open(String name) {
            InetSocketAddress client = client("192.0.2." + random.nextInt(5));
            shares.add(budget.open(client, () -> gaveWay.add(name)));
            plainShares.add(new PlainByteBudget.Share(name, Client.of(client)));
        }

        private void step(int index) {
            int choice = random.nextInt(10);
            if (choice == 0) {
                shares.get(index).release();
                plain.release(plainShares.get(index));
            } else {
                boolean yields = choice > 2;
                long more = random.nextInt(5) * ByteBudget.SMALL_BYTES / 4;
                boolean room = yields
                        ? shares.get(index).grow(more)
                        : shares.get(index).keep(more);
                assertThat(room).as(label).isEqualTo(plain.change(plainShares.get(index), more, yields));
            }
            // Most of what is over is forgotten.
            if (random.nextInt(3) == 0) {
                shares.get(index).release();
                plain.release(plainShares.get(index));
                shares.remove(index);
                plainShares.remove(index);
            }
        }
    }

    private Share open(String name, String address) {
        return budget.open(client(address), () -> gone.add(name));
    }

    private static InetSocketAddress client(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 51_000);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}

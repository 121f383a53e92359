package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoChainTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final DemoChain chain = new DemoChain(InstantSource.fixed(START));

    @Test
    void startsWithOneBlockThatHasNothingBeforeIt() {
        Block first = chain.head();
        assertThat(first.height()).isZero();
        assertThat(first.previous()).isEqualTo("0".repeat(64));
        assertThat(first.timestamp()).isEqualTo(START.toEpochMilli());
    }

    @Test
    void everyBlockHashesItsContentAndTheBlockBefore() {
        IntStream.range(0, 100).forEach(i -> chain.append("payload " + i));
        assertLinked(chain.blocks(0, 1_000));
        assertThat(chain.head().height()).isEqualTo(100);
        assertThat(chain.block(chain.head().hash())).contains(chain.head());
        assertThat(chain.blocks(98, 2)).extracting(Block::height).containsExactly(98L, 99L);
    }

    @Test
    void hashIsThatOfTheDocumentedBytes() {
        // printf of height and time as 8 bytes each, 32 zero bytes and the text, through sha256sum.
        assertThat(Block.first(Instant.EPOCH).hash())
                .isEqualTo("65702a9acdd79ac35c5e30419d70c126142ba9458e7f74fb58b4abf1156119c1");
    }

    @Test
    void refusesBlockThatWasTamperedWith() {
        Block block = chain.append("pay alice");
        assertThatThrownBy(() -> new Block(
                        block.height(), block.previous(), block.timestamp(), "pay mallory", block.hash()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("block 1: hash " + block.hash() + " (expected: ");
    }

    @Test
    void concurrentAppendsMakeOneChainAndFollowersSeeItInOrder() throws Exception {
        List<Block> seen = Collections.synchronizedList(new ArrayList<>());
        chain.onHead(seen::add);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Block>> appends = Collections.nCopies(400, () -> chain.append("x"));
            List<Future<Block>> appended = threads.invokeAll(appends);
            assertThat(appended).allMatch(Future::isDone);
        } finally {
            threads.shutdownNow();
        }
        assertThat(chain.head().height()).isEqualTo(400);
        assertLinked(chain.blocks(0, 1_000));
        assertThat(seen).containsExactlyElementsOf(chain.blocks(1, 1_000));
    }

    @Test
    void forgetsOldBlocksAndGoesOnCounting() {
        Block second = chain.append("early");
        IntStream.range(0, DemoChain.KEPT).forEach(i -> chain.append("later"));
        assertThat(chain.block(second.hash())).isEmpty();
        assertThat(chain.head().height()).isEqualTo(DemoChain.KEPT + 1);
        assertThat(chain.blocks(0, Integer.MAX_VALUE)).hasSize(DemoChain.KEPT);
    }

    @Test
    void followerThatFailsDisturbsNobody() {
        List<Block> seen = new ArrayList<>();
        chain.onHead(block -> {
            throw new IllegalStateException("follower");
        });
        chain.onHead(seen::add);
        Block block = chain.append("x");
        assertThat(seen).containsExactly(block);
    }

    @Test
    void stopsTellingWhoClosedAndOnlyThem() throws Exception {
        List<Block> seen = new ArrayList<>();
        AutoCloseable first = chain.onHead(seen::add);
        AutoCloseable second = chain.onHead(seen::add);
        first.close();
        first.close();
        Block block = chain.append("x");
        assertThat(seen).containsExactly(block);
        second.close();
        chain.append("y");
        assertThat(seen).containsExactly(block);
    }

    @Test
    void timeNeverRunsBackwardsInTheChain() {
        AtomicReference<Instant> now = new AtomicReference<>(START);
        DemoChain moved = new DemoChain(now::get);
        now.set(START.minusSeconds(60));
        assertThat(moved.append("x").timestamp()).isEqualTo(START.toEpochMilli());
    }

    @Test
    void growsByItselfUntilClosed() {
        try (DemoChain growing = DemoChain.start(Duration.ofMillis(10))) {
            await().until(() -> growing.head().height() >= 3);
            assertLinked(growing.blocks(0, 100));
        }
    }

    private static void assertLinked(List<Block> blocks) {
        assertThat(blocks).isNotEmpty();
        for (int i = 1; i < blocks.size(); i++) {
            assertThat(blocks.get(i).follows(blocks.get(i - 1))).isTrue();
        }
        assertThat(new HashSet<>(blocks)).hasSameSizeAs(blocks);
    }
}

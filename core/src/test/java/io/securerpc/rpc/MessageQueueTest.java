package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order of messages, against that of a map. */
class MessageQueueTest {
    private final MessageQueue queue = new MessageQueue();

    @Test
    void keepsTheOrderWhoeverIsTakenOut() {
        Random random = new Random(1);
        Map<QueuedMessage, Long> expected = new LinkedHashMap<>();
        List<QueuedMessage> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (i % 3 == 0) {
                all.add(new Message());
            }
            QueuedMessage any = all.get(random.nextInt(all.size()));
            boolean here = queue.contains(any);
            assertThat(here).isEqualTo(expected.containsKey(any));
            if (!here) {
                queue.add(any, i);
                expected.put(any, (long) i);
            } else if (random.nextBoolean()) {
                queue.resize(any, i);
                expected.put(any, (long) i);
            } else {
                assertThat(queue.remove(any)).isEqualTo(expected.remove(any));
            }
            assertThat(queue.first())
                    .isEqualTo(expected.keySet().stream().findFirst().orElse(null));
            if (i % 100 == 0) {
                assertThat(all.stream().filter(queue::contains)).containsExactlyInAnyOrderElementsOf(expected.keySet());
            }
        }
        expected.forEach((message, cost) -> {
            assertThat(queue.first()).isSameAs(message);
            assertThat(queue.cost(message)).isEqualTo(cost);
            assertThat(queue.remove(message)).isEqualTo(cost);
        });
        assertThat(queue.first()).isNull();
    }

    @Test
    void hasAMessageInOnePlaceOnly() {
        Message message = new Message();
        MessageQueue other = new MessageQueue();
        queue.add(message, 1);
        assertThatIllegalStateException().isThrownBy(() -> queue.add(message, 1));
        assertThatIllegalStateException().isThrownBy(() -> other.add(message, 1));
        assertThat(other.contains(message)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> other.remove(message));
        assertThatIllegalStateException().isThrownBy(() -> other.resize(message, 2));
        assertThatIllegalStateException().isThrownBy(() -> other.cost(message));
        assertThat(other.first()).isNull();
        assertThat(queue.remove(message)).isEqualTo(1);
        other.add(message, 3);
        assertThat(other.first()).isSameAs(message);
    }

    /** Or each would keep those alive that came after it, for as long as somebody has it. */
    @Test
    void leavesNoLinkInWhatIsTakenOut() {
        List<Message> all = List.of(new Message(), new Message(), new Message(), new Message());
        all.forEach(message -> queue.add(message, 1));
        queue.remove(all.get(1));
        queue.remove(all.get(0));
        queue.clear();
        assertThat(queue.first()).isNull();
        assertThat(all).allSatisfy(message -> {
            assertThat(queue.contains(message)).isFalse();
            assertThat(message.next).isNull();
            assertThat(message.previous).isNull();
        });
    }

    private static final class Message extends QueuedMessage {
        @Override
        public byte[] leave() {
            return new byte[0];
        }
    }
}

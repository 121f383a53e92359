package io.securerpc.jetty;

import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_WRAP;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
import static javax.net.ssl.SSLEngineResult.Status.BUFFER_UNDERFLOW;
import static javax.net.ssl.SSLEngineResult.Status.CLOSED;
import static javax.net.ssl.SSLEngineResult.Status.OK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngineResult;
import org.junit.jupiter.api.Test;

class IdleRecordsTest {
    /** Of TLS 1.3: a header of 5, what it carries, its kind, and a tag of 16. */
    private static final int EMPTY = 22;

    private static final int KEY_UPDATE = 27;
    private static final int LARGEST = 16_406;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final IdleRecords records = new IdleRecords(nanos::get);

    @Test
    void takesAsManyAsASecondMayHaveAndNotOneMore() {
        for (int i = 0; i < 128; i++) {
            assertThat(records.isOneTooMany(nothing(i % 2 == 0 ? EMPTY : KEY_UPDATE), false))
                    .isFalse();
        }
        assertThat(records.isOneTooMany(nothing(EMPTY), false)).isTrue();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(records.isOneTooMany(nothing(EMPTY), false)).isFalse();
    }

    @Test
    void takesNoRecordFullOfKeyUpdates() {
        assertThat(records.isOneTooMany(nothing(LARGEST), false)).isTrue();
    }

    @Test
    void takesAnHonestHandshakeOfLargeRecordsAndOfManySmallOnes() {
        assertThat(records.isOneTooMany(nothing(LARGEST), true)).isFalse();
        for (int i = 0; i < 64; i++) {
            assertThat(records.isOneTooMany(nothing(512), true)).isFalse();
        }
    }

    @Test
    void countsNothingThatCarriesSomethingOrIsNotWholeOrIsTheEnd() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(records.isOneTooMany(new SSLEngineResult(OK, NOT_HANDSHAKING, KEY_UPDATE, 1), false))
                    .isFalse();
            assertThat(records.isOneTooMany(nothing(0), false)).isFalse();
            assertThat(records.isOneTooMany(new SSLEngineResult(BUFFER_UNDERFLOW, NOT_HANDSHAKING, 0, 0), false))
                    .isFalse();
            assertThat(records.isOneTooMany(new SSLEngineResult(CLOSED, NOT_HANDSHAKING, 24, 0), false))
                    .isFalse();
        }
    }

    @Test
    void takesNoUpdateThatWouldBeAnsweredBehindWhatIsNotRead() {
        SSLEngineResult asks = new SSLEngineResult(OK, NEED_WRAP, KEY_UPDATE, 0);

        assertThat(records.tooMuch(asks, false, false)).isNull();
        assertThat(records.tooMuch(asks, true, true)).as("of the handshake").isNull();
        assertThat(records.tooMuch(nothing(KEY_UPDATE), false, true))
                .as("asks for no answer")
                .isNull();
        assertThat(records.tooMuch(new SSLEngineResult(CLOSED, NEED_WRAP, 24, 0), false, true))
                .as("a goodbye")
                .isNull();
        assertThat(records.tooMuch(asks, false, true)).isEqualTo(IdleRecords.UNREAD);
    }

    @Test
    void knowsAnAnswerFromSomebodysData() {
        records.wrote(new SSLEngineResult(OK, NOT_HANDSHAKING, 0, KEY_UPDATE), false);
        assertThat(records.answering()).isTrue();
        records.wrote(new SSLEngineResult(OK, NOT_HANDSHAKING, 5, 5 + EMPTY), false);
        assertThat(records.answering()).isFalse();
        records.wrote(new SSLEngineResult(OK, NOT_HANDSHAKING, 0, LARGEST), true);
        assertThat(records.answering()).as("the handshake's own").isFalse();
        records.wrote(new SSLEngineResult(CLOSED, NOT_HANDSHAKING, 0, 24), false);
        assertThat(records.answering()).as("a goodbye").isFalse();
    }

    private static SSLEngineResult nothing(int consumed) {
        return new SSLEngineResult(OK, NOT_HANDSHAKING, consumed, 0);
    }
}

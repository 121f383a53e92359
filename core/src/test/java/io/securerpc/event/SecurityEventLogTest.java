package io.securerpc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.event.SecurityEvent.ClientRefused;
import io.securerpc.event.SecurityEvent.ConnectionCut;
import io.securerpc.event.SecurityEvent.RequestRefused;
import io.securerpc.event.SecurityEvent.TrustChanged;
import io.securerpc.event.SecurityEvent.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class SecurityEventLogTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T00:00:00Z"));
    private final Lines lines = new Lines();
    private final SecurityEventLog log = new SecurityEventLog(now::get, lines);

    @Test
    void writesEachKindAtItsLevel() {
        log.on(new RequestRefused(List.of("host-not-allowed"), "host evil.example"));
        log.on(new ClientRefused("client"));
        log.on(new ConnectionCut("certificate:rpc.user.1", "cut"));
        log.on(new TrustChanged("trust"));
        log.on(new Warning("weak"));

        assertThat(lines.written)
                .containsExactly("WARN host evil.example", "WARN client", "WARN cut", "INFO trust", "WARN weak");
    }

    @Test
    void leavesOutAFloodAndSaysHowMuch() {
        for (int i = 0; i < 1_000; i++) {
            log.on(new RequestRefused(List.of("flood"), "refused"));
        }
        assertThat(lines.written).hasSize(20).containsOnly("WARN refused");

        now.updateAndGet(time -> time.plus(Duration.ofSeconds(10)));
        log.on(new RequestRefused(List.of("flood"), "refused"));
        log.on(new RequestRefused(List.of("flood"), "refused"));

        assertThat(lines.written.subList(20, 22))
                .containsExactly("WARN refused (980 more of this kind were left out)", "WARN refused");
    }

    @Test
    void aFloodOfOneKindHidesNoOther() {
        for (int i = 0; i < 100; i++) {
            log.on(new RequestRefused(List.of("flood"), "refused"));
            log.on(new ClientRefused("flood of strangers"));
        }
        lines.written.clear();

        log.on(new RequestRefused(List.of("other"), "other"));
        log.on(new TrustChanged("removed"));
        log.on(new ConnectionCut("certificate:a", "cut"));

        assertThat(lines.written).containsExactly("WARN other", "INFO removed", "WARN cut");
    }

    @Test
    void boundsMemoryForMadeUpCodes() {
        for (int i = 0; i < 10_000; i++) {
            log.on(new RequestRefused(List.of("code-" + i), "refused"));
        }

        assertThat(lines.written).hasSize(SecurityEventLog.KINDS + SecurityEventLog.LINES);
    }

    @Test
    void eventsAreOneBoundedLineWhateverTheyAreMadeOf() {
        assertThat(new Warning("a\nb \\u000a \u202e").text()).isEqualTo("a\\u000ab \\u000a \\u202e");
        assertThat(new ClientRefused("x".repeat(100_000)).text()).hasSizeLessThan(2_100);
        assertThat(new RequestRefused(List.of("a"), "\r").text()).isEqualTo("\\u000d");
        assertThat(new ConnectionCut("certificate:a", "\t").text()).isEqualTo("\\u0009");
        assertThat(new TrustChanged("\u0000").text()).isEqualTo("\\u0000");
        assertThatThrownBy(() -> new Warning(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("text");
    }

    /** A logger that keeps what it is given. */
    private static final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> written = new ArrayList<>();

        @Override
        protected String getFullyQualifiedCallerName() {
            return "";
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
            written.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments)
                    + (throwable == null ? "" : Arrays.toString(throwable.getStackTrace())));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}

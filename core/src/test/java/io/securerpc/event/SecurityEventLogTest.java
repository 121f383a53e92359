package io.securerpc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.event.SecurityEvent.ClientRefused;
import io.securerpc.event.SecurityEvent.ConnectionCut;
import io.securerpc.event.SecurityEvent.IdentityExpired;
import io.securerpc.event.SecurityEvent.IdentityExpiresSoon;
import io.securerpc.event.SecurityEvent.IdentityRejected;
import io.securerpc.event.SecurityEvent.IdentityServed;
import io.securerpc.event.SecurityEvent.RequestRefused;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.event.SecurityEvent.TrustChanged;
import io.securerpc.event.SecurityEvent.Warning;
import io.securerpc.trust.TrustDecision.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
        log.on(new ServerStopping(3, 2, Duration.ofSeconds(8)));
        log.on(new ServerStopped(3, 0, 2, 0, Duration.ofMillis(1_210)));
        log.on(new ServerStopped(2, 1, 2, 0, Duration.ofSeconds(8)));
        log.on(new ServerStopped(3, 0, 1, 1, Duration.ofSeconds(8)));

        assertThat(lines.written)
                .containsExactly(
                        "WARN host evil.example",
                        "WARN client",
                        "WARN cut",
                        "INFO trust",
                        "WARN weak",
                        "INFO server stops: 3 requests run and 2 websockets are open, for at most 8000 ms",
                        "INFO server stopped after 1210 ms: 3 requests finished, 0 cut; 2 websockets closed, 0 cut",
                        "WARN server stopped after 8000 ms: 2 requests finished, 1 cut; 2 websockets closed, 0 cut",
                        "WARN server stopped after 8000 ms: 3 requests finished, 0 cut; 1 websockets closed, 1 cut");
    }

    @Test
    void writesWhatBecomesOfAnIdentity() {
        IdentityFacts facts = new IdentityFacts(
                "identity 'c.pem'",
                List.of("*.example.com", "example.com"),
                Instant.parse("2026-09-01T00:00:00Z"),
                Instant.parse("2026-12-01T00:00:00Z"),
                "AA:BB");
        Instant at = now.get();
        log.on(new IdentityServed(facts, IdentityServed.Cause.START, at));
        log.on(new IdentityServed(facts, IdentityServed.Cause.RENEWAL, at));
        log.on(new IdentityServed(facts, IdentityServed.Cause.RECOVERY, at));
        log.on(new IdentityRejected(facts, "torn\nfile", at));
        log.on(new IdentityExpiresSoon(facts, 14, at));
        log.on(new IdentityExpiresSoon(facts, 1, at));
        log.on(new IdentityExpired(facts, at));

        String text = "until 2026-12-01T00:00:00Z, SHA-256 AA:BB, for *.example.com, example.com";
        assertThat(lines.written)
                .containsExactly(
                        "INFO identity 'c.pem': serves " + text,
                        "INFO identity 'c.pem': renewed, serves from now on " + text,
                        "INFO identity 'c.pem': files are good again, serves " + text,
                        "WARN identity 'c.pem': new files are not used: torn\\u000afile; still serves " + text,
                        "WARN identity 'c.pem': expires within 14 days, serves " + text,
                        "WARN identity 'c.pem': expires within a day, serves " + text,
                        "ERROR identity 'c.pem': has expired and nothing better is there, serves " + text);
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
    void aFloodOfStrangersHidesNoClientThatIsRefusedForAnotherReason() {
        for (int i = 0; i < 1_000; i++) {
            log.on(new ClientRefused(Optional.of(Reason.NOT_INSTALLED), "stranger"));
        }
        assertThat(lines.written).hasSize(20).containsOnly("WARN stranger");
        lines.written.clear();

        log.on(new ClientRefused(Optional.of(Reason.EXPIRED), "expired"));
        log.on(new ClientRefused("no certificate"));
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(10)));
        log.on(new ClientRefused(Optional.of(Reason.NOT_INSTALLED), "stranger"));

        assertThat(lines.written)
                .containsExactly(
                        "WARN expired", "WARN no certificate", "WARN stranger (980 more of this kind were left out)");
    }

    @Test
    void aFloodOfWarningsThatPeersBringAboutHidesNoneAboutTheServer() {
        for (int i = 0; i < 1_000; i++) {
            log.on(Warning.ofPeers("slow"));
        }
        assertThat(lines.written).hasSize(20).containsOnly("WARN slow");
        lines.written.clear();

        log.on(new Warning("files are not looked at"));
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(10)));
        log.on(Warning.ofPeers("slow"));

        assertThat(lines.written)
                .containsExactly("WARN files are not looked at", "WARN slow (980 more of this kind were left out)");
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

package io.securerpc.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent.IdentityExpired;
import io.securerpc.event.SecurityEvent.IdentityExpiresSoon;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryReminderTest {
    private static final Instant END = Instant.parse("2027-03-01T00:00:00Z");

    private final ExpiryReminder reminder = new ExpiryReminder();

    @Test
    void saysEachThresholdOnceAndTheEndEachDay() {
        IdentityFacts identity = lasting(90);
        List<String> said = new ArrayList<>();
        Instant stop = END.plus(Duration.ofDays(2));
        for (Instant now = END.minus(Duration.ofDays(90)); !now.isAfter(stop); now = now.plusSeconds(3600)) {
            Instant at = now;
            reminder.due(identity, now).ifPresent(event -> said.add(at + " " + brief(event)));
        }
        assertThat(said)
                .containsExactly(
                        "2027-01-30T00:00:00Z 30",
                        "2027-02-15T00:00:00Z 14",
                        "2027-02-22T00:00:00Z 7",
                        "2027-02-28T00:00:00Z 1",
                        "2027-03-01T01:00:00Z expired",
                        "2027-03-02T01:00:00Z expired");
    }

    @ParameterizedTest
    @CsvSource({"31, nothing", "30, 30", "29, 30", "14, 14", "10, 14", "7, 7", "2, 7", "1, 1", "0, 1", "-1, expired"})
    void saysFirstTheTightestThatApplies(int daysBefore, String expected) {
        Instant now = END.minus(Duration.ofDays(daysBefore));
        assertThat(reminder.due(lasting(90), now).map(ExpiryReminderTest::brief).orElse("nothing"))
                .isEqualTo(expected);
        assertThat(reminder.due(lasting(90), now)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"47, 30", "30, 14", "14, 7", "10, 7", "7, 1", "2, 1", "1, expired"})
    void leavesOutThresholdsOfAWholeLife(int lifeDays, String first) {
        Optional<SecurityEvent> said = Optional.empty();
        for (Instant now = END.minus(Duration.ofDays(lifeDays)); said.isEmpty(); now = now.plusSeconds(3600)) {
            said = reminder.due(lasting(lifeDays), now);
        }
        assertThat(brief(said.orElseThrow())).isEqualTo(first);
    }

    @Test
    void beginsAnewWithEachCertificate() {
        Instant now = END.minus(Duration.ofDays(5));
        IdentityFacts one = lasting(90);
        IdentityFacts other = new IdentityFacts("identity", List.of(), one.notBefore(), END, "other");
        assertThat(reminder.due(one, now)).contains(new IdentityExpiresSoon(one, 7, now));
        assertThat(reminder.due(other, now)).contains(new IdentityExpiresSoon(other, 7, now));
        assertThat(reminder.due(other, now)).isEmpty();
    }

    @Test
    void keepsQuietWhenTheClockGoesBack() {
        IdentityFacts identity = lasting(90);
        assertThat(reminder.due(identity, END.minus(Duration.ofDays(5)))).isPresent();
        assertThat(reminder.due(identity, END.minus(Duration.ofDays(20)))).isEmpty();
        assertThat(reminder.due(identity, END.minus(Duration.ofDays(5)))).isEmpty();
    }

    private static IdentityFacts lasting(int days) {
        return new IdentityFacts("identity", List.of(), END.minus(Duration.ofDays(days)), END, "one");
    }

    private static String brief(SecurityEvent event) {
        return event instanceof IdentityExpired ? "expired" : "" + ((IdentityExpiresSoon) event).days();
    }
}

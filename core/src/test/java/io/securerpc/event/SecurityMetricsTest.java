package io.securerpc.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.securerpc.event.SecurityEvent.ClientRefused;
import io.securerpc.event.SecurityEvent.IdentityRejected;
import io.securerpc.event.SecurityEvent.IdentityServed;
import io.securerpc.event.SecurityEvent.IdentityServed.Cause;
import io.securerpc.event.SecurityEvent.RequestRefused;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SecurityMetricsTest {
    private static final IdentityFacts FACTS = new IdentityFacts(
            "identity 'c.pem'", List.of("a.example"), Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(9_000), "AA");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SecurityMetrics metrics = new SecurityMetrics();

    @Test
    void countsEventsByKindAndRefusalsByCode() {
        metrics.bindTo(registry);
        metrics.on(new RequestRefused(List.of("host-not-allowed", "origin-not-allowed"), "text"));
        metrics.on(new RequestRefused(List.of("host-not-allowed"), "text"));
        metrics.on(new ClientRefused("text"));
        assertThat(meters())
                .isEqualTo(Map.of(
                        "secure.rpc.events{kind=RequestRefused}", 2.0,
                        "secure.rpc.events{kind=ClientRefused}", 1.0,
                        "secure.rpc.refusals{code=host-not-allowed}", 2.0,
                        "secure.rpc.refusals{code=origin-not-allowed}", 1.0));
    }

    @Test
    void countsCallsByCaller() {
        metrics.called("token:ci", true);
        metrics.bindTo(registry);
        metrics.called("token:ci", true);
        metrics.called("token:ci", false);
        metrics.called("anonymous", true);
        assertThat(meters())
                .isEqualTo(Map.of(
                        "secure.rpc.calls.admitted{caller=token:ci}", 2.0,
                        "secure.rpc.calls.refused{caller=token:ci}", 1.0,
                        "secure.rpc.calls.admitted{caller=anonymous}", 1.0));
    }

    @Test
    void severalListenersAreToldTogether() {
        SecurityMetrics second = new SecurityMetrics();
        SecurityEventListener both = SecurityEventListener.together(metrics, second);
        metrics.bindTo(registry);
        second.bindTo(new SimpleMeterRegistry());
        both.on(new ClientRefused("text"));
        both.called("anonymous", true);
        both.callEnded("anonymous", "block_count", CallEnd.RESULT, 0, 1_000);
        assertThat(registry.get("secure.rpc.calls.time").timer().count()).isEqualTo(1);
        assertThat(meters())
                .isEqualTo(Map.of(
                        "secure.rpc.events{kind=ClientRefused}", 1.0,
                        "secure.rpc.calls.admitted{caller=anonymous}", 1.0));
    }

    @Test
    void showsTheUsageOfTheServerItFollowsWhicheverComesFirst() {
        Map<ServerUsage.Gauge, Long> values = new EnumMap<>(ServerUsage.Gauge.class);
        for (ServerUsage.Gauge gauge : ServerUsage.Gauge.values()) {
            values.put(gauge, gauge.ordinal() + 1L);
        }
        SimpleMeterRegistry late = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        metrics.follow(
                () -> ServerUsage.of(values).withLimits(Map.of("max.connections", 1024.0, "idle.timeout", 60.0)));
        metrics.bindTo(late);

        assertThat(meters())
                .isEqualTo(Map.ofEntries(
                        Map.entry("secure.rpc.limit{of=idle.timeout}", 60.0),
                        Map.entry("secure.rpc.limit{of=max.connections}", 1024.0),
                        Map.entry("secure.rpc.usage{of=connections}", 1.0),
                        Map.entry("secure.rpc.usage{of=handshakes}", 2.0),
                        Map.entry("secure.rpc.usage{of=web.sockets}", 3.0),
                        Map.entry("secure.rpc.usage{of=addresses}", 4.0),
                        Map.entry("secure.rpc.usage{of=busiest.address}", 5.0),
                        Map.entry("secure.rpc.usage{of=busiest.network}", 6.0),
                        Map.entry("secure.rpc.usage{of=busiest.caller}", 7.0),
                        Map.entry("secure.rpc.usage{of=requests}", 8.0),
                        Map.entry("secure.rpc.usage{of=request.bytes}", 9.0),
                        Map.entry("secure.rpc.usage{of=response.bytes}", 10.0),
                        Map.entry("secure.rpc.usage{of=queued.bytes}", 11.0),
                        Map.entry("secure.rpc.usage{of=subscriptions}", 12.0),
                        Map.entry("secure.rpc.usage{of=dropped.connections}", 13.0),
                        Map.entry("secure.rpc.usage{of=running.calls}", 14.0),
                        Map.entry("secure.rpc.usage{of=waiting.calls}", 15.0),
                        Map.entry("secure.rpc.usage{of=overdue.calls}", 16.0),
                        Map.entry("secure.rpc.usage{of=refused.calls}", 17.0)));
        values.put(ServerUsage.Gauge.CONNECTIONS, 100L);
        assertThat(late.get("secure.rpc.usage").tag("of", "connections").gauge().value())
                .isEqualTo(100.0);
        assertThatThrownBy(() -> metrics.follow(() -> ServerUsage.of(values)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("usage: a second server (expected: one for each metrics object)");
    }

    @Test
    void showsHowAnIdentityIsDoing() {
        metrics.bindTo(registry);
        metrics.on(new IdentityServed(FACTS, Cause.START, Instant.ofEpochSecond(2_000)));
        assertThat(identity()).isEqualTo(gauges(2_000, Double.NaN, 0));
        metrics.on(new IdentityRejected(FACTS, "torn", Instant.ofEpochSecond(3_000)));
        assertThat(identity()).isEqualTo(gauges(2_000, 3_000, 1));
        metrics.on(new IdentityServed(FACTS, Cause.RECOVERY, Instant.ofEpochMilli(4_000_500)));
        assertThat(identity()).isEqualTo(gauges(4_000.5, 3_000, 0));
    }

    @Test
    void showsInEveryRegistryWhatCameBefore() {
        metrics.on(new IdentityServed(FACTS, Cause.START, Instant.ofEpochSecond(2_000)));
        metrics.on(new ClientRefused("text"));
        metrics.bindTo(new SimpleMeterRegistry());
        metrics.bindTo(registry);
        assertThat(identity()).isEqualTo(gauges(2_000, Double.NaN, 0));
        assertThat(meters())
                .containsEntry("secure.rpc.events{kind=ClientRefused}", 1.0)
                .containsEntry("secure.rpc.events{kind=IdentityServed}", 1.0);
    }

    @Test
    void boundsTheValuesOfTags() {
        metrics.bindTo(registry);
        for (int i = 0; i < 1_000; i++) {
            metrics.on(new RequestRefused(List.of("code-" + i), "text"));
            IdentityFacts facts = new IdentityFacts(
                    "identity " + i, List.of(), FACTS.notBefore(), FACTS.notAfter(), FACTS.fingerprint());
            metrics.on(new IdentityServed(facts, Cause.START, Instant.ofEpochSecond(2_000)));
        }
        assertThat(meters().keySet().stream().filter(name -> name.startsWith("secure.rpc.refusals")))
                .hasSize(SecurityMetrics.VALUES);
        assertThat(meters().keySet().stream().filter(name -> name.startsWith("secure.rpc.identity.failing")))
                .hasSize(SecurityMetrics.VALUES);
        assertThat(meters()).containsEntry("secure.rpc.refusals{code=other}", 745.0);
    }

    private static Map<String, Double> gauges(double success, double failure, double failing) {
        return new TreeMap<>(Map.of(
                "secure.rpc.identity.not.after{identity=identity 'c.pem'}", 9_000.0,
                "secure.rpc.identity.last.success{identity=identity 'c.pem'}", success,
                "secure.rpc.identity.last.failure{identity=identity 'c.pem'}", failure,
                "secure.rpc.identity.failing{identity=identity 'c.pem'}", failing));
    }

    private Map<String, Double> identity() {
        Map<String, Double> all = new TreeMap<>(meters());
        all.keySet().removeIf(name -> !name.startsWith("secure.rpc.identity"));
        return all;
    }

    private Map<String, Double> meters() {
        Map<String, Double> all = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith("secure.rpc.calls.time")) {
                continue;
            }
            String tag = meter.getId().getTags().get(0).getKey() + "="
                    + meter.getId().getTags().get(0).getValue();
            all.put(
                    meter.getId().getName() + "{" + tag + "}",
                    meter.measure().iterator().next().getValue());
        }
        return all;
    }
}

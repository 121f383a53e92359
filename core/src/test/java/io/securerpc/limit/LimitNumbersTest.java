package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever is bounded can be shown, so that a new limit cannot be forgotten. */
class LimitNumbersTest {
    @Test
    void everyPropertyOfTheLimitsIsShownUnderItsNameTimesInSeconds() throws Exception {
        Limits limits = Limits.builder()
                .idleTimeout(Duration.ofMillis(1_500))
                .connections(
                        ConnectionLimits.builder().maxConnectionsPerNetwork(7).build())
                .memory(MemoryLimits.builder().maxResponseBytesTotal(1L << 33).build())
                .build();
        Map<String, Double> expected = new TreeMap<>();
        collect(limits, expected);
        assertThat(expected).hasSizeGreaterThan(18);
        assertThat(limits.numbers()).isEqualTo(expected);
        assertThat(limits.numbers())
                .containsEntry("idle.timeout", 1.5)
                .containsEntry("max.connections.per.network", 7.0)
                .containsEntry("max.response.bytes.total", 8_589_934_592.0);
    }

    private static void collect(Object limits, Map<String, Double> found) throws ReflectiveOperationException {
        for (Method property : limits.getClass().getDeclaredMethods()) {
            if (!Modifier.isPublic(property.getModifiers())
                    || Modifier.isStatic(property.getModifiers())
                    || property.getParameterCount() > 0
                    || property.getReturnType() == Map.class) {
                continue;
            }
            Object value = property.invoke(limits);
            if (value instanceof Number number) {
                found.put(dotted(property.getName()), number.doubleValue());
            } else if (value instanceof Duration time) {
                found.put(dotted(property.getName()), time.toMillis() / 1000.0);
            } else {
                assertThat(property.getReturnType().getSimpleName())
                        .as("a property that is no number, time or group of limits: %s", property.getName())
                        .endsWith("Limits");
                collect(value, found);
            }
        }
    }

    private static String dotted(String name) {
        return name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }
}

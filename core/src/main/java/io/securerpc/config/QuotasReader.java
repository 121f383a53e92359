package io.securerpc.config;

import io.securerpc.limit.Quotas;
import io.securerpc.limit.Rate;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One reading of {@code [secure_rpc.quotas]} and {@code [secure_rpc.method_costs]}. */
final class QuotasReader {
    private static final List<String> KEYS = List.of("rate", "burst");

    private final ConfigSource source;
    private final Quotas.Builder quotas = Quotas.builder();

    private QuotasReader(ConfigSource source) {
        this.source = source;
    }

    static Quotas read(ConfigSource source) {
        QuotasReader reader = new QuotasReader(source);
        source.value(SecureRpcKeys.QUOTAS).forEach(reader::readQuota);
        source.value(SecureRpcKeys.METHOD_COSTS).forEach(reader::readCost);
        return reader.quotas.build();
    }

    private void readQuota(String name, JsonNode value) {
        if (!(value instanceof ObjectNode table)) {
            source.refuse(
                    SecureRpcKeys.QUOTAS, List.of(name), name + ": no table (expected: rate, and burst if it is more)");
            return;
        }
        for (String key : table.propertyNames()) {
            if (!KEYS.contains(key)) {
                source.refuse(
                        SecureRpcKeys.QUOTAS,
                        List.of(name, key),
                        name + "." + key + ": unknown key (expected: rate or burst)");
                return;
            }
        }
        JsonNode rate = table.get("rate");
        JsonNode burst = table.get("burst");
        if (rate == null || !isNumber(rate) || (burst != null && !isNumber(burst))) {
            source.refuse(SecureRpcKeys.QUOTAS, List.of(name), name + ": no rate (expected: whole numbers)");
            return;
        }
        source.made(SecureRpcKeys.QUOTAS, List.of(name), () -> {
            Rate alone = Rate.perSecond(rate.intValue());
            return quotas.quota(name, burst == null ? alone : alone.withBurst(burst.intValue()));
        });
    }

    private void readCost(String pattern, JsonNode value) {
        if (isNumber(value)) {
            source.made(SecureRpcKeys.METHOD_COSTS, List.of(pattern), () -> quotas.cost(pattern, value.intValue()));
        } else {
            source.refuse(
                    SecureRpcKeys.METHOD_COSTS,
                    List.of(pattern),
                    pattern + ": no whole number (expected: units of cost)");
        }
    }

    private static boolean isNumber(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }
}

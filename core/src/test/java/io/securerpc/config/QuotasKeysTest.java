package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.limit.Quotas;
import io.securerpc.limit.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotas as a file has them; whatever is wrong with one stops the start. */
class QuotasKeysTest {
    @TempDir
    private Path folder;

    @Test
    void areAsTheFileSays() throws IOException {
        ServerSettings settings = load("""
                [secure_rpc.quotas]
                anonymous = { rate = 20, burst = 200 }
                bulk = { rate = 2000 }
                [secure_rpc.method_costs]
                account_history = 10
                "wallet_*" = 5
                [secure_rpc.grants]
                "token:indexer" = { permissions = ["control"], quota = "bulk" }
                """);
        Quotas quotas = settings.quotas();
        assertThat(quotas.rate("anonymous")).contains(new Rate(20, 200));
        assertThat(quotas.rate("bulk")).contains(new Rate(2_000, 2_000));
        assertThat(quotas.rate("default")).isEmpty();
        assertThat(quotas.cost("account_history")).isEqualTo(10);
        assertThat(quotas.cost("wallet_list")).isEqualTo(5);
        assertThat(quotas.cost("version")).isEqualTo(1);
        assertThat(settings.grants().caller("token:indexer").quotaClass()).isEqualTo("bulk");
        assertThat(load("").quotas()).hasToString("Quotas{}{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[secure_rpc.quotas]|default = 5; secure_rpc.quotas: default: no table (expected: rate, and burst if it is more)",
                "[secure_rpc.quotas]|default = {}; secure_rpc.quotas: default: no rate (expected: whole numbers)",
                "[secure_rpc.quotas]|default = { burst = 5 }; secure_rpc.quotas: default: no rate (expected: whole numbers)",
                "[secure_rpc.quotas]|default = { rate = 1.5 }; secure_rpc.quotas: default: no rate (expected: whole numbers)",
                "[secure_rpc.quotas]|default = { rate = 0 }; secure_rpc.quotas: rate: 0 (expected: 1 to 1000000)",
                "[secure_rpc.quotas]|default = { rate = 1, brust = 5 }; secure_rpc.quotas: default.brust: unknown key (expected: rate or burst)",
                "[secure_rpc.quotas]|Bulk = { rate = 1 }; secure_rpc.quotas: quota: 'Bulk' (expected: lower-case letters, digits, . _ and -, a letter first)",
                "[secure_rpc.method_costs]|a = \"5\"; secure_rpc.method_costs: a: no whole number (expected: units of cost)",
                "[secure_rpc.method_costs]|a = 0; secure_rpc.method_costs: cost of a: 0 (expected: 1 to 1000000)",
                "[secure_rpc.method_costs]|\"*_a\" = 1; secure_rpc.method_costs: method pattern: '*_a'",
                "[secure_rpc.grants]|\"token:a\" = { quota = 5 }; secure_rpc.grants: token:a.quota: 5 (expected: a string)",
                "[secure_rpc.grants]|\"token:a\" = { quota = \"A\" }; secure_rpc.grants: quota of token:a: 'A'",
            })
    void whatIsWrongIsSaid(String lines, String problem) {
        assertThatThrownBy(() -> load(lines.replace('|', '\n') + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem);
    }

    private ServerSettings load(String text) throws IOException {
        return NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), text));
    }
}

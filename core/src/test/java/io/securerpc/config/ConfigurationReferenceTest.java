package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.limit.CallLimits;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.LimitsBuilder;
import io.securerpc.limit.MemoryLimits;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page and the loader know the same keys and the same defaults. */
class ConfigurationReferenceTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| `?([^`|]+?)`? \\| (\\S.*) \\|");

    @Test
    void pageAndLoaderAgreeOnEveryKeyAndDefault() throws IOException {
        assertThat(documented()).isEqualTo(known());
    }

    @Test
    void everyLimitHasAKey() {
        Map<String, String> nanosNames = Map.of("max_request_bytes", "max_request_size");
        assertThat(Stream.of(
                                LimitsBuilder.class,
                                ConnectionLimits.Builder.class,
                                MemoryLimits.Builder.class,
                                CallLimits.Builder.class)
                        .flatMap(builder -> Stream.of(builder.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 1)
                        .filter(method ->
                                !method.getParameterTypes()[0].getSimpleName().endsWith("Limits"))
                        .map(method -> snakeCase(method.getName()))
                        .map(name -> nanosNames.getOrDefault(name, name)))
                .isNotEmpty()
                .allMatch(name -> Schema.RPC_FILE.knows(name) || Schema.RPC_FILE.knows("secure_rpc." + name));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> known() {
        Map<String, String> keys = new TreeMap<>();
        Schema.RPC_FILE.keys().forEach(key -> keys.put(key.qualified(), key.fallbackToml()));
        Schema.RPC_FILE.inapplicable().keySet().forEach(name -> keys.put(name, "not used"));
        Schema.IDENTITY
                .keys()
                .forEach(key -> keys.put(IdentityKeys.IDENTITIES.qualified() + "." + key.name(), key.fallbackToml()));
        Schema.AUTHORITY
                .keys()
                .forEach(key -> keys.put(AuthorityKeys.AUTHORITIES.qualified() + "." + key.name(), key.fallbackToml()));
        Schema.LISTENER
                .keys()
                .forEach(key -> keys.put(ListenerKeys.LISTENERS.qualified() + "." + key.name(), key.fallbackToml()));
        Schema.JWT.keys().forEach(key -> keys.put(JwtTable.JWT.qualified() + "." + key.name(), key.fallbackToml()));
        Schema.TLS_FILE.keys().forEach(key -> keys.put("config-tls.toml: " + key.qualified(), key.fallbackToml()));
        return keys;
    }

    private static Map<String, String> documented() throws IOException {
        Path page = Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/configuration.md");
        return Files.readAllLines(page).stream()
                .map(ROW::matcher)
                .filter(matcher -> matcher.matches())
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> row.group(2),
                        (first, second) -> first + " and " + second,
                        TreeMap::new));
    }
}

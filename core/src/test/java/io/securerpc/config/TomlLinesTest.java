package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.toml.TomlMapper;

/** Which line an operator is sent to. */
class TomlLinesTest {
    private static final String FILE = """
            # a configuration
            address = "nobody's" # an address, as it were

            [secure]
            enabel = true

            [secure_rpc]
            hosts = [
                "node.example.com",
                # and another one
                7
            ]
            max_connections = 0
            origins . credentials = true
            stop_timeout = \"""
            8 s\"""
            "quoted.key" = 1

            [[secure_rpc.identities]]
            cert = "a"

            [[secure_rpc.identities]]
            certificate = "b"
            keey = "c"

            [secure_rpc.grants]
            "certificate:a" = ["control"]
            "certificate:b" = { permissions = "control" }
            [secure_rpc.grants."token:ci"]
            allow = ["chain_*"]
            alow = ["state_*"]

            [secure_rpc.quotas.wallet]
            burst = 7
            [secure_rpc.method_costs]
            "*" = 1
            "chain_call" = "ten"

            [securerpc]
            hosts = []
            """;

    /** Of a key that is missing in a table of a list: that of the table. */
    private static final String PROBLEMS = """
            FILE line 5: secure.enabel: unknown key (expected: secure.enable)
            FILE line 17: secure_rpc.quoted.key: unknown key (expected: secure_rpc.jwt)
            FILE line 39: securerpc: unknown key (expected: secure_rpc)
            FILE line 13: secure_rpc.max_connections: 0 (expected: a whole number from 1 to 1000000)
            FILE line 15: secure_rpc.stop_timeout: "8 s" (expected: a duration from "0s" to "1h")
            FILE line 8: secure_rpc.hosts: ["node.example.com",7] (expected: a list of strings)
            FILE line 14: secure_rpc.origins: a table (expected: a list of strings)
            FILE line 2: address: nobody's (expected: an IP address such as ::1 or ::ffff:127.0.0.1)
            FILE line 20: secure_rpc.identities[1].cert: unknown key (expected: key)
            FILE line 24: secure_rpc.identities[2].keey: unknown key (expected: key)
            FILE line 19: secure_rpc.identities[1].certificate: missing (expected: a PEM file or secure_rpc.identities[1].key_store)
            FILE line 19: secure_rpc.identities[1].key: missing (expected: a PEM file or secure_rpc.identities[1].key_store)
            FILE line 22: secure_rpc.identities[2].key: missing (expected: a PEM file or secure_rpc.identities[2].key_store)
            FILE line 28: secure_rpc.grants: certificate:b.permissions: "control" (expected: a list of strings)
            FILE line 31: secure_rpc.grants: token:ci.alow: unknown key (expected: allow)
            FILE line 33: secure_rpc.quotas: wallet: no rate (expected: whole numbers)
            FILE line 37: secure_rpc.method_costs: chain_call: no whole number (expected: units of cost)
            """;

    @TempDir
    private Path folder;

    private List<String> problems(String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("config-rpc.toml"), toml);
        return catchThrowableOfType(ConfigException.class, () -> NanoConfig.load(file)).problems().stream()
                .map(problem -> problem.replace(file.toString(), "FILE"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void areThoseOnWhichTheWrongStatementsBegin(String end) throws IOException {
        assertThat(problems(FILE.replace("\n", end)))
                .containsExactlyElementsOf(PROBLEMS.lines().toList());
    }

    @Test
    void ofAKeyThatIsMissingInATableOfAListIsThatOfTheTable() throws IOException {
        assertThat(problems("""
                [secure]
                enable = true
                client_certs_path = "clients"

                [[secure_rpc.client_authorities]]
                name = "corp"
                certificates = "ca.pem"
                revocation = "none"

                [[secure_rpc.client_authorities]]
                certificates = "ca.pem"
                revocation = "none"
                """))
                .filteredOn(problem -> problem.contains("client_authorities"))
                .singleElement()
                .asString()
                .startsWith("FILE line 10: secure_rpc.client_authorities[2].name: ");
    }

    /** Whatever stands around it. */
    @Test
    void areRightInFilesOfAnyShape() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> others = List.of(
                "\n",
                "# a comment \"\"\" [\n",
                "x%d = 1\n",
                "x%d = [\n1,\n\n2 # ]\n]\n",
                "x%d = \"\"\"\n[y]\nkey = 7\n\"\"\"\n",
                "x%d.y = '''\na = 1'''\n",
                "x%d = { key = 1 }\n");
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            int before = random.nextInt(30);
            for (int j = 0; j < before; j++) {
                text.append(others.get(random.nextInt(others.size())).formatted(j));
            }
            int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
            text.append(random.nextBoolean() ? "key = 1\n" : "key = [\n1\n]\n");
            for (int j = before; j < before + 20; j++) {
                text.append(others.get(random.nextInt(others.size())).formatted(j));
            }
            assertThat(lines(text.toString()).line(List.of("key")))
                    .as("seed %d: %s", seed, text)
                    .hasValue(line);
        }
    }

    @Test
    void areNotThereForWhatTheFileDoesNotHave() {
        TomlLines lines = lines("a = [1]\n");
        assertThat(lines.line(List.of("a"))).hasValue(1);
        assertThat(lines.line(List.of("a", 0))).hasValue(1);
        assertThat(lines.line(List.of("a", 1))).isEmpty();
        assertThat(lines.line(List.of("b"))).isEmpty();
        assertThat(lines.line(List.of("a", "b"))).isEmpty();
        assertThat(lines("").line(List.of("a"))).isEmpty();
        assertThat(lines("a = 1").line(List.of("a"))).hasValue(1);
    }

    /** Each mistake is told all the same, the last ones without a line: ten thousand searches of ten thousand lines would take minutes. */
    @Test
    void areLookedForNoLongerInAFileMadeToTakeLong() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("mistake").append(i).append(" = 1\n");
        }
        List<String> problems = problems(text.toString());
        assertThat(problems).hasSize(10_000);
        assertThat(problems.get(0)).startsWith("FILE line 1: mistake0: unknown key");
        assertThat(problems.get(9_999)).startsWith("FILE: mistake9999: unknown key");
    }

    private static TomlLines lines(String text) {
        return new TomlLines(text, new TomlMapper().reader());
    }
}

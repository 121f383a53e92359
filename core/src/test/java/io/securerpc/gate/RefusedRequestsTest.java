package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an operator sees when a configuration says no: the code, the line that would change it, and that the line does. The server is bound to
 * 127.0.0.1:7076 and has a certificate for node.example.com.
 */
class RefusedRequestsTest {
    /** Lines of [secure_rpc] and its tables, separated by ';' | listener | door | request | codes | remedies, separated by ';', or '-'. */
    private static final String TABLE = """
            | tls | HTTP | host=wallet.example.org | host-not-allowed | hosts = ["wallet.example.org"]
            | tls | WEBSOCKET | host=wallet.example.org | host-not-allowed | hosts = ["wallet.example.org"]
            | plain | HTTP | host=wallet.example.org:7076 | host-not-allowed | hosts = ["wallet.example.org:7076"]
            | plain | HTTP | host=WALLET.example.ORG | host-not-allowed | hosts = ["wallet.example.org"]
            | tls | HTTP | host=203.0.113.7:7076 | host-not-allowed | hosts = ["203.0.113.7:7076"]
            | tls | HTTP | host=[2001:DB8::1]:7076 | host-not-allowed | hosts = ["[2001:db8::1]:7076"]
            | tls | HTTP | host=127.0.0.1:9999 | host-not-allowed | hosts = ["127.0.0.1:9999"]
            | tls | HTTP | host=rebind.attacker.example:7076 | host-not-allowed | hosts = ["rebind.attacker.example:7076"]
            | request | WEBSOCKET | host=tunnel.example.com:443; peer=trusted | host-not-allowed | hosts = ["tunnel.example.com:443"]
            hosts = ["one.example.org"] | tls | HTTP | host=two.example.org | host-not-allowed | hosts = ["two.example.org"]
            hosts = ["one.example.org:8443"] | tls | HTTP | host=one.example.org:9443 | host-not-allowed | hosts = ["one.example.org:9443"]
            | tls | HTTP | host= | host-malformed | -
            | tls | HTTP | host=a,b | host-malformed | -
            | tls | HTTP | host=node.example.com/ | host-malformed | -
            | tls | HTTP | host=user@node.example.com | host-malformed | -
            | tls | HTTP | host=node.example.com:99999 | host-malformed | -
            | tls | HTTP | host=node.example.com&127.0.0.1 | host-malformed | -
            | tls | WEBSOCKET | host=node.example.com&node.example.com | host-malformed | -
            | tls | HTTP | host=none | host-malformed | -
            | tls | HTTP | target=other.example.com | host-contradicted | -
            hosts = ["*"] | tls | HTTP | host=anything.example; target=else.example | host-contradicted | -
            | tls | HTTP | origin=https://wallet.example.com | origin-not-allowed | origins = ["https://wallet.example.com"]
            | tls | WEBSOCKET | origin=https://wallet.example.com | origin-not-allowed | origins = ["https://wallet.example.com"]
            | tls | HTTP | origin=http://node.example.com:7076 | origin-not-allowed | origins = ["http://node.example.com:7076"]
            | tls | HTTP | origin=https://node.example.com | origin-not-allowed | origins = ["https://node.example.com"]
            | tls | HTTP | origin=http://localhost:3000 | origin-not-allowed | origins = ["http://localhost:3000"]
            | plain | WEBSOCKET | origin=http://127.0.0.1:5173 | origin-not-allowed | origins = ["http://127.0.0.1:5173"]
            | tls | HTTP | origin=http://[::1]:3000 | origin-not-allowed | origins = ["http://[::1]:3000"]
            | tls | HTTP | origin=https://xn--bcher-kva.example | origin-not-allowed | origins = ["https://xn--bcher-kva.example"]
            | tls | WEBSOCKET | origin=chrome-extension://abcdefghijklmnopabcdefghijklmnop | origin-not-allowed | origins = ["chrome-extension://abcdefghijklmnopabcdefghijklmnop"]
            | tls | HTTP | origin=moz-extension://0f2a6d6c-1111-4222-8333-444455556666 | origin-not-allowed | origins = ["moz-extension://0f2a6d6c-1111-4222-8333-444455556666"]
            origins = ["https://wallet.example.com"] | tls | HTTP | origin=https://wallet.example.com:8443 | origin-not-allowed | origins = ["https://wallet.example.com:8443"]
            origins = ["https://wallet.example.com"] | tls | HTTP | origin=http://wallet.example.com | origin-not-allowed | origins = ["http://wallet.example.com"]
            origins = ["https://example.com"] | tls | WEBSOCKET | origin=https://www.example.com | origin-not-allowed | origins = ["https://www.example.com"]
            origins = ["https://*.example.com"] | tls | HTTP | origin=https://example.com | origin-not-allowed | origins = ["https://example.com"]
            origins = ["https://*.example.com"] | tls | HTTP | origin=https://a.b.example.com | origin-not-allowed | origins = ["https://a.b.example.com"]
            origins = ["https://wallet.example.com"] | request | HTTP | origin=https://app.example.com; peer=trusted | origin-not-allowed | origins = ["https://app.example.com"]
            origins = ["*"] | request | WEBSOCKET | origin=https://app.example.com; peer=trusted | origin-not-allowed | origins = ["https://app.example.com"]
            | tls | HTTP | origin=null | origin-not-allowed | origin_null = true
            | tls | WEBSOCKET | origin=null | origin-not-allowed | origin_null = true
            origins = ["https://wallet.example.com"] | plain | HTTP | origin=null | origin-not-allowed | origin_null = true
            | tls | HTTP | method=OPTIONS; origin=https://wallet.example.com; asks=POST | origin-not-allowed | origins = ["https://wallet.example.com"]
            | tls | HTTP | origin=https://wallet.example.com/ | origin-malformed | -
            | tls | HTTP | origin=https://user@wallet.example.com | origin-malformed | -
            | tls | WEBSOCKET | origin=wallet.example.com | origin-malformed | -
            | tls | HTTP | origin=https://a.example&https://b.example | origin-malformed | -
            origins = ["*"] | tls | HTTP | origin=https://a.example, https://b.example | origin-malformed | -
            | tls | WEBSOCKET | origin=wss://wallet.example.com | origin-not-allowed | -
            | tls | HTTP | forwarding=X-Forwarded-For that is no address | client-address-doubtful | -
            | plain | WEBSOCKET | forwarding=headers that contradict each other | client-address-doubtful | -
            | tls | HTTP | site=cross-site | cross-site | -
            | tls | WEBSOCKET | site=same-site | cross-site | -
            | tls | HTTP | method=GET | method-not-allowed | -
            | tls | HTTP | method=PUT | method-not-allowed | -
            | tls | HTTP | method=TRACE | method-not-allowed | -
            | tls | WEBSOCKET | method=POST | method-not-allowed | -
            | tls | HTTP | type=text/plain | content-type | -
            | tls | HTTP | type=multipart/form-data; boundary=x | content-type | -
            | tls | HTTP | type=application/json&text/plain | content-type | -
            | tls | HTTP | type=application/x-www-form-urlencoded; traces | content-type | -
            json_required = true | tls | HTTP | type=application/x-www-form-urlencoded; traces | content-type | -
            json_required = true | tls | HTTP | type=application/x-www-form-urlencoded | content-type | json_required = false
            json_required = true | plain | HTTP | type=none | content-type | json_required = false
            | request | HTTP | peer=none | client-certificate-missing | -
            | request | WEBSOCKET | peer=none | client-certificate-missing | -
            | require | HTTP | peer=distrusted | client-certificate-refused | -
            | require | WEBSOCKET | peer=revoked | client-certificate-refused | -
            | tls | HTTP | peer=trusted | client-certificate-refused | -
            | tls | HTTP | peer=unjudged | unjudged | -
            | tls | WEBSOCKET | peer=plaintext | transport | -
            | plain | HTTP | peer=none | transport | -
            | require | HTTP | peer=trusted; call=wallet_create control | call-forbidden | "certificate:rpc.user.1" = ["control"]
            | require | WEBSOCKET | peer=trusted; call=wallet_create control | call-forbidden | "certificate:rpc.user.1" = ["control"]
            grants."certificate:rpc.user.1" = ["ledger.read"] | request | HTTP | peer=trusted; call=wallet_create control | call-forbidden | "certificate:rpc.user.1" = ["control"]
            grants."certificate:rpc.user.2" = ["control"] | require | HTTP | peer=trusted; call=wallet_create control | call-forbidden | "certificate:rpc.user.1" = ["control"]
            grants."certificate:*" = ["ledger.read"] | require | HTTP | peer=trusted; call=sign node.sign | call-forbidden | "certificate:rpc.user.1" = ["node.sign"]
            | require | HTTP | peer=odd; call=stop control | call-forbidden | "certificate:o\\"dd \\\\ \\U000000E9\\U0001F600" = ["control"]
            | tls | HTTP | call=wallet_create control | call-forbidden | -
            grants."certificate:rpc.user.1" = { permissions = ["control"], deny = ["wallet_*"] } | require | HTTP | peer=trusted; call=wallet_create control | call-forbidden | -
            grants.everyone = { deny = ["version"] } | tls | WEBSOCKET | call=version public | call-forbidden | -
            grants."certificate:rpc.user.1" = { allow = ["*"] }; rpc_methods = "safe" | require | HTTP | peer=trusted; call=author_insertKey unsafe | call-forbidden | -
            jsonrpc_apis = "eth,net" | tls | HTTP | call=personal_sign public | call-forbidden | -
            grants."certificate:*" = { allow = ["*"] } | require | WEBSOCKET | peer=trusted; call=internal nobody | call-forbidden | -
            | require | WEBSOCKET | peer=trusted; call=internal nobody | call-forbidden | -
            | tls | HTTP | host=Evil.example:7076; origin=https://evil.example:7076; type=text/plain | host-not-allowed,origin-not-allowed,content-type | hosts = ["evil.example:7076"]; origins = ["https://evil.example:7076"]
            | tls | HTTP | host=wallet.example.org; origin=https://wallet.example.com | host-not-allowed,origin-not-allowed | hosts = ["wallet.example.org"]; origins = ["https://wallet.example.com"]
            json_required = true | tls | HTTP | host=wallet.example.org; type=none | host-not-allowed,content-type | hosts = ["wallet.example.org"]; json_required = false
            """;

    /** None has a remedy; how they come about is GateCredentialTest's. */
    private static final Set<Refusal.Code> OF_CREDENTIALS =
            EnumSet.range(Refusal.Code.CREDENTIAL_MALFORMED, Refusal.Code.TICKETS_EXHAUSTED);

    @TempDir
    private Path folder;

    static Stream<RefusedRequest> table() {
        return TABLE.lines().map(RefusedRequest::parse);
    }

    @ParameterizedTest
    @MethodSource("table")
    void saysWhichRuleAndTheLineThatChangesIt(RefusedRequest row) throws IOException {
        Refused refused = (Refused) row.judge(gate(row, row.settings()));
        assertThat(refused.codes()).containsExactlyElementsOf(row.codes());
        assertThat(remedies(refused).stream().map(Remedy::toml)).containsExactlyElementsOf(row.remedies());
    }

    @ParameterizedTest
    @MethodSource("table")
    void theSuggestedLinesLetTheRequestPassInOneStep(RefusedRequest row) throws IOException {
        Refused refused = (Refused) row.judge(gate(row, row.settings()));
        List<Remedy> remedies = remedies(refused);
        if (remedies.size() < refused.refusals().size()) {
            // What cannot be allowed stays refused whatever else is followed.
            assertThat(row.judge(gate(row, applied(row, remedies)))).isInstanceOf(Refused.class);
        } else {
            assertThat(row.judge(gate(row, applied(row, remedies)))).isNotInstanceOf(Refused.class);
        }
    }

    @Test
    void theTableHasAtLeastSixtyRowsAndEveryCodeARequestCanGet() {
        assertThat(table()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        Set<String> seen =
                Set.copyOf(table().flatMap(row -> row.codes().stream()).toList());
        assertThat(seen)
                .containsAll(Arrays.stream(Refusal.Code.values())
                        .filter(code -> code != Refusal.Code.CHECK_FAILED && code != Refusal.Code.CALLER_CHANGED)
                        .filter(code -> !OF_CREDENTIALS.contains(code) && code != Refusal.Code.RATE_LIMITED)
                        .map(Refusal.Code::text)
                        .toList());
    }

    private static List<Remedy> remedies(Refused refused) {
        return refused.refusals().stream()
                .flatMap(refusal -> refusal.remedy().stream())
                .toList();
    }

    /** An operator's hand: a new line for a key that is not there, one more value for a list that is. */
    private static List<String> applied(RefusedRequest row, List<Remedy> remedies) {
        List<String> lines = new ArrayList<>(row.settings());
        for (Remedy remedy : remedies) {
            assertThat(remedy.table()).isIn("secure_rpc", "secure_rpc.grants");
            String prefix = remedy.table().equals("secure_rpc") ? "" : "grants.";
            String line = prefix + remedy.toml();
            int equals = line.lastIndexOf(" = ");
            String key = line.substring(0, equals);
            String value = line.substring(equals + 3);
            int there = indexOf(lines, key);
            if (there < 0) {
                lines.add(line);
            } else if (value.startsWith("[") && !lines.get(there).endsWith("[\"*\"]")) {
                String old = lines.get(there);
                lines.set(there, old.substring(0, old.length() - 1) + ", " + value.substring(1));
            } else {
                lines.set(there, line);
            }
        }
        return lines;
    }

    private static int indexOf(List<String> lines, String key) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(key + " = ")) {
                return i;
            }
        }
        return -1;
    }

    private Gate gate(RefusedRequest row, List<String> settings) throws IOException {
        Path file = Files.createTempFile(folder, "config-rpc", ".toml");
        List<String> lines = new ArrayList<>(List.of("[secure_rpc]"));
        lines.addAll(settings);
        Files.write(file, lines);
        ServerSettings read = NanoConfig.load(file);
        InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7076);
        GateBuilder gate = Gate.builder()
                .listener(Gates.listener(row.listener()))
                .hosts(read.hosts().bind(bound, () -> Set.of("node.example.com")))
                .origins(read.origins())
                .grants(read.grants());
        return read.jsonRequired() ? gate.jsonRequired().build() : gate.build();
    }

    /** One row; the request is an honest one with the facts that are named changed. */
    record RefusedRequest(
            List<String> settings,
            String listener,
            Door door,
            List<String> request,
            List<String> codes,
            List<String> remedies) {
        static RefusedRequest parse(String line) {
            String[] cells = line.split("\\|", -1);
            return new RefusedRequest(
                    split(cells[0], ";"),
                    cells[1].strip(),
                    Door.valueOf(cells[2].strip()),
                    split(cells[3], "; (?!boundary)"),
                    split(cells[4], ","),
                    cells[5].strip().equals("-") ? List.of() : split(cells[5], ";"));
        }

        private static List<String> split(String cell, String separator) {
            return Arrays.stream(cell.split(separator))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }

        /** The gate's answer to the request, and where that is admitted, to the call. */
        Verdict judge(Gate gate) {
            Ask ask = Ask.at(door).peer(Gates.peer(listener.equals("plain") ? "plaintext" : "none"));
            for (String change : request) {
                ask = changed(ask, change);
            }
            Verdict verdict = gate.admit(ask.facts());
            String call = value("call");
            if (call.isEmpty() || verdict instanceof Refused) {
                return verdict;
            }
            Caller caller = ((Verdict.Admitted) verdict).caller();
            String[] words = call.split(" ");
            return gate.admitCall(caller, words[0], Permission.of(words[1]));
        }

        private String value(String key) {
            return request.stream()
                    .filter(change -> change.startsWith(key + "="))
                    .map(change -> change.substring(key.length() + 1))
                    .findFirst()
                    .orElse("");
        }

        private static Ask changed(Ask ask, String change) {
            int equals = change.indexOf('=');
            String value = change.substring(equals + 1);
            String[] values = value.equals("none") ? new String[0] : value.split("&", -1);
            return switch (equals < 0 ? change : change.substring(0, equals)) {
                case "host" -> ask.hosts(values);
                case "origin" -> ask.origins(values);
                case "type" -> ask.types(values);
                case "target" -> ask.target(value);
                case "method" -> ask.method(value);
                case "asks" -> ask.requestedMethod(value);
                case "forwarding" -> ask.forwardingFault(value);
                case "site" -> ask.site(value);
                case "traces" -> ask.traces();
                case "peer" -> ask.peer(Gates.peer(value));
                case "call" -> ask;
                default -> throw new IllegalArgumentException(change);
            };
        }
    }
}

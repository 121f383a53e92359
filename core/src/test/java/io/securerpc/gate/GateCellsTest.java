package io.securerpc.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.limit.Limits;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.CallGuard;
import io.securerpc.rpc.RpcExchange;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.cells.GateCell;
import io.securerpc.testsupport.cells.GateTables;
import io.securerpc.trust.TrustDecision;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every combination of transport, listener, credential, origins, Host, Origin, content type and call gets the answer that the tables promise. */
class GateCellsTest {
    static final int PORT = 7076;
    private static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.66", 50_000);
    private static final Permission READ = Permission.of("ledger.read");
    private static final Grants GRANTS = Grants.builder()
            .grant("certificate:rpc.user.1", READ)
            .grant("certificate:rpc.admin", Permission.CONTROL)
            .build();
    private static final Fingerprint FINGERPRINT =
            Fingerprint.of(TestCertificate.named("rpc").selfSigned().certificate());
    private static final RpcService SERVICE = RpcService.builder()
            .method("public", Permission.PUBLIC, call -> "done")
            .method("control", Permission.CONTROL, call -> "done")
            .method("read", READ, call -> "done")
            .method("undeclared", call -> "done")
            .build();

    private final Map<String, Gate> gates = new HashMap<>();

    @Test
    void everyCellGetsTheAnswerOfTheTables() {
        int[] cells = {0};
        GateTables.forEachCell(cell -> {
            cells[0]++;
            GateCell.Answer expected = cell.expected();
            GateCell.Answer given = answer(Mutant.NONE, cell);
            if (!given.equals(expected)) {
                assertThat(given).as("%s", cell).isEqualTo(expected);
            }
        });
        assertThat(cells[0]).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aGateThatForgetsOneRuleIsNoticed(Mutant mutant) {
        List<GateCell> cells = new ArrayList<>();
        GateTables.forEachCell(cells::add);
        long seed = System.nanoTime();
        Collections.shuffle(cells, new Random(seed));
        assertThat(cells.stream().limit(200_000))
                .as("%s, seed %d", mutant, seed)
                .anyMatch(cell -> !answer(mutant, cell).equals(cell.expected()));
    }

    private GateCell.Answer answer(Mutant mutant, GateCell cell) {
        Gate gate = gates.computeIfAbsent(cell.listener() + ' ' + cell.policy(), name -> gate(cell));
        Verdict verdict = mutant.admit(gate, facts(cell));
        if (verdict instanceof Verdict.Refused refused) {
            return new GateCell.Answer(refused.codes(), "", false, List.of());
        }
        Verdict.Admitted admitted = (Verdict.Admitted) verdict;
        return new GateCell.Answer(
                List.of(),
                admitted.caller().id(),
                admitted.headers().containsKey("Access-Control-Allow-Origin"),
                calls(mutant.guard(gate, cell.batch()), admitted.caller(), cell));
    }

    private static List<String> calls(CallGuard guard, Caller caller, GateCell cell) {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + cell.call() + "\"}";
        String body = cell.batch() ? "[{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"public\"}," + call + "]" : call;
        RpcExchange exchange = new RpcExchange(caller, guard, Limits.defaults(), Optional.empty());
        byte[] answer = SERVICE.handle(body.getBytes(StandardCharsets.UTF_8), exchange)
                .toCompletableFuture()
                .join()
                .body()
                .orElseThrow();
        return Arrays.stream(new String(answer, StandardCharsets.UTF_8).split("\"jsonrpc\""))
                .skip(1)
                .map(GateCellsTest::outcome)
                .toList();
    }

    private static String outcome(String member) {
        return Stream.of("result", "unsafe to be called", "Method not found")
                .filter(member::contains)
                .map(found -> switch (found) {
                    case "result" -> "result";
                    case "Method not found" -> "unknown";
                    default -> "forbidden";
                })
                .findFirst()
                .orElse(member);
    }

    private static Gate gate(GateCell cell) {
        OriginPolicy listed = OriginPolicy.allow(GateTables.LISTED_ORIGINS.toArray(String[]::new));
        OriginPolicy origins = switch (cell.policy()) {
            case "same-origin" -> OriginPolicy.sameOrigin();
            case "any" -> OriginPolicy.any();
            case "null" -> listed.withNullOrigin();
            default -> listed;
        };
        HostPolicy hosts = HostPolicy.allow(GateTables.LISTED_HOSTS.toArray(String[]::new));
        Set<String> names = cell.isTls() ? Set.of("node.example.com") : Set.of();
        return Gate.builder()
                .listener(Gates.listener(cell.listener()))
                .hosts(hosts.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), () -> names))
                .origins(origins)
                .grants(GRANTS)
                .build();
    }

    private static RequestFacts facts(GateCell cell) {
        boolean webSocket = cell.transport().equals("websocket");
        return new RequestFacts(
                webSocket ? Door.WEBSOCKET : Door.HTTP,
                webSocket ? "GET" : "POST",
                cell.hosts(PORT),
                Optional.empty(),
                cell.origins(PORT),
                types(cell.type()),
                Optional.empty(),
                false,
                Optional.empty(),
                REMOTE,
                peer(cell.credential()));
    }

    private static List<String> types(String type) {
        return switch (type) {
            case "json" -> List.of("application/json");
            case "text" -> List.of("text/plain");
            case "form" -> List.of("application/x-www-form-urlencoded");
            default -> List.of();
        };
    }

    private static PeerVerdict peer(String credential) {
        return switch (credential) {
            case "plaintext" -> Gates.PLAINTEXT;
            case "none" -> Gates.NO_CERTIFICATE;
            case "unjudged" -> Gates.UNJUDGED;
            case "stranger" -> Gates.DISTRUSTED;
            case "user" -> trusted("certificate:rpc.user.1");
            case "admin" -> trusted("certificate:rpc.admin");
            default -> throw new IllegalArgumentException(credential);
        };
    }

    private static PeerVerdict trusted(String id) {
        return new PeerVerdict.Certificate(new TrustDecision.Trusted(id, FINGERPRINT, Instant.MAX));
    }
}

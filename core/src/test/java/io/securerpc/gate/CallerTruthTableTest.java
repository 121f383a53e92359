package io.securerpc.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Caller;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.limit.Limits;
import io.securerpc.origin.HostPolicy;
import io.securerpc.rpc.CallGuard;
import io.securerpc.rpc.RpcExchange;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.testsupport.cells.CallerTables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every combination of listener, certificate, accepted kinds, credential, permission, protocol and door gets the caller and the answer that the tables promise. */
class CallerTruthTableTest {
    /** What the tables' names stand for. */
    static final Map<String, String> NAMES = new HashMap<>();

    private static final int PORT = 7076;
    private static final Permission READ = Permission.of("ledger.read");
    private static final RpcService SERVICE = RpcService.builder()
            .method("public", Permission.PUBLIC, call -> call.caller().id())
            .method("control", Permission.CONTROL, call -> call.caller().id())
            .method("read", READ, call -> call.caller().id())
            .method("undeclared", call -> call.caller().id())
            .build();
    private static final Grants GRANTS = Grants.builder()
            .grant("certificate:rpc.user.1", Permission.CONTROL)
            .grant("basic:alice", READ)
            .grant("basic:ci", Permission.CONTROL, READ)
            .grant("token:alice", Permission.CONTROL, READ)
            .grant("basic:rpc.user.1", Permission.CONTROL, READ)
            .build();

    @TempDir
    static Path folder;

    private static CredentialKind users;
    private static CredentialKind tokens;

    @BeforeAll
    static void makeCredentials() throws IOException {
        users = Users.line("alice:" + OpenBSDBCrypt.generate("2y", "planted-Pa55word".getBytes(UTF_8), new byte[16], 4))
                .open(InstantSource.system());
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        String good = file.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        String revoked = file.create(NewToken.named("gone").withPermission(Permission.CONTROL))
                .secret();
        file.revoke("gone");
        tokens = BearerTokens.in(file.path()).open(InstantSource.system());
        NAMES.put("{basic-good}", basic("alice", "planted-Pa55word"));
        NAMES.put("{basic-wrong}", basic("alice", "planted-Pa55wore"));
        NAMES.put("{basic-unknown}", basic("bob", "planted-Pa55word"));
        NAMES.put("{basic-token}", basic("ci", good));
        NAMES.put("{bearer-good}", "Bearer " + good);
        NAMES.put("{bearer-revoked}", "Bearer " + revoked);
        NAMES.put("{other}", "Token " + good);
        NAMES.put("{bare}", "Bearer");
    }

    @Test
    void everyCellGetsTheAnswerOfTheTables() {
        int[] cells = {0};
        CallerTables.forEachCell(cell -> {
            cells[0]++;
            CallerCell.Answer given = answer(CallerMutant.NONE, cell);
            if (!given.equals(cell.expected())) {
                assertThat(given).as("%s", cell).isEqualTo(cell.expected());
            }
        });
        assertThat(cells[0]).isGreaterThan(15_000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aGateThatForgetsOneRuleIsNoticed(CallerMutant mutant) {
        List<CallerCell> cells = new ArrayList<>();
        CallerTables.forEachCell(cells::add);
        long seed = System.nanoTime();
        Collections.shuffle(cells, new Random(seed));
        assertThat(cells)
                .as("%s, seed %d", mutant, seed)
                .anyMatch(cell -> !answer(mutant, cell).equals(cell.expected()));
    }

    /** The gate of one listener, and what a mutant may ask of others like it. */
    record Door(String listener, String accepted, boolean anonymous, Grants grants) {
        Gate gate() {
            return Gate.builder()
                    .listener(Gates.listener(listener))
                    .hosts(HostPolicy.ownNames()
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), Set::of))
                    .grants(grants)
                    .credentials(credentials())
                    .build();
        }

        Verdict admit(RequestFacts facts) {
            Gate gate = gate();
            Verdict verdict = gate.admit(facts);
            return verdict instanceof ProofNeeded needed ? gate.prove(needed, facts::peer) : verdict;
        }

        Door at(String other) {
            return new Door(other, accepted, anonymous, grants);
        }

        Door accepting(String kinds) {
            return new Door(listener, kinds, anonymous && !kinds.equals("none"), grants);
        }

        Door anonymousToo() {
            return new Door(listener, accepted, !accepted.equals("none"), grants);
        }

        private AcceptedCredentials credentials() {
            AcceptedCredentials kinds = switch (accepted) {
                case "basic" -> AcceptedCredentials.of(List.of(users));
                case "tokens" -> AcceptedCredentials.of(List.of(tokens));
                case "both" -> AcceptedCredentials.of(List.of(users, tokens));
                default -> AcceptedCredentials.none();
            };
            return anonymous ? kinds.orAnonymous() : kinds;
        }
    }

    private static CallerCell.Answer answer(CallerMutant mutant, CallerCell cell) {
        Door door = new Door(cell.listener(), cell.accepted(), cell.anonymous(), GRANTS);
        RequestFacts facts = facts(cell);
        Verdict verdict = mutant.admit(door, facts);
        if (verdict instanceof Verdict.Refused refused) {
            return new CallerCell.Answer(String.join(",", refused.codes()), "", List.of());
        }
        Caller caller = ((Verdict.Admitted) verdict).caller();
        return new CallerCell.Answer("", caller.id(), calls(mutant.guard(door, facts, cell), caller, cell));
    }

    private static List<String> calls(CallGuard guard, Caller caller, CallerCell cell) {
        RpcExchange exchange = new RpcExchange(caller, guard, Limits.defaults(), Optional.empty());
        byte[] answer = SERVICE.handle(cell.body().getBytes(UTF_8), exchange)
                .toCompletableFuture()
                .join()
                .body()
                .orElseThrow();
        String text = new String(answer, UTF_8);
        return cell.form().equals("nano")
                ? List.of(outcome(text))
                : Arrays.stream(text.split("\"jsonrpc\""))
                        .skip(1)
                        .map(CallerTruthTableTest::outcome)
                        .toList();
    }

    private static String outcome(String member) {
        if (member.contains("unsafe to be called") || member.contains("RPC control is disabled")) {
            return "forbidden";
        }
        if (member.contains("Method not found") || member.contains("Unknown command")) {
            return "unknown";
        }
        return member.contains("\"result\"") ? "result" : member;
    }

    private static RequestFacts facts(CallerCell cell) {
        return new RequestFacts(
                        cell.webSocket() ? RequestFacts.Door.WEBSOCKET : RequestFacts.Door.HTTP,
                        cell.webSocket() ? "GET" : "POST",
                        List.of("127.0.0.1:" + PORT),
                        Optional.empty(),
                        List.of(),
                        List.of("application/json"),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        new InetSocketAddress("192.0.2.66", 50_000),
                        Gates.peer(
                                switch (cell.certificate()) {
                                    case "good" -> "trusted";
                                    case "untrusted" -> "distrusted";
                                    default -> cell.certificate();
                                }))
                .withAuthorization(Authorization.of(cell.authorization(NAMES)));
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }
}

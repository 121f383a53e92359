package io.securerpc.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.CallGuard;
import io.securerpc.rpc.RpcExchange;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.testsupport.cells.CallerSecrets;
import io.securerpc.testsupport.cells.CallerTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination of listener, certificate, accepted kinds, credential, permission, protocol and door gets the caller and the answer that the tables promise. */
class CallerTruthTableTest {
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
            .grant("jwt:" + CallerTables.ISSUER + "|alice", Permission.CONTROL)
            .grant("parity:wallet", Permission.CONTROL)
            .grant("parity:ci", Permission.CONTROL, READ)
            .grant("token:wallet", Permission.CONTROL, READ)
            .grant("basic:bob", Permission.CONTROL, READ)
            .build();

    private static final List<CallerCell> CELLS = new ArrayList<>();

    static {
        CallerTables.forEachCell(CELLS::add);
    }

    @TempDir
    static Path folder;

    private static CallerCredentials credentials;

    @BeforeAll
    static void makeCredentials() throws IOException {
        credentials = new CallerCredentials(folder);
    }

    @Test
    void everyCellGetsTheAnswerOfTheTables() {
        assertThat(CELLS.size()).isGreaterThan(45_000);
        for (CallerCell cell : CELLS) {
            CallerCell.Answer given = answer(CallerMutant.NONE, cell);
            if (!given.equals(cell.expected())) {
                assertThat(given).as("%s", cell).isEqualTo(cell.expected());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aGateThatForgetsOneRuleIsNoticed(CallerMutant mutant) {
        List<CallerCell> cells = new ArrayList<>(CELLS);
        long seed = System.nanoTime();
        Collections.shuffle(cells, new Random(seed));
        assertThat(cells)
                .as("%s, seed %d", mutant, seed)
                .anyMatch(cell -> !answer(mutant, cell).equals(cell.expected())
                        && answer(CallerMutant.NONE, cell).equals(cell.expected()));
    }

    /** Otherwise whatever is refused of them would be refused because there is no such ticket. */
    @ParameterizedTest
    @ValueSource(strings = {"ticket-twice", "ticket-moved", "ticket-strange", "ticket-bearer", "ticket-alone"})
    void ticketsThatAreRefusedWereGiven(String presented) {
        for (CallerCell cell : CELLS) {
            if (cell.presented().equals(presented)
                    && cell.accepted().matches("basic|tokens|jwt|all")
                    && !cell.expected().refused().startsWith("client-certificate-")) {
                CallerDoor door =
                        new CallerDoor(credentials, cell.listener(), cell.accepted(), cell.anonymous(), GRANTS);
                assertThat(door.given(cell)).as("%s", cell).isNotEmpty().doesNotContain(CallerSecrets.GUESSED_TICKET);
            }
        }
    }

    private static CallerCell.Answer answer(CallerMutant mutant, CallerCell cell) {
        CallerDoor door = new CallerDoor(credentials, cell.listener(), cell.accepted(), cell.anonymous(), GRANTS);
        RequestFacts facts = door.facts(mutant, cell);
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
}

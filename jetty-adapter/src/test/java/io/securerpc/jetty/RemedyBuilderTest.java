package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.gate.Gate;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.Refusal;
import io.securerpc.gate.Remedy;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.gate.Verdict;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

/** The builder calls that refusals suggest are Java: each is compiled and run, and lets the request pass. */
public class RemedyBuilderTest {
    private static final String CALLER = "certificate:o\"dd \\ \u00E9";

    @Test
    void everySuggestedCallCompilesAndLetsTheRequestPass() throws URISyntaxException {
        Gate strict = gate(HostPolicy.ownNames(), OriginPolicy.sameOrigin(), Grants.none());
        RequestFacts page = facts("wallet.example.org", "https://wallet.example.com");
        RequestFacts sandboxed = facts("127.0.0.1:7076", "null");
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            for (Class<?> type : List.of(RemedyBuilderTest.class, Gate.class)) {
                shell.addToClasspath(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            }
            shell.eval("import io.securerpc.origin.*;");
            shell.eval("import io.securerpc.caller.*;");
            List<Remedy> remedies = remedies(strict.admit(page));
            assertThat(remedies).hasSize(2);
            HostPolicy hosts = argument(shell, remedies.get(0), ".hosts(", HostPolicy.class);
            OriginPolicy origins = argument(shell, remedies.get(1), ".origins(", OriginPolicy.class);
            OriginPolicy nullOrigin =
                    argument(shell, remedies(strict.admit(sandboxed)).get(0), ".origins(", OriginPolicy.class);
            Verdict forbidden = strict.admitCall(Grants.none().caller(CALLER), "stop", Permission.CONTROL);
            Grants grants = argument(shell, remedies(forbidden).get(0), ".grants(", Grants.class);

            assertThat(gate(hosts, origins, grants).admit(page)).isInstanceOf(Verdict.Admitted.class);
            assertThat(gate(hosts, nullOrigin, grants).admit(sandboxed)).isInstanceOf(Verdict.Admitted.class);
            assertThat(grants.caller(CALLER).has(Permission.CONTROL)).isTrue();
        }
    }

    private static <T> T argument(JShell shell, Remedy remedy, String call, Class<T> type) {
        assertThat(remedy.builder()).startsWith(call).endsWith(")");
        String expression =
                remedy.builder().substring(call.length(), remedy.builder().length() - 1);
        Results.last = null;
        List<SnippetEvent> ran = shell.eval(Results.class.getCanonicalName() + ".last = " + expression + ";");
        assertThat(ran).as(remedy.builder()).allSatisfy(event -> {
            assertThat(event.exception()).isNull();
            assertThat(event.status()).isEqualTo(Snippet.Status.VALID);
        });
        return type.cast(Results.last);
    }

    private static List<Remedy> remedies(Verdict verdict) {
        return ((Verdict.Refused) verdict)
                .refusals().stream()
                        .map(Refusal::remedy)
                        .flatMap(Optional::stream)
                        .toList();
    }

    private static Gate gate(HostPolicy hosts, OriginPolicy origins, Grants grants) {
        InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7076);
        return Gate.builder()
                .listener(Listener.plain("127.0.0.1", 7076))
                .hosts(hosts.bind(bound, Set::of))
                .origins(origins)
                .grants(grants)
                .build();
    }

    private static RequestFacts facts(String host, String origin) {
        return new RequestFacts(
                Door.HTTP,
                "POST",
                List.of(host),
                Optional.empty(),
                List.of(origin),
                List.of("application/json"),
                Optional.empty(),
                false,
                Optional.empty(),
                new InetSocketAddress("192.0.2.66", 50_000),
                new PeerVerdict.Plaintext());
    }

    /** Where what was compiled leaves its value. */
    public static final class Results {
        public static volatile Object last;

        private Results() {}
    }
}

package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold whatever is granted, over random rules, methods and callers; the seed is in the test's name. */
class MethodRulesLawsTest {
    private static final int ROUNDS = 400;
    private static final List<String> CALLERS = List.of(
            "anonymous", "certificate:a", "certificate:b", "certificate:*", "basic:a", "token:a", "ca:x|a", "jwt:i|s");
    private static final List<String> SUBJECTS = List.of(
            "anonymous", "everyone", "certificate:*", "certificate:a", "basic:a", "token:a", "role:r", "role:s");
    private static final List<Permission> PERMISSIONS =
            List.of(Permission.PUBLIC, Permission.CONTROL, Permission.UNSAFE, Permission.of("own"));
    private static final List<String> PATTERNS =
            List.of("*", "a*", "a_*", "a_b", "a_b*", "b", "b_*", "b_a", "ab", "c_c*");
    private static final List<String> METHODS = List.of("a_b", "a_bb", "a_c", "ab", "b", "b_a", "b_b", "c_cc");

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260, 77_777_777, -3})
    void orderDoesNotMatterNotEvenForTheRuleThatIsNamed(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Consumer<Grants.Builder>> rules = rules(random);
            Map<String, Permission> registered = registered(random);
            Map<String, AccessDecision> first = decisions(grants(rules), registered);
            Collections.shuffle(rules, random);
            assertThat(decisions(grants(rules), registered))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20_261, 88_888_888, -4})
    void aDenyWinsAndOpensNothingAndClosesNothingElse(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Consumer<Grants.Builder>> rules = rules(random);
            Map<String, Permission> registered = registered(random);
            Map<String, AccessDecision> before = decisions(grants(rules), registered);
            String subject = any(CALLERS.subList(0, 3), random);
            String pattern = any(PATTERNS, random);
            rules.add(grants -> grants.deny(subject, pattern));
            Map<String, AccessDecision> after = decisions(grants(rules), registered);
            before.forEach((call, decision) -> {
                String[] words = call.split(" ");
                boolean hit =
                        words[0].equals(subject) && MethodPattern.parse(pattern).matches(words[1]);
                assertThat(after.get(call).admitted())
                        .as("seed %d, %s, deny %s of %s", seed, call, pattern, subject)
                        .isEqualTo(decision.admitted() && !hit);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 20_262, 99_999_999, -5})
    void aRuleThatGivesClosesNothing(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Consumer<Grants.Builder>> rules = rules(random);
            Map<String, Permission> registered = registered(random);
            Map<String, AccessDecision> before = decisions(grants(rules), registered);
            String subject = any(SUBJECTS, random);
            String pattern = any(PATTERNS, random);
            Permission permission = any(PERMISSIONS, random);
            rules.add(
                    random.nextBoolean()
                            ? grants -> grants.allow(subject, pattern)
                            : grants -> grants.grant(subject, permission));
            Map<String, AccessDecision> after = decisions(grants(rules), registered);
            before.forEach((call, decision) -> assertThat(after.get(call).admitted() || !decision.admitted())
                    .as("seed %d, %s after %s", seed, call, subject)
                    .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 20_263, 11_111_111, -6})
    void anUndeclaredMethodIsNeverCallable(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Grants grants = grants(rules(random));
            for (String caller : CALLERS) {
                for (String method : METHODS) {
                    assertThat(grants.caller(caller).decide(method, Permission.NOBODY))
                            .as("seed %d, %s %s", seed, caller, method)
                            .isSameAs(AccessDecision.NOBODY);
                }
            }
        }
    }

    /** Whoever nothing is said of has what is public and not denied to everybody, nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {5, 20_264, 22_222_222, -7})
    void whatIsSaidOfOthersChangesNothing(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Consumer<Grants.Builder>> rules = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                rules.add(rule(any(List.of("anonymous", "certificate:*", "certificate:a", "basic:a"), random), random));
            }
            Grants grants = grants(rules);
            for (String caller : List.of("token:a", "jwt:i|s", "basic:b", "ca:x|a")) {
                assertThat(grants.caller(caller))
                        .as("seed %d", seed)
                        .isEqualTo(Caller.of(caller, Set.of(Permission.PUBLIC)));
            }
        }
    }

    private static Map<String, Permission> registered(Random random) {
        Map<String, Permission> registered = new HashMap<>();
        METHODS.forEach(method ->
                registered.put(method, random.nextInt(6) == 0 ? Permission.NOBODY : any(PERMISSIONS, random)));
        return registered;
    }

    private static Map<String, AccessDecision> decisions(Grants grants, Map<String, Permission> registered) {
        Map<String, AccessDecision> decisions = new HashMap<>();
        for (String caller : CALLERS) {
            registered.forEach((method, required) ->
                    decisions.put(caller + " " + method, grants.caller(caller).decide(method, required)));
        }
        return decisions;
    }

    private static Grants grants(List<Consumer<Grants.Builder>> rules) {
        Grants.Builder builder = Grants.builder();
        rules.forEach(rule -> rule.accept(builder));
        return builder.build();
    }

    private static List<Consumer<Grants.Builder>> rules(Random random) {
        List<Consumer<Grants.Builder>> rules = new ArrayList<>();
        int count = random.nextInt(9);
        for (int i = 0; i < count; i++) {
            rules.add(rule(any(SUBJECTS, random), random));
        }
        for (String role : List.of("r", "s")) {
            String caller = any(List.of("certificate:a", "basic:a", "everyone", "certificate:*", "anonymous"), random);
            rules.add(grants -> grants.assign(caller, role));
        }
        int switches = random.nextInt(12);
        if (switches < 3) {
            rules.add(grants ->
                    grants.rpcMethods(List.of("safe", "unsafe", "auto").get(switches)));
        } else if (switches == 3) {
            rules.add(grants -> grants.jsonrpcApis("a,b"));
        }
        return rules;
    }

    private static Consumer<Grants.Builder> rule(String subject, Random random) {
        String pattern = any(PATTERNS, random);
        Permission permission = any(PERMISSIONS, random);
        return switch (random.nextInt(3)) {
            case 0 -> grants -> grants.grant(subject, permission);
            case 1 -> grants -> grants.allow(subject, pattern);
            default -> grants -> grants.deny(subject, pattern);
        };
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}

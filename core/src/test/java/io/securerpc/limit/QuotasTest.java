package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotas that cannot be meant are refused, and who is in which class is said once. */
class QuotasTest {
    private static final RegisteredMethods METHODS = new RegisteredMethods(
            Map.of("count", Permission.PUBLIC, "history", Permission.PUBLIC), Map.of("newHeads", Permission.PUBLIC));

    @Test
    void whatCannotBeMeantIsNamed() {
        Quotas quotas = Quotas.builder()
                .quota("default", Rate.perSecond(5))
                .quota("lonely", Rate.perSecond(100))
                .cost("history", 10)
                .cost("histroy", 3)
                .cost("newHeads", 2)
                .build();
        assertThat(quotas.problems(Set.of("bulk"), METHODS))
                .containsExactly(
                        "quotas: bulk: granted and not there (expected: one of [default, lonely])",
                        "quotas: default: burst 5 (expected: at least 10, the cost of history)",
                        "quotas: lonely: nobody is in it (expected: a grant of it, or default or anonymous)",
                        "quotas: cost of histroy: matches no method (expected: a registered name)");
    }

    @Test
    void whatIsNoCallCostsWhatIsSaidOfAllNames() {
        assertThat(Quotas.none().costOfOthers()).isEqualTo(1);
        assertThat(Quotas.builder().cost("history", 7).cost("h*", 5).build().costOfOthers())
                .isEqualTo(1);
        Quotas quotas = Quotas.builder()
                .quota("default", Rate.perSecond(5))
                .cost("*", 6)
                .cost("count", 1)
                .cost("history", 1)
                .cost("newHeads", 1)
                .build();
        assertThat(quotas.costOfOthers()).isEqualTo(6);
        assertThat(quotas.problems(Set.of(), METHODS))
                .containsExactly(
                        "quotas: default: burst 5 (expected: at least 6, the cost of * and of what is no call)");
    }

    @Test
    void whatIsMeantIsNot() {
        Quotas quotas = Quotas.builder()
                .quota("default", new Rate(5, 10))
                .quota("anonymous", new Rate(1, 10))
                .quota("bulk", Rate.perSecond(100))
                .cost("*", 2)
                .cost("history", 10)
                .build();
        assertThat(quotas.problems(Set.of("bulk"), METHODS)).isEmpty();
        assertThat(quotas)
                .hasToString(
                        "Quotas{anonymous=Rate[perSecond=1, burst=10], bulk=Rate[perSecond=100, burst=100], default=Rate[perSecond=5, burst=10]}{*=2, history=10}");
    }

    @Test
    void refusesWhatIsOutOfRangeOrTwice() {
        Quotas.Builder quotas =
                Quotas.builder().quota("default", Rate.perSecond(1)).cost("count", 1);
        assertThatThrownBy(() -> quotas.quota("default", Rate.perSecond(2)))
                .hasMessage("quota: 'default' twice (expected: once)");
        assertThatThrownBy(() -> quotas.cost("count", 2)).hasMessage("cost of count: twice (expected: once)");
        assertThatThrownBy(() -> quotas.cost("other", 0)).hasMessage("cost of other: 0 (expected: 1 to 1000000)");
        assertThatThrownBy(() -> quotas.quota("Bulk", Rate.perSecond(2)))
                .hasMessage("quota: 'Bulk' (expected: lower-case letters, digits, . _ and -, a letter first)");
        assertThatThrownBy(() -> Rate.perSecond(0)).hasMessage("rate: 0 (expected: 1 to 1000000)");
        assertThatThrownBy(() -> Rate.perSecond(1).withBurst(10_000_001))
                .hasMessage("burst: 10000001 (expected: 1 to 10000000)");
    }

    /** The nearest that is said counts. */
    @ParameterizedTest
    @CsvSource({
        "token:own, own",
        "token:role, of-role",
        "token:other, everyone",
        "certificate:any, certificates",
        "anonymous, everyone",
    })
    void whoIsInWhichClass(String caller, String expected) {
        Grants grants = Grants.builder()
                .quota("everyone", "everyone")
                .quota("certificate:*", "certificates")
                .quota("role:worker", "of-role")
                .assign("token:own", "worker")
                .assign("token:role", "worker")
                .quota("token:own", "own")
                .build();
        assertThat(grants.caller(caller).quotaClass()).isEqualTo(expected);
        assertThat(grants.caller(caller).provenBy(grants.caller(caller).proof()).quotaClass())
                .isEqualTo(expected);
        assertThat(grants.quotaClasses()).containsExactlyInAnyOrder("everyone", "certificates", "of-role", "own");
    }

    @Test
    void whoIsInNoneIsInItsOwn() {
        assertThat(Grants.none().caller("basic:alice").quotaClass()).isEqualTo(Caller.DEFAULT_QUOTA);
        assertThat(Grants.none().caller(Caller.ANONYMOUS).quotaClass()).isEqualTo("anonymous");
    }

    @Test
    void twoRolesWithOneEachAreRefused() {
        Grants grants = Grants.builder()
                .quota("role:a", "small")
                .quota("role:b", "big")
                .assign("token:ci", "a", "b")
                .build();
        assertThatThrownBy(() -> grants.boundTo(METHODS))
                .hasMessage(
                        "grants: token:ci: quotas [big, small] of its roles: more than one (expected: one, or a quota of its own)");
    }
}

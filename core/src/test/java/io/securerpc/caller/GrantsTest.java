package io.securerpc.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
    private static final Permission STAKE = Permission.of("stake");

    @ParameterizedTest
    @ValueSource(
            strings = {"anonymous", "certificate:rpc.user.1", "basic:alice", "token:ci", "jwt:iss|sub", "ca:anchor|x"})
    void everyAdmittedCallerHasPublicAndNothingMore(String id) {
        Caller caller = Grants.none().caller(id);
        assertThat(caller).isEqualTo(Caller.of(id, Set.of(Permission.PUBLIC)));
        assertThat(caller.has(Permission.CONTROL)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "certificate:rpc.user.1, true, true",
        "certificate:rpc.user.2, false, true",
        "certificate:RPC.user.1, false, true",
        "certificate:*, false, true",
        "basic:rpc.user.1, false, false",
        "token:rpc.user.1, false, false",
        "anonymous, false, false"
    })
    void grantsBelongToOneIdOrToEveryCertificate(String id, boolean control, boolean stake) {
        Grants grants = Grants.builder()
                .grant("certificate:rpc.user.1", Permission.CONTROL)
                .grant("certificate:*", STAKE)
                .build();
        assertThat(grants.caller(id).has(Permission.CONTROL)).isEqualTo(control);
        assertThat(grants.caller(id).has(STAKE)).isEqualTo(stake);
    }

    @ParameterizedTest
    @CsvSource({
        "certificate:ALICE, certificate:alice",
        "certificate:alice, certificate:Alice",
        "ca:corp|ALICE, ca:corp|alice",
    })
    void aRenewalInOtherLettersLosesGrantsAndKeepsDenials(String renewed, String named) {
        Grants grants = Grants.builder()
                .grant(named, Permission.CONTROL)
                .deny(named, "block_info")
                .assign(named, "watched")
                .deny("role:watched", "version")
                .quota(named, "slow")
                .allow("everyone", "telemetry")
                .build();

        assertThat(grants.caller(renewed).decide("block_info", Permission.PUBLIC))
                .isEqualTo(grants.caller(named).decide("block_info", Permission.PUBLIC))
                .hasToString(Ceiling.denied("deny block_info of " + named).toString());
        assertThat(grants.caller(renewed).decide("version", Permission.PUBLIC).admitted())
                .isFalse();
        assertThat(grants.caller(renewed).quotaClass()).isEqualTo("slow");
        assertThat(grants.caller(renewed).has(Permission.CONTROL)).isFalse();
        assertThat(grants.caller(renewed).decide("telemetry", STAKE).admitted()).isTrue();
    }

    @Test
    void denialsOfOneSpellingHoldForAnotherThatIsNamedToo() {
        Grants grants = Grants.builder()
                .deny("certificate:alice", "block_info")
                .grant("certificate:ALICE", STAKE)
                .build();

        assertThat(grants.caller("certificate:ALICE")
                        .decide("block_info", Permission.PUBLIC)
                        .admitted())
                .isFalse();
        assertThat(grants.caller("certificate:alice").has(STAKE)).isFalse();
    }

    @Test
    void namesOfOtherKindsAreToTheLetter() {
        Grants grants = Grants.builder().deny("basic:alice", "block_info").build();

        assertThat(grants.caller("basic:ALICE")
                        .decide("block_info", Permission.PUBLIC)
                        .admitted())
                .isTrue();
    }

    @Test
    void grantsAccumulate() {
        Grants grants = Grants.builder()
                .grant("basic:alice", Permission.CONTROL)
                .grant("basic:alice", STAKE, STAKE)
                .build();
        assertThat(grants.caller("basic:alice"))
                .isEqualTo(Caller.of("basic:alice", Set.of(Permission.PUBLIC, Permission.CONTROL, STAKE)));
    }

    @Test
    void whatAnonymousMayDoIsNotInherited() {
        Grants grants = Grants.builder().grant("anonymous", Permission.CONTROL).build();
        assertThat(grants.anonymous()).containsExactlyInAnyOrder(Permission.PUBLIC, Permission.CONTROL);
        assertThat(grants.caller("anonymous").has(Permission.CONTROL)).isTrue();
        assertThat(grants.caller("certificate:a").has(Permission.CONTROL)).isFalse();
    }

    @Test
    void nobodyIsNeverHad() {
        assertThat(Grants.none().caller("anonymous").has(Permission.NOBODY)).isFalse();
        assertThatThrownBy(() -> Grants.builder().grant("basic:a", Permission.of("nobody")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grant to basic:a: nobody (expected: a permission that can be had)");
        assertThatThrownBy(() -> Caller.of("basic:a", Set.of(Permission.NOBODY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permissions of basic:a: nobody (expected: one that can be had)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "cert:alice",
                "Certificate:alice",
                "certificate:",
                "basic",
                "*",
                "anonymous:x",
                "127.0.0.1"
            })
    void refusesIdsOfNoKnownKind(String id) {
        String message =
                "caller id: '" + id + "' (expected: anonymous, certificate:…, basic:…, token:…, jwt:…, parity:…, ca:…)";
        assertThatThrownBy(() -> Grants.builder().grant(id, Permission.CONTROL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Caller.of(id, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWildcardsOfOtherKindsAndEmptyGrants() {
        assertThatThrownBy(() -> Grants.builder().grant("basic:*", Permission.CONTROL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grant: 'basic:*' (expected: an exact id, or certificate:*)");
        assertThatThrownBy(() -> Grants.builder().grant("basic:a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grant to basic:a: no permission (expected: at least one)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Control", "1a", "a b", "a:b", "ünsafe"})
    void refusesPermissionNamesThatCouldBeMisread(String name) {
        assertThatThrownBy(() -> Permission.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permission: '" + name + "' (expected: [a-z][a-z0-9._-]{0,63})");
    }

    @Test
    void permissionsAreTheirNames() {
        assertThat(Permission.of("control")).isEqualTo(Permission.CONTROL).hasSameHashCodeAs(Permission.CONTROL);
        assertThat(Permission.of("stake")).isNotEqualTo(Permission.CONTROL).hasToString("stake");
    }
}

package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ServerIdentitiesTest {
    private static final ServerIdentity FIRST = identity("first", "a.test", "127.0.0.1", "2001:db8::1");
    private static final ServerIdentity BESIDE = identity("beside", "a.test");
    private static final ServerIdentity WILDCARD = identity("wildcard", "*.b.test");
    private static final ServerIdentity EXACT = identity("exact", "x.b.test", "*.b.test");
    private static final ServerIdentity OTHER = identity("other", "c.test");
    private static final ServerIdentities ALL = ServerIdentities.of(List.of(FIRST, WILDCARD, EXACT, BESIDE, OTHER));

    private static ServerIdentity identity(String commonName, String... names) {
        TestCertificate certificate =
                TestCertificate.named(commonName).san(names).selfSigned();
        return ServerIdentity.of(certificate.chain(), certificate.key());
    }

    private static List<ServerIdentity> candidates(String name, Predicate<ServerIdentity> verifiable) {
        return ALL.candidates(Optional.of(name), verifiable);
    }

    private static Predicate<ServerIdentity> allBut(ServerIdentity... identities) {
        return identity -> !List.of(identities).contains(identity);
    }

    @Test
    void anExactNameComesBeforeAWildcard() {
        assertThat(candidates("x.b.test", allBut())).containsExactly(EXACT);
        assertThat(candidates("X.B.Test", allBut())).containsExactly(EXACT);
        assertThat(candidates("127.0.0.1", allBut())).containsExactly(FIRST);
    }

    @Test
    void aWildcardComesBeforeTheDefault() {
        assertThat(candidates("y.b.test", allBut())).containsExactly(WILDCARD, EXACT);
        // One label only, and not none.
        assertThat(candidates("z.y.b.test", allBut())).containsExactly(FIRST, BESIDE);
        assertThat(candidates("b.test", allBut())).containsExactly(FIRST, BESIDE);
    }

    @Test
    void theDefaultIsTheFirstAndWhatStandsBesideIt() {
        assertThat(ALL.candidates(Optional.empty(), allBut())).containsExactly(FIRST, BESIDE);
        for (String name : List.of("unknown.test", "", ".", "a..test", "a.test.", "\u0000", "*.", "a".repeat(10_000))) {
            assertThat(candidates(name, allBut())).describedAs(name).containsExactly(FIRST, BESIDE);
        }
    }

    @Test
    void whatTheClientCannotVerifyIsPassedOver() {
        assertThat(candidates("x.b.test", allBut(EXACT))).containsExactly(WILDCARD);
        assertThat(candidates("x.b.test", allBut(EXACT, WILDCARD))).containsExactly(FIRST, BESIDE);
        assertThat(candidates("c.test", allBut(OTHER, FIRST))).containsExactly(BESIDE);
    }

    @Test
    void anotherHostsIdentityIsTheLastResort() {
        assertThat(ALL.candidates(Optional.empty(), allBut(FIRST, BESIDE))).containsExactly(WILDCARD, EXACT);
        assertThat(candidates("a.test", allBut(FIRST, BESIDE, WILDCARD, EXACT))).containsExactly(OTHER);
    }

    @Test
    void noneFitsAClientThatVerifiesNone() {
        assertThat(ALL.candidates(Optional.empty(), identity -> false)).isEmpty();
        assertThat(candidates("a.test", identity -> false)).isEmpty();
    }

    @Test
    void collectsTheExactNamesOfAll() {
        assertThat(ALL.names())
                .isEqualTo(Set.of("a.test", "127.0.0.1", "2001:db8::1", "x.b.test", "c.test"))
                .isSameAs(ALL.names());
        assertThat(ALL.all()).containsExactly(FIRST, WILDCARD, EXACT, BESIDE, OTHER);
    }

    @Test
    void refusesToBeEmpty() {
        assertThatThrownBy(() -> ServerIdentities.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("identities: none (expected: at least one)");
    }

    @Test
    void printsNoKey() {
        assertThat(ALL.toString())
                .startsWith("ServerIdentities[ServerIdentity[")
                .contains("key=****");
    }
}

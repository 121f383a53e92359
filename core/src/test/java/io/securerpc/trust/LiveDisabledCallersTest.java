package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.both;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.ClientAuthority.Revocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers that are switched off and on again while their clients are connected. */
class LiveDisabledCallersTest {
    private static final String DISABLED = "CALLER_DISABLED / CALLER_DISABLED";
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final TestCertificate OTHER =
            TestCertificate.named("rpc.user.2").selfSigned();
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(ROOT);

    @TempDir
    private Path temporary;

    private final List<String> changes = new ArrayList<>();
    private TrustFixture folder;
    private Path list;
    private LiveTrust live;

    @BeforeEach
    void open() throws IOException {
        folder = new TrustFixture(temporary);
        folder.install(USER);
        folder.install(OTHER);
        list = Files.writeString(temporary.resolve("disabled"), "# nobody\n");
        live = trust().open(folder.clock);
        live.onChange(line -> changes.add(line.replace("disabled callers " + list, "LIST")));
        assertOutcomes("rpc.user.1 / certificate:rpc.user.1", "rpc.user.2 / certificate:rpc.user.2", "alice");
    }

    private ClientTrust trust() {
        return ClientTrust.installed(folder.directory)
                .withAuthority(ClientAuthority.of("corp", ROOT.writeCertificate(temporary.resolve("root.pem")))
                        .withRevocation(Revocation.NONE))
                .withDisabledCallers(list);
    }

    private void write(String text) throws IOException {
        Files.writeString(list, text);
        live.refresh();
    }

    private void assertOutcomes(String user, String other, String alice) {
        live.refresh();
        assertThat(List.of(both(live, USER), both(live, OTHER), both(live, ALICE)))
                .containsExactly(
                        user.equals(DISABLED) ? DISABLED : "certificate:" + user,
                        other.equals(DISABLED) ? DISABLED : "certificate:" + other,
                        alice.equals(DISABLED) ? DISABLED : "ca:corp|alice / ca:corp|alice");
    }

    private static final String USER_IN = "rpc.user.1 / certificate:rpc.user.1";
    private static final String OTHER_IN = "rpc.user.2 / certificate:rpc.user.2";

    @Test
    void refusesAndCutsWhomTheListNamesAndNobodyElse() throws IOException {
        write("# nobody\ncertificate:rpc.user.1\n");
        assertOutcomes(DISABLED, OTHER_IN, "in");

        write("# nobody\ncertificate:rpc.user.1\nca:corp|alice\n");
        assertOutcomes(DISABLED, OTHER_IN, DISABLED);

        assertThat(changes).containsExactly("LIST: disabled certificate:rpc.user.1", "LIST: disabled ca:corp|alice");
        assertThat(TrustFixture.detail(live.judge(ALICE.chain())))
                .startsWith("client certificate \"CN=alice\" (SHA-256 ")
                .endsWith(") refused: caller ca:corp|alice is disabled; looked at line 3 of " + list
                        + "; to do: remove that line, if the caller is to be let in again");
    }

    /** As a renewal may write it, for whoever had the name in another case: no two clients are told apart by that. */
    @Test
    void refusesTheNameInWhateverCase() throws IOException {
        write("certificate:RPC.User.1\nca:corp|ALICE\n");
        assertOutcomes(DISABLED, OTHER_IN, DISABLED);
    }

    @Test
    void admitsAgainOnceTheFileHasHeldStill() throws IOException {
        write("certificate:rpc.user.1\nca:corp|alice\n");
        write("ca:corp|alice\n");
        folder.clock.advance(FollowedDisabledCallers.STILL.minusMillis(1));
        assertOutcomes(DISABLED, OTHER_IN, DISABLED);

        folder.clock.advance(Duration.ofMillis(1));
        assertOutcomes(USER_IN, OTHER_IN, DISABLED);
        assertThat(changes).last().isEqualTo("LIST: enabled certificate:rpc.user.1");
    }

    @Test
    void enablesNobodyWhileTheFileIsWrittenInPlace() throws IOException {
        write("certificate:rpc.user.1\nca:corp|alice\n");
        for (String part :
                List.of("", "certificate:rpc.us", "certificate:rpc.user.1\n", "certificate:rpc.user.1\nca:")) {
            Files.writeString(list, part, StandardOpenOption.TRUNCATE_EXISTING);
            assertOutcomes(DISABLED, OTHER_IN, DISABLED);
            folder.clock.advance(Duration.ofMillis(400));
        }
        write("certificate:rpc.user.1\nca:corp|alice\n");
        folder.clock.advance(FollowedDisabledCallers.STILL);
        assertOutcomes(DISABLED, OTHER_IN, DISABLED);
        assertThat(live.current().disabled().ids()).containsExactly("certificate:rpc.user.1", "ca:corp|alice");
    }

    enum Bad {
        MISSING,
        DIRECTORY,
        LINE,
        BYTES
    }

    @ParameterizedTest
    @EnumSource
    void enablesNobodyWhileTheListIsBadAndSaysSo(Bad bad) throws IOException {
        write("certificate:rpc.user.1\n");
        changes.clear();
        Files.delete(list);
        String found = switch (bad) {
            case MISSING -> "no such file (expected: the ids of callers, one a line)";
            case DIRECTORY -> {
                Files.createDirectory(list);
                yield "a directory (expected: the ids of callers, one a line)";
            }
            case LINE -> {
                Files.writeString(list, "user\n");
                yield "line 1: 'user' is no id of a caller"
                        + " (expected: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id, as in the log)";
            }
            case BYTES -> {
                Files.write(list, new byte[] {(byte) 0xff});
                yield "not UTF-8 (expected: the ids of callers, one a line)";
            }
        };
        for (int i = 0; i < 3; i++) {
            assertOutcomes(DISABLED, OTHER_IN, "in");
            folder.clock.advance(Duration.ofDays(1));
        }
        assertThat(changes)
                .containsExactly("LIST: " + found + ": NOBODY IS ENABLED, and whoever was disabled stays so");

        Files.deleteIfExists(list);
        Files.writeString(list, "ca:corp|alice\n");
        assertOutcomes(DISABLED, OTHER_IN, DISABLED);
        folder.clock.advance(FollowedDisabledCallers.STILL);
        assertOutcomes(USER_IN, OTHER_IN, DISABLED);
        assertThat(changes)
                .hasSize(4)
                .contains("LIST: good again", "LIST: disabled ca:corp|alice")
                .last()
                .isEqualTo("LIST: enabled certificate:rpc.user.1");
    }

    /** In an emergency a bad line above must not keep a good one from counting. */
    @Test
    void disablesWhomAGoodLineOfABadListNames() throws IOException {
        write("oops\ncertificate:rpc.user.1\n");

        assertOutcomes(DISABLED, OTHER_IN, "in");
        assertThat(changes).hasSize(2).last().isEqualTo("LIST: disabled certificate:rpc.user.1");
    }

    @Test
    void letsWhoeverIsDisabledInAsNobodyElse() throws IOException {
        folder.install(ALICE);
        live.refresh();
        assertThat(both(live, ALICE)).isEqualTo("certificate:alice / certificate:alice");

        write("certificate:alice\n");

        assertThat(both(live, ALICE)).isEqualTo(DISABLED);
    }

    @Test
    void opensOnlyWithAGoodList() throws IOException {
        Files.writeString(list, "certificate:a\nuser\n");
        assertThatThrownBy(() -> trust().open(folder.clock))
                .isInstanceOf(DisabledCallersException.class)
                .hasMessage(
                        "disabled callers " + list + ": line 2: 'user' is no id of a caller"
                                + " (expected: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id, as in the log)");
        Files.delete(list);
        assertThatThrownBy(() -> trust().open(folder.clock))
                .hasMessage("disabled callers " + list + ": no such file (expected: the ids of callers, one a line)");
    }

    @Test
    void isPartOfTheSetting() {
        ClientTrust plain = ClientTrust.installed(folder.directory);

        assertThat(plain.disabledCallers()).isEmpty();
        assertThat(plain.withDisabledCallers(list))
                .isEqualTo(plain.withDisabledCallers(list))
                .isNotEqualTo(plain)
                .hasToString("installed in " + folder.directory + "; disabled callers in " + list);
    }
}

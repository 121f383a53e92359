package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.CertificateFileException;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that whoever may write into the trust directory chose to disturb the log with. */
class HostileNamesTest {
    private static final String ONE_PRINTABLE_LINE = "[ -~]+";

    @TempDir
    Path temporary;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final List<String> changes = new ArrayList<>();
    private TrustFixture folder;

    @BeforeEach
    void installUser() throws Exception {
        folder = new TrustFixture(temporary);
        folder.install(user);
    }

    private LiveTrust open() {
        LiveTrust live = folder.open();
        live.onChange(changes::add);
        return live;
    }

    @Test
    void showsLineBreaksAndTerminalCommandsEscaped() {
        try (LiveTrust live = open()) {
            TestCertificate.named("mallory")
                    .selfSigned()
                    .writeCertificate(folder.directory.resolve("a\nWARN forged\u001b[2J"));
            live.refresh();

            assertThat(changes)
                    .singleElement()
                    .asString()
                    .matches(ONE_PRINTABLE_LINE)
                    .contains("not used 'a\\u000aWARN forged\\u001b[2J' (not hashed: install as ");
            assertThat(live.current().entries())
                    .extracting(TrustEntry::toString)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("trust directory entry 'a\\u000aWARN forged\\u001b[2J': not hashed"))
                    .allSatisfy(line -> assertThat(line).matches(ONE_PRINTABLE_LINE));
        }
    }

    @Test
    void showsNamesOfBytesThatAreNoText() throws Exception {
        Tools.require("sh");
        Files.writeString(temporary.resolve("mallory.pem"), user.certificatePem());
        String script = "cp mallory.pem \"clients/$(printf 'f013e17f.1\\377\\376x')\"\n"
                + "cp mallory.pem \"clients/$(printf '\\303.0')\"\n";
        Tools.run(Duration.ofMinutes(1), temporary, script.getBytes(StandardCharsets.US_ASCII), "sh")
                .success();

        try (LiveTrust live = open()) {
            assertThat(TrustFixture.outcome(live.judge(user.chain()))).isEqualTo("certificate:rpc.user.1");
            assertThat(live.current().entries())
                    .filteredOn(TrustEntry::trusted)
                    .extracting(TrustEntry::file)
                    .containsExactly(folder.file(user));
            assertThat(live.current().entries())
                    .allSatisfy(entry -> assertThat(entry.toString()).matches(ONE_PRINTABLE_LINE));
        }
    }

    @Test
    void shortensNamesAsLongAsAFileSystemTakes() {
        try (LiveTrust live = open()) {
            TestCertificate.named("mallory")
                    .selfSigned()
                    .writeCertificate(folder.directory.resolve("\u0007".repeat(255)));
            live.refresh();

            assertThat(changes)
                    .singleElement()
                    .asString()
                    .matches(ONE_PRINTABLE_LINE)
                    .hasSizeLessThan(1000);
        }
    }

    /** The message of an exception may be the only line an operator sees of it. */
    @Test
    void showsTheNameOfAnUnreadableFileEscaped() throws Exception {
        Path file = Files.writeString(temporary.resolve("a\nWARN forged\u001b[2J.pem"), "nothing");

        assertThatThrownBy(() -> CertificateFile.load(file))
                .isInstanceOf(CertificateFileException.class)
                .message()
                .matches(ONE_PRINTABLE_LINE)
                .contains("a\\u000aWARN forged\\u001b[2J.pem': no PEM block");
    }

    /** At start it is an exception, which names files as well. */
    @Test
    void showsNamesEscapedWhereNobodyIsTrusted() throws Exception {
        Files.move(folder.file(user), folder.directory.resolve("b\nWARN forged"));

        assertThatThrownBy(folder::open)
                .isInstanceOf(TrustDirectoryException.class)
                .message()
                .matches(ONE_PRINTABLE_LINE)
                .contains("'b\\u000aWARN forged' not hashed: install as f013e17f.0");
    }
}

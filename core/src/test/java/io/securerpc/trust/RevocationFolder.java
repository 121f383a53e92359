package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** A trust directory with two clients of an authority, a third that signed itself, and lists of the authority. */
final class RevocationFolder extends TrustFixture {
    static final TestCertificate CA = TestCertificate.named("corp ca").ca(true).selfSigned();

    static final String CA_HASH = TrustFixture.hash(CA);
    static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(CA);
    static final TestCertificate BOB = TestCertificate.named("bob").issuedBy(CA);
    static final TestCertificate SELF = TestCertificate.named("self").selfSigned();
    static final String UNKNOWN = "REVOCATION_UNKNOWN";
    static final String ALL = "certificate:alice certificate:bob certificate:self";

    /** File systems and lists tell whole seconds. */
    static final Instant SECOND = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    RevocationFolder(Path temporary) throws IOException {
        super(temporary);
        List.of(CA, ALICE, BOB, SELF).forEach(this::install);
    }

    /** Nobody of the issuer is let in, others are, and the file says why. */
    void assertUnusable(String found) {
        assertThat(outcomes()).as(found).isEqualTo(UNKNOWN + " " + UNKNOWN + " certificate:self");
        assertThat(entry(CA_HASH + ".r0")).isEqualTo(found);
    }

    static TestRevocationList list() {
        return TestRevocationList.of(CA);
    }

    void write(TestRevocationList list, String suffix) {
        list.write(directory.resolve(CA_HASH + suffix));
    }

    String outcomes() {
        try (LiveTrust live = open()) {
            return outcomes(live);
        }
    }

    static String outcomes(LiveTrust live) {
        return String.join(
                " ",
                List.of(ALICE, BOB, SELF).stream()
                        .map(client -> TrustFixture.outcome(live.judge(client.chain())))
                        .toList());
    }

    String outcome(TestCertificate client) {
        try (LiveTrust live = open()) {
            return TrustFixture.outcome(live.judge(client.chain()));
        }
    }

    String detail(TestCertificate client) {
        try (LiveTrust live = open()) {
            return TrustFixture.detail(live.judge(client.chain()));
        }
    }

    String entry(String name) {
        try (LiveTrust live = open()) {
            Map<String, String> entries = entries(live);
            return entries.getOrDefault(name, "no entry in " + entries);
        }
    }
}

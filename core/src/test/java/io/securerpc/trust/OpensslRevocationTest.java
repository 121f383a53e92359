package io.securerpc.trust;

import static io.securerpc.trust.AuthorityFixture.der;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.testsupport.Tools;
import io.securerpc.trust.ClientAuthority.Revocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories with revocation lists, judged by {@code openssl verify -crl_check} and by us with lists required. Whatever differs is in a table, each row of
 * which is in {@code client-certificates.md}; the same rules without the tool are in {@link InstalledRevocationTest}.
 */
class OpensslRevocationTest {
    private static final int DIRECTORIES = 150;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static final TestCertificate CA =
            TestCertificate.named("corp ca").ca(true).selfSigned();
    private static final TestCertificate OTHER =
            TestCertificate.named("other ca").ca(true).selfSigned();
    private static final TestCertificate FORGER =
            TestCertificate.named("corp ca").ca(true).selfSigned();
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(CA);
    private static final TestCertificate SELF = TestCertificate.named("self").selfSigned();

    /** What lies in a file; each list is a day or more older than the one before. */
    private enum Kind {
        GOOD,
        REVOKES_ALICE,
        REVOKES_ANOTHER,
        EXPIRED,
        FUTURE,
        FORGED,
        CRITICAL,
        DELTA,
        NO_NEXT_UPDATE,
        FOR_CLIENTS_ONLY,
        SIGNED_WITH_SHA_1,
        TWO_IN_ONE,
        OF_ANOTHER,
        DER,
        TORN,
        DANGLING,
        CERTIFICATE
    }

    /** How the file is named: usually by the next number. */
    private enum Naming {
        NEXT,
        GAP,
        UPPER_CASE,
        UNHASHED
    }

    /** Where OpenSSL lets a client in whom we refuse: each is a list that does not say all, or a file that might hold more than the lists beside it. */
    private enum Stricter {
        LIST_WITHOUT_END,
        LIST_OF_A_PART,
        LIST_SIGNED_WITH_SHA_1,
        SEVERAL_LISTS_IN_ONE_FILE,
        UNUSABLE_FILE_BESIDE_A_GOOD_LIST,
        NEWEST_LIST_EXPIRED
    }

    @TempDir
    private Path temporary;

    @BeforeEach
    void needsOpenssl() {
        Tools.require("openssl");
    }

    @Test
    void agreesWithOpensslButForATableOfStricterAnswers() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Stricter, Integer> seen = new EnumMap<>(Stricter.class);
        int admitted = 0;
        int revoked = 0;
        for (int i = 0; i < DIRECTORIES; i++) {
            Directory directory = new Directory(Files.createDirectory(temporary.resolve("d" + i)), random);
            String ours = directory.judge();
            String theirs = directory.verify();
            String what = "seed " + seed + ", directory " + i + ": " + directory.contents + ", ours " + ours
                    + ", OpenSSL's " + theirs;
            boolean theyAdmit = theirs.equals("OK");
            if (ours.equals("certificate:alice")) {
                assertThat(theyAdmit).as(what).isTrue();
                admitted++;
            } else if (theyAdmit) {
                Set<Stricter> reasons = directory.stricter();
                assertThat(reasons).as(what).isNotEmpty();
                reasons.forEach(reason -> seen.merge(reason, 1, Integer::sum));
            } else if (theirs.contains("certificate revoked")) {
                revoked++;
                assertThat(ours).as(what).isIn("REVOKED", "REVOCATION_UNKNOWN");
            }
        }
        assertThat(admitted).as("seed " + seed).isGreaterThan(DIRECTORIES / 20);
        assertThat(revoked).as("seed " + seed).isGreaterThan(0);
        assertThat(seen.keySet()).as("seed " + seed).isNotEmpty();
    }

    @Test
    void eachRowOfTheTableIsReal() throws Exception {
        Map<Stricter, List<Kind>> rows = new EnumMap<>(Stricter.class);
        rows.put(Stricter.LIST_WITHOUT_END, List.of(Kind.NO_NEXT_UPDATE));
        rows.put(Stricter.LIST_OF_A_PART, List.of(Kind.FOR_CLIENTS_ONLY));
        rows.put(Stricter.LIST_SIGNED_WITH_SHA_1, List.of(Kind.SIGNED_WITH_SHA_1));
        rows.put(Stricter.SEVERAL_LISTS_IN_ONE_FILE, List.of(Kind.TWO_IN_ONE));
        rows.put(Stricter.UNUSABLE_FILE_BESIDE_A_GOOD_LIST, List.of(Kind.GOOD, Kind.TORN));
        rows.put(Stricter.NEWEST_LIST_EXPIRED, List.of(Kind.EXPIRED, Kind.GOOD));
        assertThat(rows).containsOnlyKeys(Stricter.values());
        for (Map.Entry<Stricter, List<Kind>> row : rows.entrySet()) {
            Directory directory = new Directory(
                    Files.createDirectory(temporary.resolve(row.getKey().name())), row.getValue());
            assertThat(directory.verify()).as(row.getKey().name()).isEqualTo("OK");
            assertThat(directory.judge()).as(row.getKey().name()).isEqualTo("REVOCATION_UNKNOWN");
            assertThat(directory.stricter()).containsExactly(row.getKey());
        }
        Directory good = new Directory(Files.createDirectory(temporary.resolve("good")), List.of(Kind.GOOD));
        assertThat(good.verify()).isEqualTo("OK");
        assertThat(good.judge()).isEqualTo("certificate:alice");
    }

    /** A directory with alice, mostly her issuer, and up to three lists. */
    private static final class Directory {
        private final Path path;
        private final Path alice;
        private final List<String> contents = new ArrayList<>();
        private final Set<Kind> hashed = EnumSet.noneOf(Kind.class);
        private boolean gap;
        private @org.jspecify.annotations.Nullable Kind newest;

        Directory(Path path, Random random) throws IOException {
            this(path, random.nextInt(10) > 0);
            int number = 0;
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                Kind kind = random.nextInt(3) == 0 ? Kind.GOOD : Kind.values()[random.nextInt(Kind.values().length)];
                Naming naming =
                        random.nextInt(6) > 0 ? Naming.NEXT : Naming.values()[random.nextInt(Naming.values().length)];
                number = add(kind, naming, number, i);
            }
        }

        Directory(Path path, List<Kind> kinds) throws IOException {
            this(path, true);
            for (int i = 0; i < kinds.size(); i++) {
                add(kinds.get(i), Naming.NEXT, i, i);
            }
        }

        private Directory(Path path, boolean withIssuer) throws IOException {
            this.path = path;
            this.alice = install(ALICE);
            install(SELF);
            TestRevocationList.of(SELF).write(path.resolve(TrustFixture.hash(SELF) + ".r0"));
            if (withIssuer) {
                install(CA);
            } else {
                contents.add("no issuer");
            }
        }

        private Path install(TestCertificate certificate) {
            return certificate.writeCertificate(
                    path.resolve(SubjectHash.of(certificate.certificate()).fileName(0)));
        }

        private int add(Kind kind, Naming naming, int number, int age) throws IOException {
            String hash = TrustFixture.hash(CA);
            String name = switch (naming) {
                case NEXT -> hash + ".r" + number;
                case GAP -> hash + ".r" + (number + 10); // which no later file fills
                case UPPER_CASE -> "ABCDEF01.R" + number;
                case UNHASHED -> "corp" + age + ".crl";
            };
            contents.add(name + " " + kind);
            write(kind, path.resolve(name), age);
            if (naming == Naming.NEXT || naming == Naming.GAP) {
                hashed.add(kind);
                gap |= naming == Naming.GAP;
                newest = newest == null && kind != Kind.FUTURE ? kind : newest;
            }
            return naming == Naming.NEXT ? number + 1 : number;
        }

        private static void write(Kind kind, Path file, int age) throws IOException {
            Instant from = NOW.minus(Duration.ofDays(age + 1L));
            Instant until = NOW.plus(Duration.ofDays(1));
            TestRevocationList list =
                    TestRevocationList.of(kind == Kind.OF_ANOTHER ? OTHER : CA).valid(from, until);
            switch (kind) {
                case GOOD, OF_ANOTHER -> list.write(file);
                case REVOKES_ALICE -> list.revoking(ALICE).write(file);
                case REVOKES_ANOTHER -> list.revoking(SELF).write(file);
                case EXPIRED -> list.valid(from, NOW.minusSeconds(10)).write(file);
                case SIGNED_WITH_SHA_1 -> list.signature("SHA1withECDSA").write(file);
                case FUTURE -> list.valid(until, until.plusSeconds(60)).write(file);
                case FORGED -> list.signedBy(FORGER).write(file);
                case CRITICAL ->
                    list.extension("1.2.3.4.5", true, der(DERNull.INSTANCE)).write(file);
                case DELTA ->
                    list.extension("2.5.29.27", true, der(new ASN1Integer(1))).write(file);
                case NO_NEXT_UPDATE -> list.valid(from, null).write(file);
                case FOR_CLIENTS_ONLY ->
                    list.extension(
                                    "2.5.29.28",
                                    true,
                                    der(new IssuingDistributionPoint(
                                            (DistributionPointName) null, true, false, null, false, false)))
                            .write(file);
                case TWO_IN_ONE -> Files.writeString(file, list.pem() + list.pem());
                case DER ->
                    Files.write(file, Base64.getMimeDecoder().decode(list.pem().replaceAll("-----[^-]*-----", "")));
                case TORN -> Files.writeString(file, list.pem().substring(0, 100));
                case DANGLING -> Files.createSymbolicLink(file, Path.of("nowhere"));
                case CERTIFICATE -> CA.writeCertificate(file);
            }
        }

        String judge() {
            try (LiveTrust live = ClientTrust.installed(path)
                    .withRevocation(Revocation.REQUIRED)
                    .open(InstantSource.system())) {
                assertThat(TrustFixture.outcome(live.judge(SELF.chain()))).isEqualTo("certificate:self");
                return TrustFixture.outcome(live.judge(ALICE.chain()));
            }
        }

        String verify() {
            Tools.Output output = Tools.run(
                    LIMIT,
                    "openssl",
                    "verify",
                    "-no-CAfile",
                    "-no-CAstore",
                    "-partial_chain",
                    "-crl_check",
                    "-purpose",
                    "sslclient",
                    "-CApath",
                    path.toString(),
                    alice.toString());
            return output.stdout().contains(": OK") ? "OK" : output.stderr().replace('\n', ' ');
        }

        /** Which rows of the table may explain that OpenSSL lets her in. */
        Set<Stricter> stricter() {
            Set<Stricter> rows = EnumSet.noneOf(Stricter.class);
            addIf(rows, Stricter.LIST_WITHOUT_END, hashed.contains(Kind.NO_NEXT_UPDATE));
            addIf(rows, Stricter.LIST_OF_A_PART, hashed.contains(Kind.FOR_CLIENTS_ONLY));
            addIf(rows, Stricter.LIST_SIGNED_WITH_SHA_1, hashed.contains(Kind.SIGNED_WITH_SHA_1));
            addIf(rows, Stricter.SEVERAL_LISTS_IN_ONE_FILE, hashed.contains(Kind.TWO_IN_ONE));
            Set<Kind> unusable = EnumSet.of(
                    Kind.FORGED,
                    Kind.CRITICAL,
                    Kind.DELTA,
                    Kind.OF_ANOTHER,
                    Kind.DER,
                    Kind.TORN,
                    Kind.DANGLING,
                    Kind.CERTIFICATE);
            unusable.retainAll(hashed);
            addIf(rows, Stricter.UNUSABLE_FILE_BESIDE_A_GOOD_LIST, gap || !unusable.isEmpty());
            addIf(rows, Stricter.NEWEST_LIST_EXPIRED, newest == Kind.EXPIRED);
            return rows;
        }

        private static void addIf(Set<Stricter> rows, Stricter row, boolean applies) {
            if (applies) {
                rows.add(row);
            }
        }
    }
}

package io.securerpc.jetty;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Certificates for one host, each generation valid from a second later than the one before, under two intermediate authorities. */
final class RenewalPairs {
    static final TestCertificate ROOT =
            TestCertificate.named("test root").ca(true).selfSigned();

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant FIRST = NOW.minus(Duration.ofDays(50));
    private static final List<TestCertificate> AUTHORITIES = Stream.of("authority A", "authority B")
            .map(name -> TestCertificate.named(name)
                    .ca(true)
                    .notBefore(FIRST.minus(Duration.ofDays(1)))
                    .issuedBy(ROOT))
            .toList();
    /** Few keys for many certificates: making a key takes longer than all the rest. */
    private static final List<TestCertificate> KEYS = Stream.generate(
                    () -> TestCertificate.named("key").selfSigned())
            .limit(16)
            .toList();

    private final Random random;
    private final AtomicInteger last = new AtomicInteger();

    RenewalPairs(Random random) {
        this.random = random;
    }

    /** What is in the two files. */
    record Pair(int generation, String certificates, String key, String leafAlone) {
        Pair withCertificates(String text) {
            return new Pair(generation, text, key, leafAlone);
        }

        Pair withKey(String text) {
            return new Pair(generation, certificates, text, leafAlone);
        }
    }

    /** Good, and newer than every one before. */
    Pair next() {
        int generation = last.incrementAndGet();
        return pair(generation, leaf(from(generation), NOW.plus(Duration.ofDays(40))));
    }

    /** Good but for its age. */
    Pair older() {
        int generation = 1 + random.nextInt(last.get());
        return pair(generation, leaf(from(generation), NOW.plus(Duration.ofDays(40))));
    }

    /** At its end since a minute, of a lineage that began before or after the one that serves. */
    Pair expired() {
        int generation = 1 + random.nextInt(last.get() + 10);
        return pair(generation, leaf(from(generation), NOW.minus(Duration.ofMinutes(1))));
    }

    /** Valid from tomorrow on. */
    Pair future() {
        return pair(0, leaf(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(40))));
    }

    static int generation(X509Certificate leaf) {
        return (int) Duration.between(FIRST, leaf.getNotBefore().toInstant()).toSeconds();
    }

    private static Instant from(int generation) {
        return FIRST.plusSeconds(generation);
    }

    private TestCertificateBuilder leaf(Instant from, Instant to) {
        return TestCertificate.named("node.example.com")
                .san("node.example.com", "127.0.0.1")
                .keyOf(KEYS.get(random.nextInt(KEYS.size())))
                .notBefore(from)
                .notAfter(to);
    }

    private Pair pair(int generation, TestCertificateBuilder leaf) {
        TestCertificate issuer = AUTHORITIES.get(random.nextInt(AUTHORITIES.size()));
        TestCertificate certificate = leaf.issuedBy(issuer);
        String chain = certificate.certificatePem() + issuer.certificatePem();
        String root = random.nextInt(4) == 0 ? ROOT.certificatePem() : "";
        return new Pair(generation, chain + root, certificate.keyPem(), certificate.certificatePem());
    }
}

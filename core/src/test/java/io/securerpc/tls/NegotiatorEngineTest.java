package io.securerpc.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** What {@link TlsPolicy#negotiate} predicts, against what the JDK's server engine answers on the wire. */
class NegotiatorEngineTest {
    private static final int OFFERS = 1000;
    private static final KeyShares KEYS = new KeyShares();
    private static final List<TestCertificate> CERTIFICATES = List.of(
            TestCertificate.named("p256").san("a.test", "*.w.test").selfSigned(),
            TestCertificate.named("p384")
                    .ec("secp384r1")
                    .san("a.test", "b.test")
                    .selfSigned(),
            TestCertificate.named("p521").ec("secp521r1").san("b.test").selfSigned(),
            TestCertificate.named("ed25519").ed25519().san("a.test", "c.test").selfSigned(),
            TestCertificate.named("rsa").rsa(2048).san("a.test", "127.0.0.1").selfSigned(),
            TestCertificate.named("pss").rsaPss(2048).san("b.test", "*.w.test").selfSigned(),
            TestCertificate.named("rsa.other")
                    .rsa(2048)
                    .san("c.test", "x.w.test")
                    .selfSigned());
    private static final List<ServerIdentity> IDENTITIES = CERTIFICATES.stream()
            .map(certificate -> ServerIdentity.of(certificate.chain(), certificate.key()))
            .toList();
    /** Named, on purpose, in forms that a client may send and a JDK refuses. */
    private static final List<String> SERVER_NAMES =
            List.of("a.test", "A.TEST", "b.test", "c.test", "x.w.test", "y.w.test", "unknown.test", "127.0.0.1");

    private static final List<String> REFUSED_NAMES = List.of("a.test.", "::1", "*.w.test", "a b", "", "a..test");

    @Test
    void predictsWhatTheEngineAnswersToRandomOffers() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < OFFERS; i++) {
            RawHello hello = hello(random);
            TlsPolicy policy = policy(random);
            ServerIdentities identities = ServerIdentities.of(some(random, IDENTITIES, 1, 4));

            String predicted = predicted(policy, hello, identities);
            String answered = answered(policy, hello, identities);

            assertThat(predicted)
                    .describedAs("seed %d, offer %d: %s to %s with %s", seed, i, hello, policy, identities)
                    .isEqualTo(answered);
            seen.merge(answered.split(" ")[0], 1, Integer::sum);
        }
        // A generator that only made refusals, or only agreements, would prove little.
        assertThat(seen.keySet()).isEqualTo(Set.of("TLSv1.2", "TLSv1.3", "refused"));
        assertThat(seen.values()).describedAs("seed %d: %s", seed, seen).allMatch(count -> count > OFFERS / 10);
    }

    private static String predicted(TlsPolicy policy, RawHello hello, ServerIdentities identities) {
        return policy.negotiate(offer(hello), identities)
                .match(
                        agreed -> String.join(
                                " ",
                                agreed.version().jsseName(),
                                agreed.suite().ianaName(),
                                agreed.group().map(NamedGroup::jsseName).orElse("no group"),
                                agreed.scheme().jsseName(),
                                agreed.identity()
                                        .leaf()
                                        .getSubjectX500Principal()
                                        .getName()),
                        failed -> "refused");
    }

    private static String answered(TlsPolicy policy, RawHello hello, ServerIdentities identities)
            throws GeneralSecurityException {
        SSLEngine engine =
                ServerTls.context(policy, () -> identities, Optional.empty()).createSSLEngine();
        policy.applyTo(engine, ClientAuthentication.none());
        RawHandshake.Answer answer = RawHandshake.of(hello, engine, KEYS);
        return answer.failure().isEmpty()
                ? String.join(
                        " ",
                        answer.version(),
                        answer.suite(),
                        answer.group().orElse("no group"),
                        answer.scheme(),
                        answer.leaf().orElseThrow().getSubjectX500Principal().getName())
                : "refused";
    }

    private static ClientOffer offer(RawHello hello) {
        ClientOffer.Builder offer = ClientOffer.builder().cipherSuites(array(hello.suites()));
        hello.versions().ifPresent(names -> offer.versions(array(names)));
        hello.groups().ifPresent(names -> offer.groups(array(names)));
        hello.keyShares().ifPresent(names -> offer.keyShares(array(names)));
        hello.schemes().ifPresent(names -> offer.signatureSchemes(array(names)));
        hello.certificateSchemes().ifPresent(names -> offer.certificateSchemes(array(names)));
        hello.serverName().ifPresent(offer::serverName);
        return offer.build();
    }

    private static RawHello hello(Random random) {
        List<String> groups = groups(random);
        boolean tls13 = random.nextBoolean();
        return new RawHello(
                tls13 || random.nextBoolean() ? Optional.of(versions(random, tls13)) : Optional.empty(),
                suites(random),
                random.nextInt(20) == 0 ? Optional.empty() : Optional.of(groups),
                Optional.of(some(random, groups, 0, 2)),
                random.nextInt(20) == 0 ? Optional.empty() : Optional.of(schemes(random)),
                random.nextInt(8) == 0 ? Optional.of(schemes(random)) : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(one(random, random.nextInt(20) == 0 ? REFUSED_NAMES : SERVER_NAMES))
                        : Optional.empty());
    }

    private static List<String> versions(Random random, boolean tls13) {
        List<String> versions = new ArrayList<>(some(random, List.of("TLSv1.2", "TLSv1.1", "GREASE_VERSION"), 2, 3));
        if (tls13) {
            versions.add(random.nextInt(versions.size() + 1), "TLSv1.3");
        }
        return versions;
    }

    private static List<String> suites(Random random) {
        return some(random, CodePoints.SUITES.keySet().stream().sorted().toList(), 3, 16);
    }

    /** The large finite fields are left out: seconds of arithmetic each, and the same rule. */
    private static List<String> groups(Random random) {
        List<String> all = Stream.concat(
                        CodePoints.GROUPS.keySet().stream()
                                .filter(name -> !name.startsWith("ffdhe") && !name.contains("MLKEM")),
                        Stream.of("ffdhe2048", "ffdhe3072"))
                .sorted()
                .toList();
        return some(random, all, 1, 6);
    }

    private static List<String> schemes(Random random) {
        return some(random, CodePoints.SCHEMES.keySet().stream().sorted().toList(), 3, 16);
    }

    private static TlsPolicy policy(Random random) {
        TlsPolicy preset = one(random, List.of(TlsPolicy.modern(), TlsPolicy.intermediate(), TlsPolicy.compatible()));
        TlsPolicyBuilder builder = preset.toBuilder();
        if (random.nextBoolean()) {
            builder.clientPreference();
        }
        // Only newer JDKs can set these; for an older one such a policy is refused at start, and there is nothing to
        // compare.
        if (ListParameter.NAMED_GROUPS.lack().isEmpty() && random.nextBoolean()) {
            builder.groups(narrowed(random, EngineDefaults.groups(), preset).toArray(NamedGroup[]::new));
        }
        if (ListParameter.SIGNATURE_SCHEMES.lack().isEmpty() && random.nextBoolean()) {
            builder.signatureSchemes(
                    some(random, EngineDefaults.schemes(), 3, 14).toArray(SignatureScheme[]::new));
        }
        try {
            return builder.build();
        } catch (IllegalStateException e) {
            return preset; // a policy that cannot be: no group or scheme for one of its suites
        }
    }

    private static List<NamedGroup> narrowed(Random random, List<NamedGroup> groups, TlsPolicy preset) {
        return some(
                random,
                groups.stream()
                        .filter(group -> group.kind() != NamedGroup.Kind.FINITE_FIELD
                                || preset.equals(TlsPolicy.compatible())
                                        && group.ordinal() <= NamedGroup.FFDHE3072.ordinal())
                        .toList(),
                2,
                7);
    }

    private static <T> T one(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static <T> List<T> some(Random random, List<T> values, int least, int most) {
        List<T> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, random);
        int size = Math.min(shuffled.size(), least + random.nextInt(most - least + 1));
        return List.copyOf(shuffled.subList(0, size));
    }

    private static String[] array(List<String> names) {
        return names.toArray(String[]::new);
    }
}

package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.DHParameter;
import org.bouncycastle.asn1.x9.DomainParameters;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * A Diffie-Hellman group from a PEM file, validated and reported, never used.
 *
 * <p>Nano's guide makes such a file with {@code openssl dhparam} and its configuration names it. JSSE takes a group only
 * for a whole JVM, and uses the groups of RFC 7919, which are better than any a file brings. So a file that cannot be read
 * is an error, as every broken setting is, and a weak group is a sentence for the log.
 *
 * <h2>Security</h2>
 *
 * Files over 1 MiB and groups over {@value #MAX_BITS} bits are refused: testing a number of that size for primality would
 * take minutes.
 *
 * <h2>Threads</h2>
 *
 * Immutable. {@link #load(Path)} may take a few seconds for the largest groups.
 */
public final class DhParameters {
    private static final String EXPECTED = "PEM with a DH PARAMETERS or X9.42 DH PARAMETERS block";

    /** The largest group of RFC 7919. */
    private static final int MAX_BITS = 8192;

    /** What TLS asks for today (RFC 9325, section 4.2); below it, groups were broken (Logjam). */
    private static final int MIN_BITS = 2048;

    /** Primes are told from products with an error below one in 2^80. */
    private static final int CERTAINTY = 80;

    private static final Set<String> TYPES = Set.of("DH PARAMETERS", "X9.42 DH PARAMETERS");

    private final int bits;
    private final @Nullable String weakness;

    private DhParameters(int bits, @Nullable String weakness) {
        this.bits = bits;
        this.weakness = weakness;
    }

    /**
     * Reads and judges the first group of a file.
     *
     * @param file a PEM file of at most 1 MiB
     * @return the group, which may be weak
     * @throws DhParametersException if the file cannot be read, holds no group, or one of an absurd size
     */
    public static DhParameters load(Path file) {
        requireNonNull(file, "file");
        try {
            return parse(file, SmallFile.read(file));
        } catch (SmallFile.Unreadable e) {
            throw new DhParametersException(file, e.found(), EXPECTED, e);
        }
    }

    static DhParameters parse(Path file, byte[] pem) {
        PemObjects objects;
        try {
            objects = PemObjects.parse(pem);
        } catch (PemObjects.NotPem e) {
            throw new DhParametersException(file, e.found(), e.expected(EXPECTED), e);
        }
        PemObject block = objects.blocks().stream()
                .filter(object -> TYPES.contains(object.getType()))
                .findFirst()
                .orElseThrow(() -> new DhParametersException(file, "only " + objects.types(), EXPECTED, null));
        Group group;
        try {
            group = group(block);
        } catch (RuntimeException e) { // Bouncy Castle has many ways of saying that ASN.1 is malformed
            throw new DhParametersException(
                    file, block.getType() + " block that is not ASN.1 of that type", EXPECTED, e);
        }
        int bits = group.p.bitLength();
        if (group.p.signum() <= 0 || bits > MAX_BITS) {
            throw new DhParametersException(
                    file, "group of " + bits + " bits", "a positive modulus of at most " + MAX_BITS + " bits", null);
        }
        return new DhParameters(bits, group.weakness());
    }

    /**
     * The size of the modulus.
     *
     * @return its bits
     */
    public int bits() {
        return bits;
    }

    /**
     * Why the group is weak, as one sentence for the log.
     *
     * @return the reason, or empty if none was found: 2048 bits or more, a safe prime or a subgroup of prime order, and
     *     a generator that generates something
     */
    public Optional<String> weakness() {
        return Optional.ofNullable(weakness);
    }

    @Override
    public String toString() {
        return "DhParameters[bits=" + bits + ", weakness=" + weakness + "]";
    }

    private static Group group(PemObject block) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(block.getContent());
        if (block.getType().startsWith("X9.42")) {
            DomainParameters parameters = DomainParameters.getInstance(sequence);
            return new Group(parameters.getP(), parameters.getG(), parameters.getQ());
        }
        DHParameter parameters = DHParameter.getInstance(sequence);
        return new Group(parameters.getP(), parameters.getG(), null);
    }

    /** The numbers of a group; {@code q} is the order of the subgroup where the file states it (X9.42). */
    private record Group(
            BigInteger p, BigInteger g, @Nullable BigInteger q) {
        private static final BigInteger ONE = BigInteger.ONE;

        @Nullable
        String weakness() {
            if (p.bitLength() < MIN_BITS) {
                return "group of " + p.bitLength() + " bits (expected: " + MIN_BITS + " or more)";
            }
            if (g.compareTo(ONE) <= 0 || g.compareTo(p.subtract(ONE)) >= 0) {
                return "generator that generates next to nothing (expected: between 1 and p-1)";
            }
            if (!p.isProbablePrime(CERTAINTY)) {
                return "modulus is not a prime (expected: a prime)";
            }
            return q == null ? safePrimeWeakness() : subgroupWeakness(q);
        }

        private @Nullable String safePrimeWeakness() {
            return p.shiftRight(1).isProbablePrime(CERTAINTY)
                    ? null
                    : "modulus is not a safe prime (expected: (p-1)/2 is a prime too)";
        }

        private @Nullable String subgroupWeakness(BigInteger order) {
            boolean divides = order.signum() > 0 && p.subtract(ONE).mod(order).signum() == 0;
            if (!divides || order.bitLength() < 224 || !order.isProbablePrime(CERTAINTY)) {
                return "subgroup order is not a large prime factor of p-1 (expected: a prime of 224 bits or more)";
            }
            return g.modPow(order, p).equals(ONE) ? null : "generator is outside the subgroup (expected: g^q = 1)";
        }
    }
}

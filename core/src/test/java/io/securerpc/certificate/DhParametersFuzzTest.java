package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.DHParameter;
import org.bouncycastle.asn1.x9.DomainParameters;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.params.DHParameters;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a file of Diffie-Hellman parameters: a group of a bounded size, weak or not, or a refusal. */
class DhParametersFuzzTest {
    private final FuzzedFile file = new FuzzedFile();

    static Stream<byte[]> seeds() throws IOException {
        DHParameters small = DHStandardGroups.rfc2409_1024;
        DHParameters good = DHStandardGroups.rfc7919_ffdhe2048;
        String pkcs3 = HostileFiles.pem("DH PARAMETERS", pkcs3(good.getP(), good.getG()));
        String x942 = HostileFiles.pem(
                "X9.42 DH PARAMETERS",
                new DomainParameters(good.getP(), good.getG(), good.getP().shiftRight(1), null, null).getEncoded());
        return Stream.of(
                        HostileFiles.spoilt(pkcs3),
                        HostileFiles.spoilt(x942),
                        HostileFiles.spoilt(pkcs3(small.getP(), small.getG())).map(DhParametersFuzzTest::pem),
                        HostileFiles.asn1().map(DhParametersFuzzTest::pem),
                        Stream.of(BigInteger.ZERO, BigInteger.ONE.negate(), BigInteger.ONE.shiftLeft(9000))
                                .flatMap(p -> Stream.of(p, BigInteger.TWO).map(g -> pem(pkcs3(p, g)))))
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void aGroupOrARefusal(byte[] content) {
        Path path = file.holding(content);
        ParserLaws.hold(content, ParserLaws.QUICK, Set.of(DhParametersException.class), () -> {
            DhParameters group = DhParameters.load(path);
            assertThat(group.bits()).isBetween(1, 8192);
            assertThat(group.bits() < 2048 && group.weakness().isEmpty()).isFalse();
        });
    }

    private static byte[] pem(byte[] der) {
        return HostileFiles.bytes(HostileFiles.pem("DH PARAMETERS", der));
    }

    private static byte[] pkcs3(BigInteger p, BigInteger g) {
        try {
            return new DHParameter(p, g, 0).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

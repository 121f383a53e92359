package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an X.501 name: a hash, always the same, or a refusal. */
class SubjectHashFuzzTest {
    static Stream<byte[]> seeds() {
        byte[] name = new X500Principal("CN=rpc.user.1, O=\" A  B \" + OU=c, C=DE, 2.5.4.3=#1e0400410042").getEncoded();
        Random random = new Random(1);
        return Stream.of(
                        HostileFiles.spoilt(name),
                        HostileFiles.asn1(),
                        IntStream.range(0, 30).mapToObj(i -> changed(name, random)))
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void aHashOrARefusal(byte[] name) {
        ParserLaws.hold(name, ParserLaws.QUICK, Set.of(SubjectNameException.class), () -> {
            SubjectHash hash = SubjectHash.ofName(name);
            assertThat(SubjectHash.ofName(name)).isEqualTo(hash);
            assertThat(SubjectHash.parse(hash.toString())).isEqualTo(hash);
        });
    }

    private static byte[] changed(byte[] name, Random random) {
        byte[] copy = name.clone();
        copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        return copy;
    }
}

package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a private key file, with a passphrase at hand: a key of the JDK, or a refusal. */
class PrivateKeyFileFuzzTest {
    private static final Path FILE = Path.of("server.key.pem");
    private static final Set<Class<? extends RuntimeException>> DOCUMENTED =
            Set.of(PrivateKeyException.class, PassphraseException.class);

    static Stream<byte[]> seeds() throws Exception {
        return Stream.of(
                        HostileFiles.spoilt(KeySeeds.rsa()),
                        KeySeeds.all().stream().map(HostileFiles::bytes),
                        Stream.concat(HostileFiles.spoilt(KeySeeds.pkcs8()), HostileFiles.asn1())
                                .flatMap(der -> Stream.of(
                                                "PRIVATE KEY",
                                                "ENCRYPTED PRIVATE KEY",
                                                "RSA PRIVATE KEY",
                                                "EC PRIVATE KEY",
                                                "DSA PRIVATE KEY")
                                        .map(type -> HostileFiles.bytes(HostileFiles.pem(type, der)))))
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void aKeyOrARefusal(byte[] file) {
        ParserLaws.hold(
                file,
                ParserLaws.DERIVING,
                DOCUMENTED,
                () -> assertThat(PrivateKeyFile.parse(FILE, file, key -> ParserLaws.SECRET)
                                .getEncoded())
                        .isNotEmpty());
        ParserLaws.hold(
                file,
                ParserLaws.QUICK,
                DOCUMENTED,
                () -> assertThat(PrivateKeyFile.parse(FILE, file, key -> null).getFormat())
                        .isEqualTo("PKCS#8"));
    }
}

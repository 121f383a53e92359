package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a passphrase file: its first line, or a refusal that shows nothing of it. */
class PassphraseFuzzTest {
    private static final LockedFile KEY = LockedFile.key(Path.of("server.key.pem"));

    private final FuzzedFile file = new FuzzedFile();

    static Stream<byte[]> seeds() {
        return HostileFiles.spoilt(ParserLaws.SECRET + "-----\nsecond line\n");
    }

    @MethodSource("seeds")
    @FuzzTest
    void theFirstLineOrARefusal(byte[] content) {
        Path path = file.holding(content);
        ParserLaws.hold(new byte[0], ParserLaws.QUICK, Set.of(PassphraseException.class), () -> {
            String secret =
                    Passphrase.ofFile(path).in(FileContents.read(List.of(path))).reveal(KEY);
            assertThat(secret).isNotEmpty().doesNotContain("\n", "\r");
            assertThat(new String(content, StandardCharsets.UTF_8)).startsWith(secret);
        });
    }
}

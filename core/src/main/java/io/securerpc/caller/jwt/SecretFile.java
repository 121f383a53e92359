package io.securerpc.caller.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import io.securerpc.certificate.FileContents;
import io.securerpc.internal.FileRights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A file with a shared secret, as clients of Ethereum's engine API write it. */
final class SecretFile implements KeyText {
    /** The only algorithm: one more would be one that an attacker may choose. */
    static final String ALGORITHM = "HS256";

    private static final String EXPECTED = "64 hexadecimal digits, as openssl rand -hex 32 makes them";

    private final String name;
    private final Path path;

    SecretFile(String name, Path path) {
        this.name = name;
        this.path = path;
    }

    @Override
    public String subject() {
        return JwtSecret.subject(name, path);
    }

    @Override
    public List<Path> files() {
        return List.of(path);
    }

    @Override
    public List<VerificationKey> keys(FileContents contents) {
        String text;
        try {
            text = new String(contents.bytesOf(path), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new JwtKeyException(subject(), "cannot be read: " + e.getMessage(), EXPECTED);
        }
        var matcher = JwtSecret.FORM.matcher(text);
        if (!matcher.matches()) {
            throw new JwtKeyException(subject(), text.length() + " characters that are none", EXPECTED);
        }
        String digits = matcher.group(1);
        if (digits.chars().distinct().count() == 1) {
            throw new JwtKeyException(subject(), "one digit, again and again", EXPECTED);
        }
        try {
            byte[] secret = HexFormat.of().parseHex(digits);
            return List.of(new VerificationKey(
                    null,
                    Set.of(ALGORITHM),
                    HexFormat.of().formatHex(secret),
                    SignatureCheck.of(new MACVerifier(secret))));
        } catch (JOSEException e) {
            throw new IllegalStateException("32 bytes are enough for HS256", e);
        }
    }

    /** As for private keys: mounted secrets often look so. */
    @Override
    public List<String> warnings() {
        return FileRights.SECRET.excess(path).stream().toList();
    }
}

package io.securerpc.caller.jwt;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Files with an issuer's public keys. */
final class KeyFiles implements KeyText {
    private final KeyReader reader;
    private final List<Path> files;

    KeyFiles(KeyReader reader, List<Path> files) {
        this.reader = reader;
        this.files = files;
    }

    @Override
    public String subject() {
        return reader.subject(files.stream()
                .map(file -> "'" + PeerText.escape(file.toString()) + "'")
                .collect(Collectors.joining(", ")));
    }

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public List<VerificationKey> keys(FileContents contents) {
        List<VerificationKey> keys = new ArrayList<>();
        for (Path file : files) {
            String subject = reader.subject("'" + PeerText.escape(file.toString()) + "'");
            try {
                keys.addAll(reader.read(subject, contents.bytesOf(file)));
            } catch (IOException e) {
                throw new JwtKeyException(subject, "cannot be read: " + e.getMessage(), KeyReader.EXPECTED);
            }
        }
        if (keys.size() > KeyReader.MOST) {
            throw new JwtKeyException(subject(), keys.size() + " keys", "at most " + KeyReader.MOST);
        }
        return keys;
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }
}

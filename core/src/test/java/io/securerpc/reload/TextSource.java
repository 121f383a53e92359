package io.securerpc.reload;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.FileContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Texts that say themselves how they are to be judged. */
final class TextSource implements LiveSource<String> {
    final Path file;
    final MovableTime time;
    final AtomicInteger loads = new AtomicInteger();
    volatile Duration cost = Duration.ZERO;

    TextSource(Path file, MovableTime time) {
        this.file = file;
        this.time = time;
    }

    @Override
    public String subject() {
        return "text 'file'";
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public String load(FileContents contents, Instant now) {
        loads.incrementAndGet();
        time.advance(cost);
        try {
            String text = new String(contents.bytesOf(file), StandardCharsets.UTF_8);
            if (text.startsWith("torn")) {
                throw new Torn(text + " at " + now);
            }
            if (text.startsWith("mistake")) {
                throw new IllegalArgumentException("our mistake");
            }
            return text;
        } catch (IOException e) {
            throw new Torn("unreadable");
        }
    }

    @Override
    public Judgement judge(String serving, String candidate, Instant now) {
        if (serving.equals(candidate)) {
            return new Judgement.Unchanged();
        }
        if (candidate.startsWith("worse")) {
            return new Judgement.HeldBack(candidate + " than " + serving);
        }
        if (candidate.startsWith("half")) {
            return new Judgement.NotYet("half written", Duration.ofSeconds(5), List.of("and odd"));
        }
        return new Judgement.Better(candidate.startsWith("odd") ? List.of("odd text") : List.of());
    }

    void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final class Torn extends SecureRpcException {
        private static final long serialVersionUID = 1L;

        Torn(String message) {
            super(message);
        }
    }
}

package io.securerpc.caller.jwt;

import io.securerpc.certificate.FileContents;
import io.securerpc.reload.Judgement;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that follow their files: whatever the files say holds, and while they cannot be used, what they said last. A key that has gone stays for its grace. */
final class FollowedFiles implements LiveSource<KeyRing> {
    private final KeyText text;
    private final Duration grace;
    /** What the next keys take the place of. */
    private @Nullable KeyRing serving;

    private FollowedFiles(KeyText text, Duration grace) {
        this.text = text;
        this.grace = grace;
    }

    static KeySupply open(KeyText text, Duration grace, InstantSource clock) {
        Live<KeyRing> live = Live.open(new FollowedFiles(text, grace), clock);
        return new KeySupply() {
            @Override
            public KeyRing current() {
                return live.current();
            }

            /** Files are looked at often enough. */
            @Override
            public void missed() {}

            @Override
            public List<Live<?>> followed() {
                return List.of(live);
            }
        };
    }

    @Override
    public String subject() {
        return text.subject();
    }

    @Override
    public List<Path> files() {
        return text.files();
    }

    @Override
    public KeyRing load(FileContents contents, Instant now) {
        List<VerificationKey> keys = text.keys(contents);
        KeyRing before = serving;
        if (before != null) {
            return before.replacedBy(keys, now, grace);
        }
        if (keys.isEmpty()) {
            // Whoever names keys and has none has made a mistake; later it may be meant.
            throw new JwtKeyException(text.subject(), "no key that can be used", "at least one");
        }
        KeyRing first = KeyRing.of(keys);
        serving = first;
        return first;
    }

    @Override
    public Judgement judge(KeyRing before, KeyRing candidate, Instant now) {
        if (candidate.sameKeysAs(before)) {
            return new Judgement.Unchanged();
        }
        serving = candidate;
        List<String> warnings = new ArrayList<>(text.warnings());
        if (candidate.isEmpty()) {
            warnings.add("no key is left, so none of its tokens is accepted");
        }
        return new Judgement.Better(warnings);
    }
}

package io.securerpc.trust;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.FileContents;
import io.securerpc.internal.FileRights;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An authority being followed: its files are compared at each look, and read anew when one has changed. */
final class FollowedAuthority implements TrustSource {
    private final ClientAuthority authority;
    private final List<Path> files;
    private FileContents contents;
    private ListAges counted;
    private volatile AuthorityState state;

    private FollowedAuthority(
            ClientAuthority authority, FileContents contents, AuthoritySnapshot first, Duration grace) {
        this.authority = authority;
        this.files = AuthoritySnapshot.files(authority);
        this.contents = contents;
        this.counted = first.listAges();
        this.state = AuthorityState.of(first, grace);
    }

    static FollowedAuthority open(ClientAuthority authority, Duration grace) {
        FileContents contents = FileContents.read(AuthoritySnapshot.files(authority));
        return new FollowedAuthority(authority, contents, AuthoritySnapshot.load(authority, contents), grace);
    }

    @Override
    public TrustState state() {
        return state;
    }

    @Override
    public List<String> warnings() {
        return files.stream()
                .flatMap(
                        file -> FileRights.PUBLIC
                                .warnings("client authority " + authority.name() + " in " + Texts.path(file), file)
                                .stream())
                .toList();
    }

    /** A few small files: all of them are looked at each time. */
    @Override
    public Optional<String> look(InstantSource clock, boolean everywhere) {
        Instant now = Instant.EPOCH; // without a time there is no grace time
        try {
            now = clock.instant();
            FileContents seen = FileContents.read(files);
            if (seen.sameAs(contents) && state.unavailable().isEmpty()) {
                return Optional.empty();
            }
            contents = seen;
            AuthoritySnapshot next = AuthoritySnapshot.load(authority, seen);
            counted = counted.followedBy(next.listAges(), authority.name());
            state = state.loaded(next);
            return Optional.of("client authority " + authority.name() + ": read anew");
        } catch (SecureRpcException e) {
            return unavailable(now, Texts.oneLine(e.getMessage()));
        } catch (Throwable e) {
            return unavailable(now, "cannot be looked at: " + Texts.cause(e));
        }
    }

    private Optional<String> unavailable(Instant now, String found) {
        boolean known = state.unavailable().equals(Optional.of(found));
        state = state.unavailable(now, found);
        return known
                ? Optional.empty()
                : Optional.of("client authority " + authority.name() + ": " + found + ": nobody new is admitted");
    }
}

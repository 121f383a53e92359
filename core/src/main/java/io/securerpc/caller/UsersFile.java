package io.securerpc.caller;

import io.securerpc.certificate.FileContents;
import io.securerpc.internal.PeerText;
import io.securerpc.reload.Judgement;
import io.securerpc.reload.LiveSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A file of users being followed. A corrupt one changes nothing; one without a single byte, which a file being written in place is for a moment, has to
 * stay so for a second. */
final class UsersFile implements LiveSource<UserTable> {
    private static final Duration STAYS_EMPTY = Duration.ofSeconds(1);

    private static final String NOBODY = "no user is left, so nobody can log in";

    private final Path file;
    private boolean opened;
    private boolean blank;

    UsersFile(Path file) {
        this.file = file;
    }

    @Override
    public String subject() {
        return "users '" + PeerText.escape(file.toString()) + "'";
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public UserTable load(FileContents contents, Instant now) {
        UserTable table;
        try {
            byte[] bytes = contents.bytesOf(file);
            table = new UsersText(subject()).table(bytes);
            blank = bytes.length == 0;
        } catch (IOException e) {
            throw new UsersException(subject(), 0, "cannot be read: " + e.getMessage(), "lines " + UsersText.LINE);
        }
        // At the start nobody has been let in yet: whoever asks for users and names none has made a mistake.
        if (!opened && table.size() == 0) {
            throw new UsersException(subject(), 0, "no user", "at least one line " + UsersText.LINE);
        }
        opened = true;
        return table;
    }

    @Override
    public Judgement judge(UserTable serving, UserTable candidate, Instant now) {
        if (candidate.sameUsersAs(serving)) {
            return new Judgement.Unchanged();
        }
        if (blank) {
            return new Judgement.NotYet("an empty file", STAYS_EMPTY, List.of(NOBODY));
        }
        return new Judgement.Better(candidate.size() == 0 ? List.of(NOBODY) : List.of());
    }
}

package io.securerpc.certificate;

import java.nio.file.Path;
import java.util.List;

/** The files of one identity, of either kind, and how they are put together. */
interface IdentitySource {
    /** Every file that is read, each once. */
    List<Path> paths();

    /** The file that messages about the chain name. */
    Path certificateFile();

    /** What tells this identity from others in a log. */
    default String name() {
        return certificateFile().toString();
    }

    /** The files whose readers can take the identity over, under the names messages have for them. */
    List<LockedFile> secrets();

    /** Judges everything but the time. */
    ServerIdentity load(FileContents contents, List<String> warnings);
}

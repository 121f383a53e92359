package io.securerpc.trust;

import static io.securerpc.trust.FailingDirectory.permit;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Each way in which a trust directory fails later on, what comes of it, and how it is made good. */
enum DirectoryFailure {
    LINK_REMOVED(Course.ONE_CUT, d -> Files.delete(d.link), FailingDirectory::install),
    FILE_BEHIND_LINK_REMOVED(Course.ONE_CUT, d -> Files.delete(d.file), FailingDirectory::install),
    LINK_TO_NOTHING(Course.ONE_CUT, FailingDirectory::dangle, FailingDirectory::install),
    CERTIFICATE_REPLACED(Course.ONE_CUT, FailingDirectory::renew, FailingDirectory::install),
    FOLDER_IN_PLACE_OF_FILE(Course.ONE_CUT, FailingDirectory::folderInPlaceOfFile, FailingDirectory::install),
    FILE_HALF_WRITTEN(
            Course.ONE_TORN,
            d -> d.write(FailingDirectory.USER.certificatePem().substring(0, 300)),
            FailingDirectory::install),
    FILE_EMPTY(Course.ONE_TORN, d -> d.write(""), FailingDirectory::install),
    FILE_OVERWRITTEN(Course.ONE_TORN, d -> d.write("garbage"), FailingDirectory::install),
    FILE_UNREADABLE(Course.ONE_TORN, d -> permit(d.file, "---------"), FailingDirectory::install),
    DIRECTORY_MISSING(Course.ALL_GRACE, FailingDirectory::takeAway, FailingDirectory::bringBack),
    DIRECTORY_UNREADABLE(Course.ALL_GRACE, d -> permit(d.folder, "---------"), d -> permit(d.folder, "rwxr-xr-x")),
    DIRECTORY_LISTED_BUT_LOCKED(
            Course.ALL_GRACE, d -> permit(d.folder, "r--r--r--"), d -> permit(d.folder, "rwxr-xr-x")),
    PARENT_UNREADABLE(
            Course.ALL_GRACE,
            d -> permit(d.folder.getParent(), "---------"),
            d -> permit(d.folder.getParent(), "rwxr-xr-x")),
    FILE_IN_PLACE_OF_DIRECTORY(Course.ALL_GRACE, FailingDirectory::fileInPlaceOfDirectory, FailingDirectory::bringBack),
    VOLUME_NOT_MOUNTED(Course.ALL_GRACE, d -> d.swapDataFor("..gone"), d -> d.swapDataFor("..1")),
    VOLUME_SWAPPED_FOR_AN_EMPTY_ONE(
            Course.ALL_CUT, FailingDirectory::swapDataForEmptyVersion, d -> d.swapDataFor("..1")),
    DIRECTORY_EMPTIED(Course.ALL_CUT, FailingDirectory::deleteEntries, FailingDirectory::installBoth),
    DIRECTORY_SWAPPED_FOR_AN_EMPTY_ONE(
            Course.ALL_CUT, FailingDirectory::emptyInPlaceOfDirectory, FailingDirectory::bringBack),
    DIRECTORY_SWAPPED_FOR_ANOTHER(
            Course.ONE_CUT, FailingDirectory::otherInPlaceOfDirectory, FailingDirectory::bringBack);

    final Course course;
    private final Deed deed;
    private final Deed repair;

    DirectoryFailure(Course course, Deed deed, Deed repair) {
        this.course = course;
        this.deed = deed;
        this.repair = repair;
    }

    void happenTo(FailingDirectory directory) throws IOException {
        deed.on(directory);
    }

    void endIn(FailingDirectory directory) throws IOException {
        repair.on(directory);
    }

    /** Whether only permissions make it a failure, which mean nothing to root. */
    boolean byPermission() {
        return name().endsWith("_UNREADABLE") || this == DIRECTORY_LISTED_BUT_LOCKED;
    }

    /**
     * What becomes of the user and of the other one.
     *
     * @param user for new and open connections of whom it is about, at once
     * @param other the same, of the other one
     * @param patience how long open connections live on
     * @param userAfter the user, then
     * @param otherAfter the other one, then
     */
    record Course(String user, String other, Duration patience, String userAfter, String otherAfter) {
        static final String TRUSTED = "certificate:rpc.user.1 / certificate:rpc.user.1";
        static final String OTHER_TRUSTED = "certificate:rpc.user.2 / certificate:rpc.user.2";
        private static final String GONE = "NOT_INSTALLED / NOT_INSTALLED";
        private static final String UNAVAILABLE = "DIRECTORY_UNAVAILABLE / DIRECTORY_UNAVAILABLE";
        private static final String OPEN = "DIRECTORY_UNAVAILABLE / certificate:rpc.user.1";
        private static final String OTHER_OPEN = "DIRECTORY_UNAVAILABLE / certificate:rpc.user.2";

        static final Course ONE_CUT = new Course(GONE, OTHER_TRUSTED, Duration.ZERO, GONE, OTHER_TRUSTED);
        static final Course ALL_CUT = new Course(GONE, GONE, Duration.ZERO, GONE, GONE);
        static final Course ONE_TORN =
                new Course(OPEN, OTHER_TRUSTED, Duration.ofSeconds(1), UNAVAILABLE, OTHER_TRUSTED);
        static final Course ALL_GRACE = new Course(OPEN, OTHER_OPEN, Duration.ofSeconds(60), UNAVAILABLE, UNAVAILABLE);
    }

    private interface Deed {
        void on(FailingDirectory directory) throws IOException;
    }
}

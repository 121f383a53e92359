package io.securerpc.trust;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of a trust directory, as it was found.
 *
 * @param name the hash and number it is named by; null where it is named otherwise
 * @param stamp what the file looked like when it was read; null when it must be read again in any case
 * @param folder where a link leads in the end; null where the file is no link
 */
record ScannedFile(
        Path file,
        @Nullable EntryName name,
        @Nullable EntryStamp stamp,
        @Nullable Path folder,
        FileContent content) {
    /** Before it is looked at. */
    static ScannedFile unread(Path file) {
        return new ScannedFile(file, EntryName.of(file).orElse(null), null, null, FileContent.Bad.NOT_READ);
    }

    ScannedFile with(@Nullable EntryStamp stamp, @Nullable Path folder, FileContent content) {
        return new ScannedFile(file, name, stamp, folder, content);
    }

    /** The same content under another name. */
    ScannedFile named(Path other) {
        return new ScannedFile(other, EntryName.of(other).orElse(null), null, folder, content);
    }
}

package io.securerpc.trust;

import io.securerpc.internal.FileRights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who but its owner may change a trust directory: whoever can put a file there is a client.
 *
 * <p>Among 100,000 clients each line names one: all of them were made by the same mistake.
 */
final class DirectoryRights {
    private final Path directory;
    private final Collection<ScannedFile> files;

    DirectoryRights(Path directory, Collection<ScannedFile> files) {
        this.directory = directory;
        this.files = files;
    }

    List<String> warnings() {
        String subject = "trust directory " + Texts.path(directory) + ": ";
        List<String> warnings = new ArrayList<>();
        // The sticky bit keeps nobody from adding a client.
        if (FileRights.takesFromOthers(directory)) {
            warnings.add(subject + "writable by other users, who may add clients (expected: mode 0755)");
        }
        List<Path> counted = files.stream()
                .filter(file -> file.name() != null)
                .map(ScannedFile::file)
                .toList();
        List<Path> writable = counted.stream()
                .filter(file -> FileRights.PUBLIC.excess(file).isPresent())
                .toList();
        if (!writable.isEmpty()) {
            warnings.add(subject
                    + (writable.size() == 1
                            ? "'" + Texts.name(writable.get(0)) + "'"
                            : writable.size() + " files, '" + Texts.name(writable.get(0)) + "' among them,")
                    + " writable by other users (expected: mode 0644)");
        }
        elsewhere(counted).stream()
                .filter(FileRights::lendsPlaces)
                .forEach(folder -> warnings.add(subject + "links lead to '" + Texts.path(folder)
                        + "', where other users may replace files (expected: mode 0755)"));
        return warnings;
    }

    /** The folders outside in which files lie that links lead to. */
    private Set<Path> elsewhere(List<Path> counted) {
        Set<Path> folders = new LinkedHashSet<>();
        counted.forEach(file -> folders.addAll(FileRights.folders(file)));
        Path absolute = directory.toAbsolutePath();
        folders.removeIf(folder -> folder.equals(absolute) || FileRights.same(folder, absolute));
        return folders;
    }
}

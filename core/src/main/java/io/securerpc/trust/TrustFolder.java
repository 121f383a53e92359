package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of a trust directory as they were found so far; each look reads only what has changed since. Used by one thread at a time.
 *
 * <p>What is gone or new is seen by listing names, whenever a folder has changed. What was replaced is seen by comparing stamps, entry by entry and round
 * and round, a slice at each look, so that no look takes long however many entries there are.
 *
 * <p>A client that is revoked hands its number on to another one of the same hash: one name goes, and what is under another name is replaced. Whoever saw
 * only the first would take the wrong one for revoked. So where one number of a hash has changed, all of them are compared, until they have been found
 * twice the same.
 */
final class TrustFolder {
    /** 100,000 clients with a link and a certificate each, and a quarter more; some 400 MB of heap. */
    static final int MOST_FILES = 250_000;

    /** A million revoked certificates: a server's own clients have far fewer. */
    static final long MOST_LIST_BYTES = 64L * 1024 * 1024;

    /** Beside an interval of 500 ms that is 5 % of a core. */
    static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** While something is known to have changed: a quarter of a core, so that a replaced file is found within 2 s among 100,000. */
    static final long URGENT_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    /** Each round but the last found a change; whoever renumbers faster than this is looked at again half a second later. */
    private static final int MOST_ROUNDS = 20;

    private final Path directory;
    private final LongSupplier nanoTime;
    private final int mostFiles;
    private final NavigableMap<Path, ScannedFile> files = new TreeMap<>();
    private final Set<Path> names = new HashSet<>();
    private final Set<Path> due = new LinkedHashSet<>();
    private final Set<String> stirred = new LinkedHashSet<>();
    private final FolderWatch folders = new FolderWatch();
    private final EntryReader reader;
    private long listings;
    private @Nullable Path comparedUpTo;
    /** How many entries must be compared until all have been since a folder changed. */
    private int owed;

    private boolean comparedLater;

    private TrustFolder(Path directory, LongSupplier nanoTime, int mostFiles, long mostListBytes) {
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.mostFiles = mostFiles;
        this.reader = new EntryReader(directory, folders, mostListBytes);
    }

    /** Before the first look. */
    static TrustFolder unread(Path directory, LongSupplier nanoTime) {
        return unread(directory, nanoTime, MOST_FILES);
    }

    static TrustFolder unread(Path directory, LongSupplier nanoTime, int mostFiles) {
        return unread(directory, nanoTime, mostFiles, MOST_LIST_BYTES);
    }

    static TrustFolder unread(Path directory, LongSupplier nanoTime, int mostFiles, long mostListBytes) {
        return new TrustFolder(directory, nanoTime, mostFiles, mostListBytes);
    }

    /**
     * Looks at everything, for as long as it takes.
     *
     * @param progress is told of each file, and may end it
     * @return whether anything has changed
     * @throws IOException when the directory itself cannot be listed; what is wrong with one file is part of the result
     */
    boolean lookAtAll(LookProgress progress) throws IOException {
        boolean changed = list();
        boolean first = files.isEmpty();
        changed |= readDue(Long.MAX_VALUE, progress);
        // What has just been read for the first time needs no comparison.
        owed = first ? 0 : files.size();
        if (!first) {
            changed |= compare(Long.MAX_VALUE);
            changed |= compareStirred();
        }
        return changed;
    }

    /**
     * Looks at the folders, at the given files, and at as many others as a slice of time allows.
     *
     * @return whether anything has changed
     * @throws IOException when the directory itself cannot be listed
     */
    boolean look(Collection<Path> suspects) throws IOException {
        boolean changed = false;
        if (folders.changed()) {
            changed = list();
            // A file that was renamed over another has changed the folder, but no name in it.
            owed = files.size();
        }
        suspects.stream().filter(files::containsKey).forEach(due::add);
        changed |= readDue(URGENT_NANOS, LookProgress.NONE);
        changed |= compareStirred();
        if (changed && !comparedLater) {
            // Whom this cuts need not wait for what else there may be. The next look goes on, even in a folder that
            // keeps changing.
            comparedLater = true;
            return true;
        }
        comparedLater = false;
        changed |= compare(owed > 0 ? URGENT_NANOS : CALM_NANOS);
        changed |= compareStirred();
        return changed;
    }

    /**
     * Makes sure that what changed are the files, of which none can be read where the directory has gone since it was listed.
     *
     * @throws IOException when it has
     */
    void requireDirectory() throws IOException {
        var unused = directory.toRealPath();
        requireSearchable();
    }

    /** All files that have been read, by name. */
    SortedMap<Path, ScannedFile> files() {
        return Collections.unmodifiableSortedMap(files);
    }

    boolean holdsCertificate(Path file) {
        ScannedFile scanned = files.get(file);
        return scanned != null && scanned.content() instanceof FileContent.One;
    }

    /** How often the file system was asked, since the folder was opened. */
    Costs costs() {
        return new Costs(listings, reader.comparisons(), reader.reads());
    }

    /**
     * How often the file system was asked.
     *
     * @param listings how often the names were listed
     * @param comparisons how many entries were compared with what they had been
     * @param reads how many files were read
     */
    record Costs(long listings, long comparisons, long reads) {}

    /** Whether a folder has changed since it was listed; listed folders that changed just then are asked for twice. */
    boolean foldersChanged() {
        return folders.changed();
    }

    private boolean list() throws IOException {
        // Stamped before it is listed: a change in between is then seen by the next look.
        folders.restamp(directory);
        requireSearchable();
        listings++;
        Set<Path> found = names();
        Set<Path> fresh = minus(found, names);
        Set<Path> gone = found.size() == names.size() + fresh.size() ? new HashSet<>() : minus(names, found);
        // A listing beside which something is renamed may leave out a name that was there all the time.
        List<Path> leftOut = gone.stream()
                .filter(name -> Files.exists(name, LinkOption.NOFOLLOW_LINKS))
                .toList();
        leftOut.forEach(gone::remove);
        due.addAll(leftOut);
        gone.stream().map(files::get).filter(Objects::nonNull).forEach(this::stir);
        gone.forEach(this::forget);
        due.removeAll(gone);
        names.removeAll(gone);
        names.addAll(fresh);
        fresh.stream().sorted().forEach(due::add);
        folders.keep(directory, files.values());
        return !gone.isEmpty();
    }

    private void requireSearchable() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        if (!Files.isExecutable(directory)) {
            // Its names can be listed and none of its files be read: that is the directory's failure and not theirs.
            throw new AccessDeniedException(directory.toString());
        }
    }

    private void forget(Path file) {
        ScannedFile known = files.remove(file);
        if (known != null) {
            reader.forget(known);
        }
    }

    private static Set<Path> minus(Set<Path> more, Set<Path> less) {
        Set<Path> difference = new LinkedHashSet<>();
        for (Path name : more) {
            if (!less.contains(name)) {
                difference.add(name);
            }
        }
        return difference;
    }

    private Set<Path> names() throws IOException {
        Set<Path> found = new HashSet<>(names.size() * 2);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                // How Kubernetes keeps the files its links lead to: "..data" and "..2026_11_21…".
                if (names.contains(entry)
                        || !String.valueOf(entry.getFileName()).startsWith("..")) {
                    found.add(entry);
                }
                if (found.size() > mostFiles) {
                    throw new TooManyFilesException(mostFiles);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private boolean readDue(long limit, LookProgress progress) throws IOException {
        long begin = nanoTime.getAsLong();
        boolean changed = false;
        List<Path> again = new ArrayList<>();
        for (Iterator<Path> next = due.iterator(); next.hasNext() && nanoTime.getAsLong() - begin < limit; ) {
            Path file = next.next();
            next.remove();
            ScannedFile before = files.get(file);
            ScannedFile known = before == null ? ScannedFile.unread(file) : before;
            ScannedFile now = reader.scan(known, again);
            files.put(file, now);
            if (before == null) {
                changed = true;
            } else if (now.content() != before.content()) {
                changed = true;
                stirOthers(now);
            }
            progress.passed(files.size());
        }
        due.addAll(again);
        return changed;
    }

    /** Goes on where it ended last time, at most once round. */
    private boolean compare(long limit) {
        long begin = nanoTime.getAsLong();
        boolean changed = false;
        Iterator<Map.Entry<Path, ScannedFile>> rest = (comparedUpTo == null
                        ? files
                        : files.tailMap(comparedUpTo, false))
                .entrySet()
                .iterator();
        for (int count = files.size(); count > 0 && nanoTime.getAsLong() - begin < limit; count--) {
            if (!rest.hasNext()) {
                rest = files.entrySet().iterator();
            }
            Map.Entry<Path, ScannedFile> entry = rest.next();
            ScannedFile before = entry.getValue();
            ScannedFile now = reader.scan(before, due);
            entry.setValue(now);
            if (now.content() != before.content()) {
                changed = true;
                stirOthers(now);
            }
            comparedUpTo = entry.getKey();
            owed = Math.max(0, owed - 1);
        }
        return changed;
    }

    private void stir(ScannedFile file) {
        if (file.name() != null) {
            stirred.add(file.name().hash());
        }
    }

    /** Where no other file has a number of the same hash, this was no renumbering. */
    private void stirOthers(ScannedFile file) {
        if (file.name() != null && numbers(file.name().hash()).size() > 1) {
            stir(file);
        }
    }

    private SortedMap<Path, ScannedFile> numbers(String hash) {
        // The colon comes after the digits.
        return files.subMap(directory.resolve(hash + "."), directory.resolve(hash + ".:"));
    }

    /** All numbers of each hash of which one has changed; what another round changes as well was caught in a renumbering. */
    private boolean compareStirred() {
        boolean changed = false;
        for (int round = 0; round < MOST_ROUNDS && !stirred.isEmpty(); round++) {
            List<String> hashes = List.copyOf(stirred);
            stirred.clear();
            for (String hash : hashes) {
                if (compareNumbers(hash)) {
                    changed = true;
                    stirred.add(hash);
                }
            }
        }
        return changed;
    }

    private boolean compareNumbers(String hash) {
        boolean changed = false;
        for (Map.Entry<Path, ScannedFile> entry : numbers(hash).entrySet()) {
            ScannedFile before = entry.getValue();
            ScannedFile now = reader.scan(before, due);
            entry.setValue(now);
            changed |= now.content() != before.content();
        }
        return changed;
    }
}

package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A file system that hangs when it is told to, as a network folder does whose server has gone: whoever asks it for anything waits, whether interrupted or not, until
 * it {@linkplain #answer() answers} or {@linkplain #fail() fails}. Its files are those of another file system.
 */
public final class HangingFiles implements AutoCloseable {
    private final FileSystemProvider provider = new Provider();
    private volatile CountDownLatch released = new CountDownLatch(0);
    private volatile CountDownLatch entered = new CountDownLatch(1);
    private volatile boolean failing;

    /**
     * A file of this file system.
     *
     * @param real where it is really
     * @return a path of the same name; others that are made from it are real ones
     */
    public Path path(Path real) {
        FileSystem system = new PathSystem(real.getFileSystem());
        return (Path) Proxy.newProxyInstance(
                HangingFiles.class.getClassLoader(), new Class<?>[] {Path.class, Real.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getFileSystem")) {
                        return system;
                    }
                    if (method.getName().equals("real")) {
                        return real;
                    }
                    if (method.getName().equals("equals")) {
                        return proxy == requireNonNull(args)[0];
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** From now on nothing is answered. */
    public void hang() {
        failing = false;
        entered = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    /**
     * Waits until somebody hangs.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitHanging() throws InterruptedException {
        entered.await();
    }

    /** Everything is answered, what has hung so far too. */
    public void answer() {
        failing = false;
        released.countDown();
    }

    /** Everything is answered by an error, what has hung so far too, as where a mount gives up after its time. */
    public void fail() {
        failing = true;
        released.countDown();
    }

    /** Lets go whoever hangs. */
    @Override
    public void close() {
        answer();
    }

    private Path reached(Path path) throws IOException {
        CountDownLatch until = released;
        if (until.getCount() > 0) {
            entered.countDown();
        }
        boolean interrupted = false;
        while (until.getCount() > 0) {
            try {
                until.await();
            } catch (InterruptedException e) {
                // The kernel does not let go of a read either.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failing) {
            throw new IOException("Input/output error");
        }
        return path instanceof Real hanging ? hanging.real() : path;
    }

    private static FileSystemProvider of(Path real) {
        return real.getFileSystem().provider();
    }

    /** What is behind one of our paths. */
    private interface Real {
        Path real();
    }

    private final class Provider extends FileSystemProvider {
        @Override
        public String getScheme() {
            return "hanging";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            Path real = reached(path);
            return of(real).newByteChannel(real, options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            Path real = reached(folder);
            return of(real).newDirectoryStream(real, filter);
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            Path real = reached(folder);
            of(real).createDirectory(real, attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            Path real = reached(path);
            of(real).delete(real);
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            Path real = reached(source);
            of(real).copy(real, reached(target), options);
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            Path real = reached(source);
            of(real).move(real, reached(target), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            Path real = reached(one);
            return of(real).isSameFile(real, reached(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            Path real = reached(path);
            return of(real).isHidden(real);
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            Path real = reached(path);
            return of(real).getFileStore(real);
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            Path real = reached(path);
            of(real).checkAccess(real, modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            Path real = path instanceof Real hanging ? hanging.real() : path;
            return of(real).getFileAttributeView(real, type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            Path real = reached(path);
            return of(real).readAttributes(real, type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            Path real = reached(path);
            return of(real).readAttributes(real, attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            Path real = reached(path);
            of(real).setAttribute(real, attribute, value, options);
        }
    }

    /** The real one, but for who reads. */
    private final class PathSystem extends FileSystem {
        private final FileSystem real;

        PathSystem(FileSystem real) {
            this.real = real;
        }

        @Override
        public FileSystemProvider provider() {
            return provider;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return real.isReadOnly();
        }

        @Override
        public String getSeparator() {
            return real.getSeparator();
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return real.getRootDirectories();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return real.getFileStores();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return real.supportedFileAttributeViews();
        }

        @Override
        public Path getPath(String first, String... more) {
            return real.getPath(first, more);
        }

        @Override
        public java.nio.file.PathMatcher getPathMatcher(String pattern) {
            return real.getPathMatcher(pattern);
        }

        @Override
        public java.nio.file.attribute.UserPrincipalLookupService getUserPrincipalLookupService() {
            return real.getUserPrincipalLookupService();
        }

        @Override
        public java.nio.file.WatchService newWatchService() throws IOException {
            return real.newWatchService();
        }
    }
}

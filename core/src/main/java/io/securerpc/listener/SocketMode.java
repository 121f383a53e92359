package io.securerpc.listener;

import static java.nio.file.attribute.PosixFilePermission.GROUP_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The modes that make sense for a socket: to connect is to write, and there is nothing to execute. */
final class SocketMode {
    private SocketMode() {}

    static Set<PosixFilePermission> checked(Set<PosixFilePermission> mode) {
        EnumSet<PosixFilePermission> copy = EnumSet.noneOf(PosixFilePermission.class);
        copy.addAll(mode);
        boolean executable =
                copy.contains(OWNER_EXECUTE) || copy.contains(GROUP_EXECUTE) || copy.contains(OTHERS_EXECUTE);
        if (executable || !copy.contains(OWNER_READ) || !copy.contains(OWNER_WRITE)) {
            throw new IllegalArgumentException("socket mode: " + PosixFilePermissions.toString(copy)
                    + " (expected: rw for the owner, and x for nobody, such as rw-rw----)");
        }
        return Collections.unmodifiableSet(copy);
    }
}

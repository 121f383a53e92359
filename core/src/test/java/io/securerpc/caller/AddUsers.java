package io.securerpc.caller;

import java.nio.file.Path;

/** Run in a JVM of its own: adds and removes users, as another one does at the same time. */
final class AddUsers {
    private AddUsers() {}

    public static void main(String[] arguments) {
        work(UserList.of(Path.of(arguments[0])), arguments[1], Integer.parseInt(arguments[2]));
    }

    static void work(UserList users, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            users.add(prefix + i, "secret");
            users.remove(prefix + "gone" + i);
        }
    }
}

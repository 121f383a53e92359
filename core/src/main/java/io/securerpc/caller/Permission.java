package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * What a method asks of its caller, by name. Two permissions are equal if their names are; none includes another.
 *
 * <h2>Defaults</h2>
 *
 * <p>A method that declares none gets {@link #NOBODY}: forgetting to decide must not open it.
 */
public final class Permission {
    /** What every admitted caller has, anonymous ones included. */
    public static final Permission PUBLIC = new Permission("public");
    /** For methods that change the node or spend its funds. */
    public static final Permission CONTROL = new Permission("control");
    /** For methods that hand out or replace what the node is trusted for, such as its keys; what Substrate calls unsafe. */
    public static final Permission UNSAFE = new Permission("unsafe");
    /** Granted to nobody, ever. */
    public static final Permission NOBODY = new Permission("nobody");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

    private final String name;

    private Permission(String name) {
        this.name = name;
    }

    /**
     * The permission of that name.
     *
     * @param name lower-case letters, digits, {@code .}, {@code _} and {@code -}, a letter first, at most 64 characters
     * @return a permission of the node's own, or the constant of that name
     * @throws IllegalArgumentException for any other text
     */
    public static Permission of(String name) {
        requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("permission: '" + name + "' (expected: " + NAME + ")");
        }
        return new Permission(name);
    }

    /**
     * The name.
     *
     * @return as given
     */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permission permission && permission.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}

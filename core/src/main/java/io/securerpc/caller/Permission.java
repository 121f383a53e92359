package io.securerpc.caller;

/** STUB: what a method needs and a caller may have; equals by name. */
public final class Permission {
    public static final Permission PUBLIC = new Permission("public");
    public static final Permission CONTROL = new Permission("control");
    /** Granted to nobody, ever. */
    public static final Permission NOBODY = new Permission("nobody");

    private final String name;

    private Permission(String name) {
        this.name = name;
    }

    public static Permission of(String name) {
        throw new UnsupportedOperationException("stub");
    }

    public String name() {
        return name;
    }
}

package io.securerpc.reload;

/** What a {@link LiveWatch} looks at again and again. */
@FunctionalInterface
public interface Watched {
    /** Looks whether files have changed, and takes them over if they are good. */
    void look();
}

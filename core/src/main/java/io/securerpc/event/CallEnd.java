package io.securerpc.event;

/** How a call has ended that had been admitted: once, whatever its handler does afterwards. */
public enum CallEnd {
    /** The method gave a result. What becomes of the answer after that, because it is too big for instance, is another matter. */
    RESULT,
    /** The method told its caller of an error, or does not take these parameters. */
    ERROR,
    /** The method threw what its caller is not told, or gave a result that cannot be written: an incident in the log. */
    FAULT,
    /** Its time ran out, while it waited or while its handler ran. */
    TIMED_OUT,
    /** Its caller went away, while it waited or while its handler ran. */
    CANCELLED,
    /** There was no room for it: too much ran and waited, the connection had all that it may have, or the server is stopping. */
    REFUSED
}

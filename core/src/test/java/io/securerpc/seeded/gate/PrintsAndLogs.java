package io.securerpc.seeded.gate;

import java.io.InputStreamReader;
import java.util.logging.Logger;

/** Breaks the rules of output and charsets; never run. */
public final class PrintsAndLogs {
    /** Prints and logs. */
    public void say() {
        System.out.println("seeded");
        Logger.getLogger("seeded").info("seeded");
    }

    /** Reads in whatever charset the platform has. */
    @SuppressWarnings("DefaultCharset") // the seeded violation itself
    public InputStreamReader read() {
        return new InputStreamReader(System.in);
    }
}

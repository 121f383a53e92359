package io.securerpc.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Lets whatever a test waits for, without saying how long, take as long as it does on a machine that is busy with something else. Found by JUnit as a service. */
public final class PatientWaits implements LauncherSessionListener {
    /** Awaitility's own ten seconds have been too short for two processors with a load of a dozen; where all goes well nobody waits for the end of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Made by JUnit. */
    public PatientWaits() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}

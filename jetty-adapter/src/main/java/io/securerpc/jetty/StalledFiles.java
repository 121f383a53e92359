package io.securerpc.jetty;

import io.securerpc.caller.UncheckedFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Says of files of credentials that they could not be looked at for too long, what that means, and that it is over; each once. */
final class StalledFiles {
    private enum Stage {
        ADMITS_NOBODY(": NOBODY NEW IS ADMITTED by it, until it can be looked at again and is good"),
        ENDS_WHAT_IS_OPEN(": WebSockets that began by it are closed");

        private final String consequence;

        Stage(String consequence) {
            this.consequence = consequence;
        }
    }

    private final SecurityEventListener events;
    private final Map<CheckedFile, Stage> told = new HashMap<>();

    StalledFiles(SecurityEventListener events) {
        this.events = events;
    }

    synchronized void report(Collection<CheckedFile> files) {
        files.forEach(this::report);
    }

    private void report(CheckedFile file) {
        UncheckedFile state = file.state();
        if (!state.admitsNobody()) {
            if (told.remove(file) != null) {
                events.on(new SecurityEvent.CredentialsChanged(
                        state.subject() + ": looked at again and good, believed again"));
            }
            return;
        }
        Stage stage = state.endsWhatIsOpen() ? Stage.ENDS_WHAT_IS_OPEN : Stage.ADMITS_NOBODY;
        if (told.put(file, stage) != stage) {
            events.on(new SecurityEvent.Warning(state + stage.consequence));
        }
    }
}

package io.securerpc.examples;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.event.ActivityReport;
import io.securerpc.event.ClientActivity;
import io.securerpc.examples.ActivityOption.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an activity file says of each certificate. */
final class LastSeen {
    private final Map<Fingerprint, List<ClientActivity>> activities = new HashMap<>();
    private final boolean present;

    LastSeen(Seen seen) {
        present = seen.present();
        seen.report()
                .map(ActivityReport::clients)
                .orElse(List.of())
                .forEach(activity -> activities
                        .computeIfAbsent(activity.client().fingerprint(), fingerprint -> new ArrayList<>())
                        .add(activity));
    }

    /** How many connections it has; empty where that cannot be said. */
    Optional<Integer> connected(Fingerprint certificate) {
        return present
                ? Optional.of(of(certificate).stream()
                        .mapToInt(activity -> activity.connections().total())
                        .sum())
                : Optional.empty();
    }

    /** Empty where it was never seen, or not since the file began. */
    Optional<Instant> at(Fingerprint certificate) {
        return of(certificate).stream().map(ClientActivity::lastSeen).max(Comparator.naturalOrder());
    }

    private List<ClientActivity> of(Fingerprint certificate) {
        return activities.getOrDefault(certificate, List.of());
    }
}

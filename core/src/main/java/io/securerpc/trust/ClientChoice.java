package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which client an operator means; never a guess among several. */
final class ClientChoice {
    private final String text;
    private final Optional<Fingerprint> fingerprint;

    private ClientChoice(String text) {
        this.text = text;
        this.fingerprint = fingerprint(text);
    }

    static InstalledClient of(Path directory, String which, ClientListing listing) {
        ClientChoice choice = new ClientChoice(which);
        List<InstalledClient> fitting =
                listing.clients().stream().filter(choice::fits).toList();
        if (fitting.isEmpty()) {
            throw new UnknownClientException(directory, which);
        }
        if (fitting.size() > 1) {
            throw new AmbiguousClientException(which, fitting);
        }
        return fitting.get(0);
    }

    private boolean fits(InstalledClient client) {
        String key = CallerId.key(client.callerId());
        return key.equals(CallerId.key(text))
                || key.equals(CallerId.key(CallerId.PREFIX + text))
                || fingerprint.equals(Optional.of(client.fingerprint()))
                || client.files().stream()
                        .anyMatch(file -> String.valueOf(file.getFileName()).equals(text)
                                || file.toString().equals(text));
    }

    private static Optional<Fingerprint> fingerprint(String text) {
        try {
            return Optional.of(Fingerprint.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // then it is a name
        }
    }
}

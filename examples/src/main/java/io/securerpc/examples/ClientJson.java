package io.securerpc.examples;

import io.securerpc.trust.ClientListing;
import io.securerpc.trust.InstalledClient;
import java.util.Optional;
import java.util.stream.Collectors;

/** A listing as one JSON object on one line. */
final class ClientJson {
    private ClientJson() {}

    static String of(ClientListing listing, Optional<LastSeen> seen) {
        return listing.clients().stream()
                        .map(client -> client(client, seen))
                        .collect(Collectors.joining(", ", "{\"clients\": [", "], \"unused\": ["))
                + listing.unusable().stream()
                        .map(entry -> "{\"file\": " + text(ClientText.name(entry.file())) + ", \"reason\": "
                                + text(entry.rejection().orElse("")) + "}")
                        .collect(Collectors.joining(", "))
                + "]}";
    }

    private static String client(InstalledClient client, Optional<LastSeen> seen) {
        return "{\"caller\": " + text(client.callerId())
                + ", \"subject\": "
                + text(client.certificate().getSubjectX500Principal().getName())
                + ", \"hash\": " + text(client.hash().toString())
                + ", \"file\": " + text(ClientText.name(client.file()))
                + ", \"fingerprint\": " + text(client.fingerprint().toString())
                + ", \"not_before\": "
                + text(client.certificate().getNotBefore().toInstant().toString())
                + ", \"not_after\": "
                + text(client.certificate().getNotAfter().toInstant().toString())
                + seen.map(known -> seen(client, known)).orElse("")
                + ", \"trusted\": " + client.trusted()
                + client.rejection().map(why -> ", \"reason\": " + text(why)).orElse("") + "}";
    }

    private static String seen(InstalledClient client, LastSeen seen) {
        return seen.connected(client.fingerprint())
                        .map(count -> ", \"connections\": " + count)
                        .orElse("")
                + seen.at(client.fingerprint())
                        .map(at -> ", \"last_seen\": " + text(at.toString()))
                        .orElse("");
    }

    /** Everything but plain ASCII escaped, so that no terminal and no parser sees anything else. */
    private static String text(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(one -> {
            if (one == '"' || one == '\\') {
                quoted.append('\\').append((char) one);
            } else if (one < ' ' || one > '~') {
                quoted.append("\\u%04x".formatted(one));
            } else {
                quoted.append((char) one);
            }
        });
        return quoted.append('"').toString();
    }
}

package io.securerpc.config;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Users;
import io.securerpc.caller.UsersException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One reading of which credentials are accepted beside certificates. */
final class CallerReader {
    private CallerReader() {}

    static List<CredentialSource> read(ConfigSource source) {
        List<CredentialSource> credentials = new ArrayList<>();
        source.path(CallerKeys.USERS).map(Users::file).ifPresent(credentials::add);
        String line = source.value(CallerKeys.BASIC_AUTH);
        if (!line.isEmpty()) {
            if (!credentials.isEmpty()) {
                source.refuse(CallerKeys.BASIC_AUTH, "set", "no " + CallerKeys.USERS.qualified() + " beside it");
            } else {
                user(source, line, credentials);
            }
        }
        source.path(CallerKeys.TOKENS_FILE).map(BearerTokens::in).ifPresent(credentials::add);
        parity(source).ifPresent(credentials::add);
        if (source.value(CallerKeys.ALLOW_ANONYMOUS) && credentials.isEmpty()) {
            source.refuse(
                    CallerKeys.ALLOW_ANONYMOUS,
                    "true",
                    "only beside users, basic_auth, tokens_file or parity_tokens_file, without which nobody is asked");
        }
        if (source.value(CallerKeys.WEBSOCKET_TICKETS) && credentials.isEmpty()) {
            source.refuse(
                    CallerKeys.WEBSOCKET_TICKETS,
                    "true",
                    "only beside users, basic_auth or tokens_file, for which tickets stand");
        }
        return List.copyOf(credentials);
    }

    /** Its terms say nothing without it: whoever sets one means to have the other. */
    private static Optional<ParityTokens> parity(ConfigSource source) {
        Optional<Path> file = source.path(ParityKeys.FILE);
        if (file.isEmpty()) {
            Stream.of(ParityKeys.WINDOW, ParityKeys.LIFETIME)
                    .filter(source::has)
                    .forEach(key -> source.refuse(key, "set", "only beside " + ParityKeys.FILE.qualified()));
            return Optional.empty();
        }
        ParityTokens tokens = ParityTokens.in(file.get());
        return source.made(ParityKeys.WINDOW, () -> tokens.withWindow(source.value(ParityKeys.WINDOW)))
                .map(windowed -> windowed.withLifetime(source.value(ParityKeys.LIFETIME)));
    }

    private static void user(ConfigSource source, String line, List<CredentialSource> credentials) {
        try {
            credentials.add(Users.line(line));
        } catch (UsersException e) {
            source.refuse(CallerKeys.BASIC_AUTH, e.found(), e.expected());
        }
    }
}

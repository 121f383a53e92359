package io.securerpc.config;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Realm;
import io.securerpc.caller.Users;
import io.securerpc.caller.UsersException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One reading of which credentials are accepted beside certificates. */
final class CallerReader {
    private static final String ANY = "only beside users, basic_auth, tokens_file, jwt or parity_tokens_file, ";

    private final ConfigSource source;
    private final Realm realm;

    private CallerReader(ConfigSource source) {
        this.source = source;
        // Something stands for a realm that was refused, so that the rest is read all the same.
        realm = source.made(CallerKeys.REALM, () -> new Realm(source.value(CallerKeys.REALM)))
                .orElse(Realm.DEFAULT);
    }

    static List<CredentialSource> read(ConfigSource source) {
        return new CallerReader(source).read();
    }

    private List<CredentialSource> read() {
        List<CredentialSource> credentials = new ArrayList<>();
        users().ifPresent(credentials::add);
        source.path(CallerKeys.TOKENS_FILE)
                .map(file -> BearerTokens.in(file).withRealm(realm))
                .ifPresent(credentials::add);
        JwtReader.read(source).map(tokens -> tokens.withRealm(realm)).ifPresent(credentials::add);
        parity().ifPresent(credentials::add);
        // One that is refused was meant to be there.
        if (credentials.isEmpty() && !source.has(JwtTable.JWT)) {
            refuseWithoutAny();
        }
        return List.copyOf(credentials);
    }

    private void refuseWithoutAny() {
        if (source.value(CallerKeys.ALLOW_ANONYMOUS)) {
            source.refuse(CallerKeys.ALLOW_ANONYMOUS, "true", ANY + "without which nobody is asked");
        }
        if (source.value(CallerKeys.WEBSOCKET_TICKETS)) {
            source.refuse(CallerKeys.WEBSOCKET_TICKETS, "true", ANY + "for which tickets stand");
        }
        if (source.has(CallerKeys.REALM)) {
            source.refuse(CallerKeys.REALM, "set", ANY + "without which nobody is asked");
        }
    }

    private Optional<CredentialSource> users() {
        Optional<Users> file = source.path(CallerKeys.USERS).map(Users::file);
        String line = source.value(CallerKeys.BASIC_AUTH);
        if (!line.isEmpty() && file.isPresent()) {
            source.refuse(CallerKeys.BASIC_AUTH, "set", "no " + CallerKeys.USERS.qualified() + " beside it");
        }
        Optional<Users> users = line.isEmpty() || file.isPresent() ? file : user(line);
        return users.map(found -> found.withRealm(realm));
    }

    private Optional<Users> user(String line) {
        try {
            return Optional.of(Users.line(line));
        } catch (UsersException e) {
            source.refuse(CallerKeys.BASIC_AUTH, e.found(), e.expected());
            return Optional.empty();
        }
    }

    /** Its terms say nothing without it: whoever sets one means to have the other. */
    private Optional<ParityTokens> parity() {
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
}

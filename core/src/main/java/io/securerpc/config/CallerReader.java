package io.securerpc.config;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Realm;
import io.securerpc.caller.Users;
import io.securerpc.caller.UsersException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One reading of which credentials are accepted beside certificates. */
final class CallerReader {
    private CallerReader() {}

    static List<CredentialSource> read(ConfigSource source) {
        List<CredentialSource> credentials = new ArrayList<>();
        // Something stands for a realm that was refused, so that the rest is read all the same.
        Realm realm = source.made(CallerKeys.REALM, () -> new Realm(source.value(CallerKeys.REALM)))
                .orElse(Realm.DEFAULT);
        source.path(CallerKeys.USERS)
                .map(file -> Users.file(file).withRealm(realm))
                .ifPresent(credentials::add);
        String line = source.value(CallerKeys.BASIC_AUTH);
        if (!line.isEmpty()) {
            if (!credentials.isEmpty()) {
                source.refuse(CallerKeys.BASIC_AUTH, "set", "no " + CallerKeys.USERS.qualified() + " beside it");
            } else {
                user(source, line, realm).ifPresent(credentials::add);
            }
        }
        source.path(CallerKeys.TOKENS_FILE)
                .map(file -> BearerTokens.in(file).withRealm(realm))
                .ifPresent(credentials::add);
        if (credentials.isEmpty()) {
            refuseWithoutAny(source);
        }
        if (source.value(CallerKeys.WEBSOCKET_TICKETS) && credentials.isEmpty()) {
            source.refuse(
                    CallerKeys.WEBSOCKET_TICKETS,
                    "true",
                    "only beside users, basic_auth or tokens_file, for which tickets stand");
        }
        return List.copyOf(credentials);
    }

    private static void refuseWithoutAny(ConfigSource source) {
        String rule = "only beside users, basic_auth or tokens_file, without which nobody is asked";
        if (source.value(CallerKeys.ALLOW_ANONYMOUS)) {
            source.refuse(CallerKeys.ALLOW_ANONYMOUS, "true", rule);
        }
        if (source.has(CallerKeys.REALM)) {
            source.refuse(CallerKeys.REALM, "set", rule);
        }
    }

    private static Optional<CredentialSource> user(ConfigSource source, String line, Realm realm) {
        try {
            return Optional.of(Users.line(line).withRealm(realm));
        } catch (UsersException e) {
            source.refuse(CallerKeys.BASIC_AUTH, e.found(), e.expected());
            return Optional.empty();
        }
    }
}

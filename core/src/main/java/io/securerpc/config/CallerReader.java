package io.securerpc.config;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.Users;
import io.securerpc.caller.UsersException;
import java.util.ArrayList;
import java.util.List;

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
        JwtReader.read(source).ifPresent(credentials::add);
        if (source.value(CallerKeys.ALLOW_ANONYMOUS) && credentials.isEmpty() && !source.has(JwtTable.JWT)) {
            source.refuse(
                    CallerKeys.ALLOW_ANONYMOUS,
                    "true",
                    "only beside users, basic_auth, tokens_file or jwt, without which nobody is asked");
        }
        return List.copyOf(credentials);
    }

    private static void user(ConfigSource source, String line, List<CredentialSource> credentials) {
        try {
            credentials.add(Users.line(line));
        } catch (UsersException e) {
            source.refuse(CallerKeys.BASIC_AUTH, e.found(), e.expected());
        }
    }
}

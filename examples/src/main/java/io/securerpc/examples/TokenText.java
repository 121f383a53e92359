package io.securerpc.examples;

import io.securerpc.caller.BearerToken;
import io.securerpc.caller.CreatedToken;
import io.securerpc.caller.Permission;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What commands say of tokens. */
final class TokenText {
    private TokenText() {}

    /** The token on standard output, for whoever pipes it; what a person wants to know beside it. */
    static void print(CreatedToken created, CommandLine line) {
        PrintWriter out = line.getOut();
        out.println(created.secret());
        out.flush();
        BearerToken token = created.token();
        PrintWriter err = line.getErr();
        err.println("note: " + token + " may do what is " + permissions(token) + ", "
                + token.expires().map(end -> "until " + end).orElse("until it is revoked"));
        token.oldSecretUntil(Instant.now())
                .ifPresent(end -> err.println("note: the token of before is good until " + end));
        err.println("note: clients send it as Authorization: Bearer TOKEN; it is shown this once");
        err.flush();
    }

    static String permissions(BearerToken token) {
        return Stream.concat(
                        Stream.of(Permission.PUBLIC.name()),
                        token.permissions().stream().map(Permission::name).sorted())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

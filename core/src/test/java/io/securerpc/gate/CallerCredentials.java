package io.securerpc.gate;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.WebSocketTickets;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.testsupport.cells.CallerSecrets;
import io.securerpc.testsupport.cells.CallerTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The kinds of credentials of {@link CallerTables}, with good and bad ones of each, by a clock of their own. */
final class CallerCredentials {
    final WebSocketTickets tickets = new WebSocketTickets();

    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Instant now = begin;
    private final CallerSecrets secrets;
    private final Map<String, CredentialKind> kinds;

    CallerCredentials(Path folder) throws IOException {
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"), clock());
        String good = tokens.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        String revoked = tokens.create(NewToken.named("gone").withPermission(Permission.CONTROL))
                .secret();
        tokens.revoke("gone");
        ParityTokenFile parity = ParityTokenFile.at(folder.resolve("authcodes"), clock());
        secrets = new CallerSecrets(good, revoked, parity.create("wallet").secret(), begin);
        // So that no use is written for an hour, while the folder is removed for instance.
        tokens.recordUses(Map.of("ci", begin));
        parity.recordUses(Map.of("wallet", begin));
        Path keys = Files.writeString(folder.resolve("jwks.json"), CallerSecrets.keySet());
        kinds = Map.of(
                "basic",
                Users.line(CallerSecrets.userLine()).open(clock()),
                "tokens",
                BearerTokens.in(tokens.path()).open(clock()),
                "jwt",
                JwtTokens.signedBy(JwtIssuer.of(CallerTables.ISSUER, CallerSecrets.AUDIENCE, JwtKeys.files(keys))
                                .withPermissionsClaim(CallerSecrets.CLAIM))
                        .open(clock()),
                "parity",
                ParityTokens.in(parity.path()).open(clock()));
    }

    InstantSource clock() {
        return () -> now;
    }

    /** What a name stands for; the proofs are of now. */
    String text(String name) {
        return secrets.text(name, now);
    }

    /** A token makes one proof a second. */
    void waitForTheNextProof() {
        now = now.plusSeconds(1);
    }

    AcceptedCredentials accepted(String accepted, boolean anonymous) {
        AcceptedCredentials chosen = switch (accepted) {
            case "none" -> AcceptedCredentials.none();
            case "all" -> AcceptedCredentials.of(List.copyOf(kinds.values()));
            default -> AcceptedCredentials.of(List.of(kinds.get(accepted)));
        };
        return anonymous ? chosen.orAnonymous() : chosen;
    }
}

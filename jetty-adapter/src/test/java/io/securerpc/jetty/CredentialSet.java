package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestJwtKey;
import io.securerpc.testsupport.cells.CallerSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** A credential of every kind for a caller {@code ops}, who is granted something, and for a caller {@code user}, who is not. */
final class CredentialSet {
    /** The kinds that go into a header. */
    static final List<String> HEADERS = List.of("basic", "token", "jwt");

    private static final String ISSUER = "https://id.example/";
    private static final TestJwtKey KEY = TestJwtKey.ec("key", "P-256");

    private final Path folder;
    private final Map<String, String> secrets = new HashMap<>();

    CredentialSet(Path folder) throws IOException {
        this.folder = folder;
        Files.write(folder.resolve("users"), List.of(userLine("ops"), userLine("user")));
        Files.writeString(folder.resolve("jwks.json"), TestJwtKey.set(KEY.jwk()));
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        ParityTokenFile parity = ParityTokenFile.at(folder.resolve("authcodes"));
        Instant now = Instant.now();
        for (String caller : List.of("ops", "user")) {
            secrets.put("token " + caller, tokens.create(NewToken.named(caller)).secret());
            secrets.put("parity " + caller, parity.create(caller).secret());
            secrets.put(
                    "jwt " + caller,
                    KEY.token("{\"iss\":\"" + ISSUER + "\",\"aud\":\"node\",\"sub\":\"" + caller + "\",\"exp\":"
                            + now.plusSeconds(3_600).getEpochSecond() + "}"));
            // So that no use is written for an hour, while the folder is removed for instance.
            tokens.recordUses(Map.of(caller, now));
            parity.recordUses(Map.of(caller, now));
        }
    }

    SecureRpcServerBuilder accept(SecureRpcServerBuilder builder) {
        return builder.addCredentials(Users.file(folder.resolve("users")))
                .addCredentials(BearerTokens.in(folder.resolve("tokens")))
                .addCredentials(
                        JwtTokens.signedBy(JwtIssuer.of(ISSUER, "node", JwtKeys.files(folder.resolve("jwks.json")))))
                .addCredentials(ParityTokens.in(folder.resolve("authcodes")))
                .webSocketTickets();
    }

    Grants grants(Permission... permissions) {
        Grants.Builder grants = Grants.builder();
        for (String id : List.of("basic:ops", "token:ops", "jwt:" + ISSUER + "|ops", "parity:ops")) {
            grants.grant(id, permissions);
        }
        return grants.build();
    }

    String header(String kind, String caller) {
        return kind.equals("basic")
                ? "Authorization: Basic " + Base64.getEncoder().encodeToString((caller + ":secret").getBytes(UTF_8))
                : "Authorization: Bearer " + secrets.get(kind + " " + caller);
    }

    /** The ways by which a kind opens a WebSocket: its header, as a sub-protocol, and by a ticket. */
    List<String> socketLines(RawTlsClient client, String kind, String caller) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(header(kind, caller));
        if (!kind.equals("basic")) {
            lines.add("Sec-WebSocket-Protocol: securerpc.v1, token." + secrets.get(kind + " " + caller));
        }
        lines.add("Sec-WebSocket-Protocol: securerpc.v1, ticket." + ticket(client, header(kind, caller)));
        return lines;
    }

    private static String ticket(RawTlsClient client, String header) throws IOException {
        try (RawConnection connection = client.connect()) {
            connection.write("POST /ticket HTTP/1.1\r\nHost: 127.0.0.1:"
                    + connection.socket().getPort() + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n"
                    + header + "\r\n\r\n");
            RawResponse answer = connection.readResponse();
            assertThat(answer.status()).isEqualTo(200);
            return answer.body().substring(11, 54);
        }
    }

    /** Good for a WebSocket now. */
    String proofLine(String caller) {
        return "Sec-WebSocket-Protocol: " + CallerSecrets.proof(secrets.get("parity " + caller), Instant.now());
    }

    private static String userLine(String name) {
        return name + ":" + OpenBSDBCrypt.generate("2y", "secret".getBytes(UTF_8), new byte[16], 4);
    }
}

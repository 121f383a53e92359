package io.securerpc.jetty;

import static io.securerpc.jetty.PlantedFolder.base64;
import static io.securerpc.jetty.PlantedFolder.basic;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where in a request a secret can stand, rightly and wrongly. */
final class PlantedRequests {
    static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    private PlantedRequests() {}

    /** One for each door, the credential once last and once not. */
    static List<String> withCredential(String authorization, String host) {
        String own = "Host: " + host + "\r\n";
        String line = "Authorization: " + authorization + "\r\n";
        return List.of(
                "POST / HTTP/1.1\r\n" + own + line + JSON + withLength(CALL),
                "GET / HTTP/1.1\r\n" + own + UPGRADE + line + "\r\n");
    }

    /** As browsers do it, which can set no other header of a WebSocket. */
    static String asSubProtocol(String secret, String host) {
        return offering("securerpc.v1, token." + secret, host);
    }

    static String offering(String list, String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\nSec-WebSocket-Protocol: " + list + "\r\n" + UPGRADE + "\r\n";
    }

    /** Asks for a ticket, with what proves the caller, if anything. */
    static String forTicket(String lines, String host) {
        return "POST /ticket HTTP/1.1\r\nHost: " + host + "\r\n" + lines + JSON + withLength("");
    }

    /** Lists in which a ticket, a token or a proof stands wrongly; where it is right, or would be if it were good, is first. */
    static List<String> lists(String secret) {
        return List.of(
                "securerpc.v1, ticket." + secret,
                "securerpc.v1, token." + secret,
                secret,
                secret + ", chat",
                "securerpc.v1, " + secret,
                "ticket." + secret,
                "securerpc.v1, ticket." + secret + ", token." + secret,
                "securerpc.v1, ticket." + secret + "x",
                secret.toUpperCase(Locale.ROOT),
                secret.substring(1),
                secret + "0",
                secret + ", " + secret + "1",
                "\"" + secret + "\"");
    }

    /** Anywhere else. */
    static List<String> misplaced(String secret, String host) {
        List<String> requests = new ArrayList<>();
        List<String> heads = new ArrayList<>(headerLines(secret, host));
        if (!secret.startsWith("pw-")) {
            // A host is shown to the operator, because it may be meant to be allowed; a password looks like any.
            heads.addAll(shownLines(secret, host));
        }
        for (String head : heads) {
            requests.add("POST / HTTP/1.1\r\n" + head + "\r\n" + JSON + withLength(CALL));
            requests.add("GET / HTTP/1.1\r\n" + head + "\r\n" + UPGRADE + "\r\n");
        }
        for (String line : requestLines(secret)) {
            requests.add(line + "\r\nHost: " + host + "\r\n" + JSON + withLength(CALL));
        }
        for (String body : bodies(secret)) {
            requests.add("POST / HTTP/1.1\r\nHost: " + host + "\r\n" + JSON + withLength(body));
        }
        requests.add("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + UPGRADE + "\r\n");
        return requests;
    }

    private static String withLength(String body) {
        return "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    /** Values of {@code Authorization}. */
    static List<String> credentials(String secret) {
        return List.of(
                "Basic " + basic("alice", secret),
                "Basic " + basic("alice", secret + "x"),
                "Basic " + basic(secret, "x"),
                "Basic " + basic(secret, secret),
                "Basic " + base64(secret),
                "Basic " + secret,
                "basic alice:" + secret,
                "Bearer " + secret,
                "bearer  " + secret,
                "Bearer " + secret + secret,
                "Bearer " + secret + ", Bearer " + secret,
                "Token " + secret,
                "Digest username=\"" + secret + "\"",
                secret + " x",
                secret);
    }

    /** Header lines, good, odd and broken ones, where the secret does not belong. */
    private static List<String> headerLines(String secret, String host) {
        return List.of(
                "Host: " + host + "\r\nAuthorization: Bearer " + secret + "\r\nAuthorization: Bearer " + secret,
                "Host: " + host + "\r\nAuthorization: Bearer\r\n " + secret,
                "Host: " + host + "\r\nAuthorization : Bearer " + secret,
                "Host: " + host + "\r\nAuthorization Bearer " + secret,
                "Host: " + host + "\r\nAuthorization: Bearer " + secret + "\u0001",
                "Host: " + host + "\r\nProxy-Authorization: Bearer " + secret,
                "Host: " + host + "\r\nCookie: session=" + secret,
                "Host: " + host + "\r\nX-Api-Key: " + secret,
                "Host: " + host + "\r\nSec-WebSocket-Protocol: securerpc.v1, token." + secret,
                "Host: " + host + "\r\nReferer: https://wallet.example.org/?token=" + secret,
                "Host: " + host + "\r\nForwarded: for=" + secret,
                "Host: " + host + "\r\nX-Forwarded-For: " + secret,
                "Host: " + host + "\r\nExpect: " + secret,
                "Host: " + host + "\r\nContent-Encoding: " + secret,
                "Host: " + host + "\r\nTransfer-Encoding: " + secret,
                "Host: " + host + "\r\nContent-Length: " + secret,
                "Host: " + host + "\r\nSec-Fetch-Site: " + secret,
                "Host: " + host + "\r\nContent-Type: " + secret,
                "Host: " + host + "\r\nContent-Type: text/plain; token=" + secret,
                "Host: " + host + "\r\n" + secret + ": x",
                "Host: " + host + "\r\n" + secret,
                "Host: " + host + "\r\nX-Long: " + (secret + " ").repeat(1_000),
                "Host: alice:" + secret + "@" + host,
                "Host: " + host + "\r\nOrigin: https://alice:" + secret + "@wallet.example.org",
                "Host: " + host + "\r\nOrigin: https://wallet.example.org/?token=" + secret);
    }

    /** What is shown to the operator. */
    private static List<String> shownLines(String secret, String host) {
        return List.of(
                "Host: " + secret,
                "Host: " + secret + ".example.org",
                "Host: " + host + "\r\nHost: " + secret,
                "Host: " + host + "\r\nOrigin: " + secret,
                "Host: " + host + "\r\nOrigin: https://" + secret + ".example.org",
                "Host: " + host + "\r\nOrigin: chrome-extension://" + secret);
    }

    /** The first line of a request. */
    private static List<String> requestLines(String secret) {
        return List.of(
                "POST /?access_token=" + secret + " HTTP/1.1",
                "POST /" + secret + " HTTP/1.1",
                "GET /?token=" + secret + " HTTP/1.1",
                "POST https://alice:" + secret + "@127.0.0.1/ HTTP/1.1",
                secret + " / HTTP/1.1",
                "POST / " + secret);
    }

    /** Bodies and messages. */
    static List<String> bodies(String secret) {
        List<String> bodies = new ArrayList<>(List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + secret + "\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"" + secret + "\",\"method\":\"wallet_create\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"" + secret + "\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"" + secret + "\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":[\"" + secret + "\"]}",
                "{\"jsonrpc\":\"" + secret + "\",\"id\":1,\"method\":\"echo\"}",
                "{\"action\":\"" + secret + "\"}",
                "{\"action\":\"block_count\",\"password\":\"" + secret + "\"}",
                "{\"" + secret + "\":",
                "[" + CALL + ",{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"" + secret + "\"}]",
                "[\"" + secret + "\"]",
                "\"" + secret + "\"",
                secret));
        bodies.add("[".repeat(3_000) + "\"" + secret + "\"");
        return bodies;
    }
}

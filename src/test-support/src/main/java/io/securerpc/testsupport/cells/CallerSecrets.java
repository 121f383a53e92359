package io.securerpc.testsupport.cells;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.securerpc.testsupport.TestJwtKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** What the names in {@link CallerTables} stand for, but for tickets and for proofs that were used: a server gives those. */
public final class CallerSecrets {
    /** For whom the web tokens are. */
    public static final String AUDIENCE = "node.example.com";

    /** The claim that carries a permission. */
    public static final String CLAIM = "scope";

    /** A ticket that nobody was given. */
    public static final String GUESSED_TICKET = "A".repeat(43);

    private static final String PASSWORD = "planted-Pa55word";
    private static final TestJwtKey KEY = TestJwtKey.ec("key", "P-256");
    private static final TestJwtKey STRANGER = TestJwtKey.ec("key", "P-256");

    private final Map<String, String> names = new HashMap<>();
    private final String parityToken;

    /**
     * Puts names to them.
     *
     * @param token of {@code token:ci}
     * @param revoked one that was good
     * @param parityToken of {@code parity:wallet}
     * @param begin when the test begins, which takes an hour at most
     */
    public CallerSecrets(String token, String revoked, String parityToken, Instant begin) {
        this.parityToken = parityToken;
        nameWebTokens(begin);
        names.put("{basic-good}", basic("alice", PASSWORD));
        names.put("{basic-wrong}", basic("alice", "planted-Pa55wore"));
        names.put("{basic-unknown}", basic("bob", PASSWORD));
        names.put("{basic-token}", basic("ci", token));
        names.put("{token}", token);
        names.put("{revoked}", revoked);
        names.put("{bearer-good}", "Bearer " + token);
        names.put("{bearer-revoked}", "Bearer " + revoked);
        names.put("{other}", "Token " + token);
        names.put("{bare}", "Bearer");
        names.put("{ticket-guessed}", GUESSED_TICKET);
    }

    private void nameWebTokens(Instant begin) {
        long soon = begin.plusSeconds(20 * 3_600).getEpochSecond();
        String alice = claims("alice", AUDIENCE, soon, "");
        String good = KEY.token(alice);
        names.put("{jwt}", good);
        names.put("{basic-jwt}", basic("alice", good));
        names.put("{jwt-carries}", KEY.token(claims("bob", AUDIENCE, soon, ",\"" + CLAIM + "\":\"ledger.read\"")));
        names.put("{jwt-forged}", STRANGER.token(alice));
        names.put("{jwt-unsigned}", TestJwtKey.base64("{\"alg\":\"none\"}") + "." + TestJwtKey.base64(alice) + ".");
        names.put("{jwt-expired}", KEY.token(claims("alice", AUDIENCE, begin.getEpochSecond() - 3_600, "")));
        names.put("{jwt-elsewhere}", KEY.token(claims("alice", "other.example.com", soon, "")));
    }

    private static String claims(String subject, String audience, long expiry, String more) {
        return "{\"iss\":\"" + CallerTables.ISSUER + "\",\"aud\":\"" + audience + "\",\"sub\":\"" + subject
                + "\",\"exp\":" + expiry + more + "}";
    }

    /** {@return the line of {@code basic:alice} in a file of users} */
    public static String userLine() {
        return "alice:" + OpenBSDBCrypt.generate("2y", PASSWORD.getBytes(UTF_8), new byte[16], 4);
    }

    /** {@return the key of the web tokens, as a set of keys} */
    public static String keySet() {
        return TestJwtKey.set(KEY.jwk());
    }

    /** {@return what a name stands for; proofs are of that time} */
    public String text(String name, Instant now) {
        String known = names.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith("{bearer-")) {
            return "Bearer " + text("{" + name.substring("{bearer-".length()), now);
        }
        return switch (name) {
            case "{proof}" -> proof(parityToken, now);
            case "{proof-unknown}" -> proof("neverInAnyFile42", now);
            case "{proof-late}" -> proof(parityToken, now.minusSeconds(90));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** {@return Parity's proof of a token at a time, by Bouncy Castle alone} */
    public static String proof(String token, Instant time) {
        byte[] text = (token.replace("-", "") + ":" + time.getEpochSecond()).getBytes(US_ASCII);
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(text, 0, text.length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        return HexFormat.of().formatHex(hash) + "_" + time.getEpochSecond();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }
}

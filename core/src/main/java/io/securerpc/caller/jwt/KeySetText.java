package io.securerpc.caller.jwt;

import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JWK Set (RFC 7517 §5). Keys for other uses and of kinds that are not known are left out, as the standard asks; a key that should have been kept secret, or that cannot be
 * read, refuses the whole set.
 */
final class KeySetText {
    /** More keys than any issuer has, few enough to read. */
    private static final int MOST_ENTRIES = 256;

    /** What has no place in a public key (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2). */
    private static final Set<String> SECRET = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    /** The numbers of each kind of key, which nimbus would read with stray characters too. */
    private static final Map<String, List<String>> NUMBERS =
            Map.of("RSA", List.of("n", "e"), "EC", List.of("x", "y"), "OKP", List.of("x"));

    private static final Set<String> CURVES = Set.of("P-256", "P-384", "P-521", "Ed25519");

    private final String subject;
    private final PublicKeys keys;

    KeySetText(String subject, PublicKeys keys) {
        this.subject = subject;
        this.keys = keys;
    }

    List<VerificationKey> read(byte[] bytes) {
        JsonNode list = StrictJson.object(bytes)
                .map(set -> set.get("keys"))
                .orElseThrow(() -> refused("no JSON object with keys", "{\"keys\": […]}, each member once"));
        if (!(list instanceof ArrayNode entries) || entries.size() > MOST_ENTRIES) {
            throw refused("keys is no list, or one of more than " + MOST_ENTRIES, "a list");
        }
        List<VerificationKey> found = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (!(entry instanceof ObjectNode key)) {
                throw refused("an entry that is no object", "JSON Web Keys");
            }
            read(key).ifPresent(found::add);
        }
        return found;
    }

    private Optional<VerificationKey> read(ObjectNode key) {
        String kind = text(key, "kty");
        if (kind == null) {
            throw refused("a key without kty", "the kind of each key");
        }
        if (kind.equals("oct") || key.propertyNames().stream().anyMatch(SECRET::contains)) {
            throw refused("a private or symmetric key", "public keys alone; this one may have to be replaced");
        }
        text(key, "kid"); // judged here, since nimbus reads a number too
        String algorithm = text(key, "alg");
        JwtAlgorithm only =
                algorithm == null ? null : JwtAlgorithm.named(algorithm).orElse(null);
        boolean ours = NUMBERS.containsKey(kind)
                && (kind.equals("RSA") || CURVES.contains(String.valueOf(text(key, "crv"))))
                && (algorithm == null || only != null)
                && isForSignatures(key);
        if (!ours) {
            return Optional.empty();
        }
        for (String number : NUMBERS.getOrDefault(kind, List.of())) {
            String value = text(key, number);
            if (value == null || StrictBase64.decode(value).isEmpty()) {
                throw refused("a key without " + number + " in base64url", "the numbers of each key");
            }
        }
        return keys.key(parse(key, kind), only);
    }

    private JWK parse(ObjectNode key, String kind) {
        // What nimbus is to read and nothing else: certificates beside a key are none of our business.
        ObjectNode bare = key.deepCopy();
        bare.retain(List.of("kty", "crv", "kid", "n", "e", "x", "y"));
        try {
            return JWK.parse(bare.toString());
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            throw refused("a key of the kind " + kind + " that is none", "the numbers of a point or of a modulus");
        }
    }

    private boolean isForSignatures(ObjectNode key) {
        String use = text(key, "use");
        JsonNode operations = key.get("key_ops");
        if (operations != null
                && (!operations.isArray() || !operations.valueStream().allMatch(JsonNode::isString))) {
            throw refused("a key whose key_ops is no list of texts", "such as [\"verify\"]");
        }
        return (use == null || use.equals("sig"))
                && (operations == null
                        || operations
                                .valueStream()
                                .anyMatch(operation -> operation.stringValue().equals("verify")));
    }

    /** The member, if it is there; refuses the set if it is no text. */
    private @Nullable String text(ObjectNode key, String name) {
        JsonNode value = key.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw refused("a key whose " + name + " is no text", "a text");
        }
        return value.stringValue();
    }

    private JwtKeyException refused(String found, String expected) {
        return new JwtKeyException(subject, found, expected);
    }
}

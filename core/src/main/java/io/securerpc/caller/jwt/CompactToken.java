package io.securerpc.caller.jwt;

import io.securerpc.caller.CredentialProof.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed token in compact form (RFC 7515 §7.1), taken apart and not believed yet. Of the header, {@code alg} and {@code kid} choose among the keys that are
 * there; {@code jwk}, {@code jku}, {@code x5u} and {@code x5c} are never looked at, because a token does not say by which key it is to be believed.
 */
final class CompactToken {
    /** What fits into a header line of most servers; identity providers with many groups make some 4 KiB. */
    static final int LONGEST = 8_192;

    private static final int PARTS = 3;
    private static final int ENCRYPTED_PARTS = 5;

    /** Forms of a token that are for calling something (RFC 9068 §2.1); others, such as those that end sessions, are meant for somebody else. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private static final String APPLICATION = "application/";

    /** Whoever does not understand these must refuse (RFC 7515 §4.1.11, RFC 7797 §6), and encryption has no place here. */
    private static final List<String> NOT_UNDERSTOOD = List.of("crit", "b64", "enc", "zip");

    private final String algorithm;
    private final @Nullable String keyId;
    private final TokenClaims claims;
    private final byte[] signed;
    private final byte[] signature;

    private CompactToken(ObjectNode header, TokenClaims claims, byte[] signed, byte[] signature) throws Refused {
        this.algorithm = algorithm(header);
        this.keyId = text(header, "kid");
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    static CompactToken parse(String text) throws Refused {
        if (text.length() > LONGEST) {
            throw Refused.malformed(text.length() + " characters (at most " + LONGEST + ")");
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != PARTS) {
            throw Refused.malformed(
                    parts.length == ENCRYPTED_PARTS ? "encrypted" : parts.length + " parts (three are signed ones)");
        }
        ObjectNode header = object(parts[0], "header");
        checkUnderstood(header);
        byte[] signature =
                StrictBase64.decode(parts[2]).orElseThrow(() -> Refused.malformed("signature not in base64url"));
        byte[] signed = (parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII);
        return new CompactToken(header, new TokenClaims(object(parts[1], "claims")), signed, signature);
    }

    /** The name that the header has; of those without a signature there is no such thing. */
    String algorithm() {
        return algorithm;
    }

    /** The {@code kid}, if there is one. */
    @Nullable
    String keyId() {
        return keyId;
    }

    /** Not verified. */
    TokenClaims claims() {
        return claims;
    }

    boolean isSignedBy(VerificationKey key) {
        return key.fits(algorithm, signed, signature);
    }

    private static void checkUnderstood(ObjectNode header) throws Refused {
        for (String name : NOT_UNDERSTOOD) {
            if (header.has(name)) {
                throw Refused.malformed(name + " in the header, which is not understood");
            }
        }
        if (header.has("cty")) {
            throw Refused.malformed("nested");
        }
        checkType(header);
    }

    private static String algorithm(ObjectNode header) throws Refused {
        String algorithm = text(header, "alg");
        if (algorithm == null) {
            throw Refused.malformed("no alg in the header");
        }
        if (algorithm.toLowerCase(Locale.ROOT).equals("none")) {
            throw Refused.malformed("not signed");
        }
        return algorithm;
    }

    private static void checkType(ObjectNode header) throws Refused {
        String type = text(header, "typ");
        if (type != null) {
            String lower = type.toLowerCase(Locale.ROOT);
            if (!TYPES.contains(lower.startsWith(APPLICATION) ? lower.substring(APPLICATION.length()) : lower)) {
                throw new Refused(Reason.NOT_FOR_US, "typ of another use (JWT or at+jwt here)");
            }
        }
    }

    private static ObjectNode object(String part, String what) throws Refused {
        return StrictBase64.decode(part)
                .flatMap(StrictJson::object)
                .orElseThrow(() -> Refused.malformed(what + " not one JSON object in base64url, each member once"));
    }

    private static @Nullable String text(ObjectNode header, String name) throws Refused {
        JsonNode value = header.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw Refused.malformed(name + " in the header is no text");
        }
        return value.stringValue();
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "****";
    }
}

package io.securerpc.caller.jwt;

import io.securerpc.caller.CredentialProof.Reason;
import io.securerpc.caller.Permission;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a token says, read by one rule for each claim: of the wrong kind is refused, never skipped. */
final class TokenClaims {
    /** As OpenID Connect Core 1.0 §2 has it; without spaces at either end, which nobody would see in a grant. */
    static final Pattern NAME = Pattern.compile("[!-~](?:[ -~]{0,253}[!-~])?");

    private static final BigDecimal LAST =
            new BigDecimal(Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());
    private static final int NANO_DIGITS = 9;

    /** Decimal places of a moment: far more than any clock has. */
    private static final int MOST_DIGITS = 1_000;

    private final ObjectNode claims;

    TokenClaims(ObjectNode claims) {
        this.claims = claims;
    }

    /** A moment (RFC 7519 §2, NumericDate): seconds, which may have fractions. */
    Optional<Instant> moment(String name) throws Refused {
        JsonNode value = claims.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            throw Refused.malformed(name + " is no number");
        }
        BigDecimal seconds = value.decimalValue();
        // Rounding is no cheap way to find out how many decimal places there are.
        if (seconds.signum() < 0 || seconds.compareTo(LAST) > 0 || seconds.scale() > MOST_DIGITS) {
            throw Refused.malformed(name + " is no moment from 1970 to 9999");
        }
        // Down, so that a token is never good for longer than it says.
        BigDecimal exact = seconds.setScale(NANO_DIGITS, RoundingMode.FLOOR);
        long whole = exact.longValue();
        return Optional.of(Instant.ofEpochSecond(
                whole,
                exact.subtract(BigDecimal.valueOf(whole))
                        .movePointRight(NANO_DIGITS)
                        .longValue()));
    }

    Optional<String> issuer() throws Refused {
        return Optional.ofNullable(text("iss"));
    }

    /** Whom it is about; part of the caller's id, so that it has to be short and printable. */
    Optional<String> subject() throws Refused {
        String subject = text("sub");
        if (subject != null && !NAME.matcher(subject).matches()) {
            throw Refused.malformed("sub is not 1 to 255 printable characters of ASCII without spaces around them");
        }
        return Optional.ofNullable(subject);
    }

    /** Refuses what is meant for others (RFC 7519 §4.1.3); with nobody in particular to be, that is whatever names somebody. */
    void requireAudience(@Nullable String expected) throws Refused {
        JsonNode value = claims.get("aud");
        if (value == null) {
            if (expected != null) {
                throw new Refused(Reason.NOT_FOR_US, "no aud");
            }
            return;
        }
        if (!texts(value, "aud").toList().contains(String.valueOf(expected)) || expected == null) {
            throw new Refused(Reason.NOT_FOR_US, "aud names others");
        }
    }

    /** The permissions of a claim: a list, or a text with spaces (RFC 8693 §4.2). Other words than names of permissions are scopes for others, and {@code nobody} is had by nobody. */
    Set<Permission> permissions(@Nullable String name) throws Refused {
        JsonNode value = name == null ? null : claims.get(name);
        if (value == null) {
            return Set.of();
        }
        Set<Permission> permissions = new HashSet<>();
        List<String> words = value.isString()
                ? List.of(value.stringValue().split(" "))
                : texts(value, "the claim for permissions").toList();
        for (String word : words) {
            permission(word).filter(known -> !known.equals(Permission.NOBODY)).ifPresent(permissions::add);
        }
        return permissions;
    }

    private static Optional<Permission> permission(String word) {
        try {
            return Optional.of(Permission.of(word));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> texts(JsonNode value, String what) throws Refused {
        if (value.isString()) {
            return Stream.of(value.stringValue());
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
            throw Refused.malformed(what + " is neither a text nor a list of texts");
        }
        return value.valueStream().map(JsonNode::stringValue);
    }

    private @Nullable String text(String name) throws Refused {
        JsonNode value = claims.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw Refused.malformed(name + " is no text");
        }
        return value.stringValue();
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "****";
    }
}

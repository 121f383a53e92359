package io.securerpc.caller;

import io.securerpc.caller.BearerToken.Draft;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One line of a token file. What is wrong with it is said without a word of its values: somebody may have put a token where its hash belongs. */
final class TokenJson {
    private static final Set<String> FIELDS =
            Set.of("name", "permissions", "created", "expires", "last_use", "sha256", "retired");

    private static final Set<String> RETIRED_FIELDS = Set.of("sha256", "until");

    /** Like one of ours, and unlike any token. */
    private static final Pattern FIELD = Pattern.compile("[a-z_0-9]{1,24}");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TokenJson() {}

    static String write(BearerToken token) {
        ObjectNode line = JSON.createObjectNode();
        line.put("name", token.name());
        ArrayNode permissions = line.putArray("permissions");
        token.permissions().stream().map(Permission::name).sorted().forEach(permissions::add);
        line.put("created", token.created().toString());
        token.expires().ifPresent(expires -> line.put("expires", expires.toString()));
        token.lastUse().ifPresent(lastUse -> line.put("last_use", lastUse.toString()));
        line.put("sha256", token.hash().hex());
        if (!token.retired().isEmpty()) {
            ArrayNode retired = line.putArray("retired");
            token.retired()
                    .forEach(secret -> retired.addObject()
                            .put("sha256", secret.hash().hex())
                            .put("until", secret.until().toString()));
        }
        return JSON.writeValueAsString(line);
    }

    static BearerToken read(String text) throws Unreadable {
        JsonNode line = object(parse(text), FIELDS);
        Draft draft = new Draft(string(line, "name"), permissions(line), instant(line, "created"), hash(line));
        draft.expires = line.has("expires") ? instant(line, "expires") : null;
        draft.lastUse = line.has("last_use") ? instant(line, "last_use") : null;
        draft.retired = line.has("retired") ? retired(line) : List.of();
        try {
            return draft.done();
        } catch (IllegalArgumentException e) {
            throw new Unreadable(
                    "a name, a permission or a time that no token has", "what was written by this library");
        }
    }

    private static JsonNode parse(String text) throws Unreadable {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            // Its message quotes the line.
            throw new Unreadable("broken", "one JSON object");
        }
    }

    private static JsonNode object(JsonNode node, Set<String> fields) throws Unreadable {
        if (!node.isObject()) {
            throw new Unreadable("broken", "one JSON object");
        }
        for (String field : node.propertyNames()) {
            if (!fields.contains(field)) {
                throw new Unreadable(
                        "unknown field" + (FIELD.matcher(field).matches() ? " '" + field + "'" : ""),
                        fields.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return node;
    }

    private static String string(JsonNode node, String field) throws Unreadable {
        JsonNode value = node.get(field);
        if (value == null || !value.isString()) {
            throw new Unreadable((value == null ? "no " : "a wrong ") + field, "text");
        }
        return value.stringValue();
    }

    private static Instant instant(JsonNode node, String field) throws Unreadable {
        String text = string(node, field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Unreadable("a wrong " + field, "a moment such as 2030-01-31T12:00:00Z");
        }
    }

    private static TokenHash hash(JsonNode node) throws Unreadable {
        return TokenHash.parse(string(node, "sha256"))
                .orElseThrow(() -> new Unreadable("a wrong sha256", "64 lower-case hexadecimal digits"));
    }

    private static Set<Permission> permissions(JsonNode node) throws Unreadable {
        Set<Permission> permissions = new HashSet<>();
        for (JsonNode value : array(node, "permissions")) {
            try {
                if (!value.isString() || !permissions.add(Permission.of(value.stringValue()))) {
                    throw new Unreadable("a wrong permission", "names of permissions, each once");
                }
            } catch (IllegalArgumentException e) {
                throw new Unreadable("a wrong permission", "names of permissions, each once");
            }
        }
        return permissions;
    }

    private static List<RetiredSecret> retired(JsonNode node) throws Unreadable {
        List<RetiredSecret> retired = new ArrayList<>();
        for (JsonNode value : array(node, "retired")) {
            JsonNode secret = object(value, RETIRED_FIELDS);
            retired.add(new RetiredSecret(hash(secret), instant(secret, "until")));
        }
        if (retired.isEmpty() || retired.size() > BearerToken.MOST_RETIRED) {
            throw new Unreadable(retired.size() + " retired secrets", "1 to " + BearerToken.MOST_RETIRED);
        }
        return retired;
    }

    private static JsonNode array(JsonNode node, String field) throws Unreadable {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray()) {
            throw new Unreadable((value == null ? "no " : "a wrong ") + field, "a list");
        }
        return value;
    }

    /** Why a line is none of ours. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String expected;

        Unreadable(String found, String expected) {
            super(found);
            this.expected = expected;
        }

        String found() {
            return String.valueOf(getMessage());
        }

        String expected() {
            return expected;
        }
    }
}

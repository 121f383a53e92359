package io.securerpc.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What values a key takes: how they are read, how the rule is worded, and how a value looks in TOML. */
final class ValueKind<T> {
    /** How the documentation writes a default that another setting brings. */
    private static final String POLICYS_OWN = "the policy's";

    static final ValueKind<Boolean> BOOLEAN = new ValueKind<>(
            "true or false",
            node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty(),
            String::valueOf);

    static final ValueKind<String> TEXT = new ValueKind<>("a string", ValueKind::text, ValueKind::quoted);

    static final ValueKind<String> PATH =
            new ValueKind<>("a path", node -> text(node).filter(ValueKind::namesPath), ValueKind::quoted);

    /** A text whose value is never shown. */
    static final ValueKind<String> SECRET = new ValueKind<>("a string", ValueKind::text, ValueKind::quoted);

    static final ValueKind<List<String>> TEXTS =
            new ValueKind<>("a list of strings", ValueKind::texts, ValueKind::quotedList);

    /** Such a list as {@code [[secure_rpc.identities]]} writes it; each table has keys of its own. */
    static final ValueKind<List<ObjectNode>> TABLES =
            new ValueKind<>("a list of tables", ValueKind::tables, value -> "[]");

    /** A text in place of what another setting brings. */
    static final ValueKind<String> REPLACEMENT_TEXT =
            new ValueKind<>("a string", ValueKind::text, value -> value.isEmpty() ? POLICYS_OWN : quoted(value));

    /** Names in place of those that another setting brings; an empty list would leave nothing. */
    static final ValueKind<List<String>> REPLACEMENT = new ValueKind<>(
            "a list of strings, not empty",
            node -> texts(node).filter(list -> !list.isEmpty()),
            value -> value.isEmpty() ? POLICYS_OWN : quotedList(value));

    /** A table whose names the operator chooses; whoever reads it judges what they hold. */
    static final ValueKind<Map<String, JsonNode>> NAMED = new ValueKind<>("a table", ValueKind::named, value -> "{}");

    private static final Pattern DURATION_TEXT = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h)");

    private final String rule;
    private final Function<JsonNode, Optional<T>> reader;
    private final Function<T, String> printer;

    private ValueKind(String rule, Function<JsonNode, Optional<T>> reader, Function<T, String> printer) {
        this.rule = rule;
        this.reader = reader;
        this.printer = printer;
    }

    static ValueKind<Long> wholeNumber(long least, long most) {
        return new ValueKind<>(
                "a whole number from " + least + " to " + most,
                node -> node.isIntegralNumber()
                                && node.canConvertToLong()
                                && node.longValue() >= least
                                && node.longValue() <= most
                        ? Optional.of(node.longValue())
                        : Optional.empty(),
                String::valueOf);
    }

    /** TOML has no durations, and a bare number would not say of what. */
    static ValueKind<Duration> duration(Duration least, Duration most) {
        return new ValueKind<>(
                "a duration from " + inUnits(least) + " to " + inUnits(most),
                node -> duration(node).filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0),
                ValueKind::inUnits);
    }

    static ValueKind<String> oneOf(String... words) {
        List<String> choice = List.of(words);
        return new ValueKind<>(
                choice.stream().map(ValueKind::quoted).collect(Collectors.joining(" or ")),
                node -> text(node).filter(choice::contains),
                ValueKind::quoted);
    }

    /** The value, or empty when the node breaks the rule. */
    Optional<T> read(JsonNode node) {
        return reader.apply(node);
    }

    String rule() {
        return rule;
    }

    String toml(T value) {
        return printer.apply(value);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    private static boolean namesPath(String text) {
        try {
            return Path.of(text).getNameCount() >= 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Optional<List<String>> texts(JsonNode node) {
        if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isString)) {
            return Optional.empty();
        }
        return Optional.of(node.valueStream().map(JsonNode::stringValue).toList());
    }

    private static Optional<List<ObjectNode>> tables(JsonNode node) {
        if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isObject)) {
            return Optional.empty();
        }
        return Optional.of(node.valueStream().map(ObjectNode.class::cast).toList());
    }

    private static Optional<Map<String, JsonNode>> named(JsonNode node) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        node.properties().forEach(property -> values.put(property.getKey(), property.getValue()));
        return Optional.of(values);
    }

    private static Optional<Duration> duration(JsonNode node) {
        Matcher matcher = DURATION_TEXT.matcher(text(node).orElse(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }

    private static String inUnits(Duration value) {
        if (value.toMillisPart() != 0) {
            return quoted(value.toMillis() + "ms");
        }
        if (value.toSecondsPart() != 0 || value.toMinutes() <= 1) {
            return quoted(value.toSeconds() + "s");
        }
        return quoted(value.toMinutesPart() != 0 ? value.toMinutes() + "m" : value.toHours() + "h");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String quotedList(List<String> texts) {
        return texts.stream().map(ValueKind::quoted).collect(Collectors.joining(", ", "[", "]"));
    }
}

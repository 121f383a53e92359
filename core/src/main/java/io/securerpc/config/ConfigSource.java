package io.securerpc.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One file being read, or one table of a list in it: values by key, and a growing list of what is wrong with it. */
final class ConfigSource {
    /** What is put where the path of its file belongs: shared secrets, keys as JSON and PEM, tokens and hashes of passwords. */
    private static final Pattern SECRET = Pattern.compile("[0-9a-fA-F]{64}|kty|-----BEGIN|srt_|\\$2[abxy]?\\$");

    /** The same as the last name of a path; folders may well be called by 64 digits. */
    private static final Pattern SECRET_NAME = Pattern.compile("^[0-9a-fA-F]{64}$|-----BEGIN|^srt_|\\$2[abxy]?\\$");

    private static final int SHOWN = 60;

    private final Path file;
    private final Table place;
    private final ObjectNode root;
    private final List<String> problems;

    private ConfigSource(Path file, Table place, ObjectNode root, List<String> problems) {
        this.file = file;
        this.place = place;
        this.root = root;
        this.problems = problems;
    }

    /** Where in the file all that is read stands: the name before each key, and the way to it. */
    private record Table(TomlLines lines, String prefix, List<?> path) {
        /** Of a key that is not there, the line of the table in a list in which it belongs: those are hard to count. */
        OptionalInt line(List<?> within) {
            OptionalInt line = lines.line(joined(path, within));
            return line.isEmpty() && !path.isEmpty() ? lines.line(path) : line;
        }
    }

    static ConfigSource read(Path file, Schema schema, List<String> problems) {
        TomlFile read = TomlFile.read(file);
        return new ConfigSource(file, new Table(read.lines(), "", List.of()), read.root(), problems).checked(schema);
    }

    /** The tables of a list, each read like a file of its own; numbered from 1, as people count. To be asked for once. */
    List<ConfigSource> tables(ConfigKey<List<ObjectNode>> key, Schema schema) {
        List<ConfigSource> tables = new ArrayList<>();
        for (ObjectNode table : value(key)) {
            Table numbered = new Table(
                    place.lines(),
                    place(key) + "[" + (tables.size() + 1) + "].",
                    joined(place.path(), joined(steps(key), List.of(tables.size()))));
            tables.add(new ConfigSource(file, numbered, table, problems).checked(schema));
        }
        return List.copyOf(tables);
    }

    Path file() {
        return file;
    }

    boolean has(ConfigKey<?> key) {
        return node(key) != null;
    }

    /** Whether the key is there with a value it does not take; that has been said already. */
    boolean refused(ConfigKey<?> key) {
        JsonNode node = node(key);
        return node != null && key.kind().read(node).isEmpty();
    }

    /** Where in the file the key belongs, as the operator would look for it. */
    String place(ConfigKey<?> key) {
        return place.prefix() + key.qualified();
    }

    boolean hasTable(String table) {
        return root.get(table) instanceof ObjectNode;
    }

    /** The value; the fallback when the key is absent, or was refused already and nothing will come of this reading. */
    <T> T value(ConfigKey<T> key) {
        JsonNode node = node(key);
        return node == null ? key.fallback() : key.kind().read(node).orElse(key.fallback());
    }

    /** A path relative to the file's folder, or empty when the key is absent or holds the empty text. */
    Optional<Path> path(ConfigKey<String> key) {
        String text = value(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path = file.toAbsolutePath().resolveSibling(text);
        if (SECRET_NAME.matcher(String.valueOf(path.getFileName())).find()) {
            refuse(key, "****", "the path of a file, and not what belongs into it");
            return Optional.empty();
        }
        return Optional.of(path);
    }

    /** What a lower package makes of the key's value; its objections, one a line, become problems of this file. */
    <T> Optional<T> made(ConfigKey<?> key, Supplier<T> maker) {
        return made(key, List.of(), maker);
    }

    /** The same of an entry of the key's table, by its name and names within it. */
    <T> Optional<T> made(ConfigKey<?> key, List<String> entry, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> refuse(key, entry, line));
            return Optional.empty();
        }
    }

    void refuse(ConfigKey<?> key, String objection) {
        refuse(key, List.of(), objection);
    }

    /** Of an entry of the key's table, by its name and names within it, as far as the file has them. */
    void refuse(ConfigKey<?> key, List<String> entry, String objection) {
        refuse(joined(steps(key), entry), key.qualified(), objection);
    }

    void refuse(ConfigKey<?> key, String value, String rule) {
        refuse(steps(key), key.qualified(), value, rule);
    }

    /** Of a whole table. */
    void refuse(String table, String objection) {
        refuse(List.of(table), table, objection);
    }

    String note(String qualified, String text) {
        return file + ": " + qualified + ": " + text;
    }

    /** Known keys of this file that mean nothing here, one note each. */
    List<String> inapplicable(Schema schema) {
        return schema.inapplicable().entrySet().stream()
                .filter(entry ->
                        !root.at("/" + entry.getKey().replace('.', '/')).isMissingNode())
                .map(entry -> note(entry.getKey(), "not used here (" + entry.getValue() + ")"))
                .toList();
    }

    private ConfigSource checked(Schema schema) {
        refuseUnknown(schema);
        schema.keys().forEach(this::refuseWrongKind);
        return this;
    }

    private void refuseUnknown(Schema schema) {
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            String name = property.getKey();
            if (schema.knowsTable(name)) {
                refuseUnknown(schema, name, property.getValue());
            } else {
                refuseUnknownKey(schema, List.of(name), property.getValue());
            }
        }
    }

    private void refuseUnknown(Schema schema, String table, JsonNode value) {
        if (!value.isObject()) {
            refuse(List.of(table), table, value.isArray() ? "a list" : "a single value", "a table");
            return;
        }
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            refuseUnknownKey(schema, List.of(table, property.getKey()), property.getValue());
        }
    }

    private void refuseUnknownKey(Schema schema, List<String> path, JsonNode value) {
        String qualified = String.join(".", path);
        if (!schema.knows(qualified)) {
            String meant = value.isObject() ? schema.nearestTable(qualified) : schema.nearest(qualified);
            // In TOML whatever follows a table's header belongs to that table.
            boolean aboveTables = path.size() > 1 && !value.isObject() && !meant.contains(".");
            refuse(path, cut(qualified), "unknown key", aboveTables ? meant + ", above the first table" : meant);
        }
    }

    private void refuseWrongKind(ConfigKey<?> key) {
        JsonNode node = node(key);
        if (node != null && refused(key)) {
            refuse(key, shown(key, node), key.kind().rule());
        }
    }

    private void refuse(List<?> path, String qualified, String value, String rule) {
        refuse(path, qualified, value + " (expected: " + rule + ")");
    }

    private void refuse(List<?> path, String qualified, String objection) {
        OptionalInt line = place.line(path);
        String where = line.isPresent() ? file + " line " + line.getAsInt() : String.valueOf(file);
        problems.add(where + ": " + place.prefix() + qualified + ": " + objection);
    }

    private static List<String> steps(ConfigKey<?> key) {
        return key.table().isEmpty() ? List.of(key.name()) : List.of(key.table(), key.name());
    }

    private static List<?> joined(List<?> first, List<?> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }

    private @Nullable JsonNode node(ConfigKey<?> key) {
        JsonNode table = key.table().isEmpty() ? root : root.get(key.table());
        return table instanceof ObjectNode object ? object.get(key.name()) : null;
    }

    private static String shown(ConfigKey<?> key, JsonNode node) {
        if (key.kind() == ValueKind.SECRET) {
            return "****";
        }
        if (node.isObject()) {
            return "a table";
        }
        if (key.kind() == ValueKind.TABLES) {
            return node.isArray() ? "a list of other values" : "a single value"; // which may hold a passphrase
        }
        String text = node.toString();
        return SECRET.matcher(text).find() ? "****" : cut(text);
    }

    /** Short, and on one line whatever the file holds. */
    private static String cut(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}

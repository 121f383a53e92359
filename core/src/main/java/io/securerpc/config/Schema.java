package io.securerpc.config;

import io.securerpc.internal.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every key that one kind of file, or of table in a list, may hold. */
final class Schema {
    static final Schema RPC_FILE = new Schema(
            Stream.of(
                            NanoKeys.ALL,
                            TlsKeys.SECURE_TABLE.all(),
                            SecureRpcKeys.ALL,
                            CallerKeys.ALL,
                            AttemptKeys.ALL,
                            ParityKeys.ALL,
                            WebKeys.ALL,
                            PolicyKeys.ALL,
                            IdentityKeys.ALL,
                            AuthorityKeys.ALL,
                            ListenerKeys.ALL,
                            ConnectionKeys.ALL,
                            CallLimitKeys.ALL,
                            MemoryKeys.ALL)
                    .flatMap(Collection::stream)
                    .toList(),
            NanoKeys.INAPPLICABLE);
    static final Schema TLS_FILE = new Schema(TlsKeys.TLS_FILE.all(), Map.of());
    /** One table of {@link IdentityKeys#IDENTITIES}. */
    static final Schema IDENTITY = new Schema(IdentityKeys.Member.ALL, Map.of());
    /** One table of {@link AuthorityKeys#AUTHORITIES}. */
    static final Schema AUTHORITY = new Schema(AuthorityKeys.Member.ALL, Map.of());

    /** One table of {@link ListenerKeys#LISTENERS}. */
    static final Schema LISTENER = new Schema(ListenerKeys.Member.ALL, Map.of());

    /** One table of {@link JwtTable#JWT}. */
    static final Schema JWT = new Schema(JwtTable.ALL, Map.of());

    private final List<ConfigKey<?>> keys;
    private final Map<String, String> inapplicable;
    private final Set<String> names;
    private final Set<String> tables;

    private Schema(List<ConfigKey<?>> keys, Map<String, String> inapplicable) {
        this.keys = keys;
        this.inapplicable = inapplicable;
        this.names = Stream.concat(keys.stream().map(ConfigKey::qualified), inapplicable.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        this.tables = names.stream()
                .filter(name -> name.contains("."))
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<ConfigKey<?>> keys() {
        return keys;
    }

    /** Known names that mean nothing here, and why. */
    Map<String, String> inapplicable() {
        return inapplicable;
    }

    boolean knows(String qualified) {
        return names.contains(qualified);
    }

    boolean knowsTable(String name) {
        return tables.contains(name);
    }

    /** The known key that was most likely meant. */
    String nearest(String qualified) {
        return nearest(names, candidate -> distance(qualified, candidate));
    }

    /** The known table that was most likely meant by the name of a table, or a key where no tables are known. */
    String nearestTable(String qualified) {
        return nearest(tables.isEmpty() ? names : tables, candidate -> EditDistance.between(qualified, candidate));
    }

    private static String nearest(Set<String> candidates, ToIntFunction<String> distance) {
        return candidates.stream().min(Comparator.comparingInt(distance)).orElseThrow();
    }

    /** A right name in the wrong table is nearer than a wrong name in the right one. */
    private static int distance(String wanted, String candidate) {
        int inOtherTable = table(wanted).equals(table(candidate)) ? 0 : 1;
        return EditDistance.between(name(wanted), name(candidate)) + inOtherTable;
    }

    private static String table(String qualified) {
        return qualified.substring(0, qualified.lastIndexOf('.') + 1);
    }

    private static String name(String qualified) {
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }
}

package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Permission;
import java.util.Optional;

/**
 * The smallest change of the configuration that would let a refused request pass, once for the file and once for the code.
 *
 * <p>A list is added to and not replaced: {@code hosts = ["a"]} means that {@code a} has to be one of {@code hosts}. A
 * caller's list of permissions is added to wherever it stands: where the file has a table for the caller, that is its {@code permissions}.
 *
 * <h2>Security</h2>
 *
 * <p>Whoever follows it allows what was refused, so it is for the operator alone, who has to want it. None is offered for what is revoked, forged,
 * replayed, limited or malformed.
 *
 * @param table the TOML table, such as {@code secure_rpc}
 * @param toml one line of TOML for that table
 * @param builder the call on {@code SecureRpcServer.builder()} that means the same
 */
public record Remedy(String table, String toml, String builder) {
    private static final String TABLE = "secure_rpc";

    /**
     * Refuses {@code null}.
     *
     * @param table the TOML table
     * @param toml one line of TOML for that table
     * @param builder the call on the builder that means the same
     */
    public Remedy {
        requireNonNull(table, "table");
        requireNonNull(toml, "toml");
        requireNonNull(builder, "builder");
    }

    /** One more name in the list of hosts; it must be in canonical form. */
    static Optional<Remedy> host(String entry) {
        return entry("hosts", entry, ".hosts(HostPolicy.allow(%s))");
    }

    /** One more origin in the list; it must be as browsers send it. */
    static Optional<Remedy> origin(String entry) {
        return entry("origins", entry, ".origins(OriginPolicy.allow(%s))");
    }

    /** Pages without an origin of their own. */
    static Optional<Remedy> nullOrigin() {
        return Optional.of(
                new Remedy(TABLE, "origin_null = true", ".origins(OriginPolicy.sameOrigin().withNullOrigin())"));
    }

    /** Bodies that declare a form or nothing. */
    static Optional<Remedy> anyType() {
        return Optional.of(new Remedy(TABLE, "json_required = false", "no .jsonRequired()"));
    }

    /** One more permission for one caller. */
    static Optional<Remedy> grant(String callerId, Permission permission) {
        return Quoted.toml(callerId)
                .flatMap(toml -> Quoted.java(callerId)
                        .map(java -> new Remedy(
                                TABLE + ".grants",
                                toml + " = [\"" + permission.name() + "\"]",
                                ".grants(Grants.builder().grant(" + java + ", Permission.of(\"" + permission.name()
                                        + "\")).build())")));
    }

    private static Optional<Remedy> entry(String key, String entry, String builder) {
        return Quoted.toml(entry)
                .flatMap(toml -> Quoted.java(entry)
                        .map(java -> new Remedy(TABLE, key + " = [" + toml + "]", builder.formatted(java))));
    }

    /** {@return both, as the log has them} */
    @Override
    public String toString() {
        return toml + " in [" + table + "], or " + builder;
    }
}

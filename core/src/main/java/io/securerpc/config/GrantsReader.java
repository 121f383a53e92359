package io.securerpc.config;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.internal.EditDistance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One reading of who may call what: {@code [secure_rpc.grants]}, and the switches of other nodes beside it. */
final class GrantsReader {
    private static final String CONTROL = Permission.CONTROL.name();
    private static final String FORMS =
            "a list of permissions, or a table with permissions, allow, deny, roles and quota";
    private static final List<String> RULES = List.of("permissions", "allow", "deny", "roles", "quota");
    private static final int SHOWN = 60;

    private final ConfigSource source;
    private final TlsSettings tls;
    private final List<String> notes;
    private final Grants.Builder grants = Grants.builder();
    private boolean whole = true;
    private boolean control;
    private boolean allows;

    private GrantsReader(ConfigSource source, TlsSettings tls, List<String> notes) {
        this.source = source;
        this.tls = tls;
        this.notes = notes;
    }

    /** The grants; empty when some of them are refused, which has then been said. */
    static Optional<Grants> read(ConfigSource source, TlsSettings tls, List<String> notes) {
        GrantsReader reader = new GrantsReader(source, tls, notes);
        reader.readCallers();
        reader.readSwitches();
        return reader.whole ? Optional.of(reader.grants.build()) : Optional.empty();
    }

    private void readCallers() {
        boolean switched = source.value(NanoKeys.ENABLE_CONTROL);
        if (source.has(SecureRpcKeys.GRANTS)) {
            source.value(SecureRpcKeys.GRANTS).forEach(this::readCaller);
            checkControl(switched);
        } else if (switched) {
            grantControl();
        }
    }

    private void readCaller(String id, JsonNode rules) {
        if (rules.isArray()) {
            texts(List.of(id), rules).ifPresent(names -> grant(id, names));
        } else if (rules instanceof ObjectNode table) {
            if (table.isEmpty()) {
                refuse(List.of(id), id + ": an empty table (expected: permissions, allow, deny, roles or quota)");
            }
            table.properties().forEach(rule -> readRule(id, rule.getKey(), rule.getValue()));
        } else {
            refuse(List.of(id), id + ": " + shown(rules) + " (expected: " + FORMS + ")");
        }
    }

    private void readRule(String id, String rule, JsonNode value) {
        if (rule.equals("quota")) {
            quota(id, value);
            return;
        }
        Consumer<List<String>> taker = switch (rule) {
            case "permissions" -> names -> grant(id, names);
            case "allow" -> patterns -> allow(id, patterns);
            case "deny" -> patterns -> each(id, patterns, pattern -> grants.deny(id, pattern), grants::deny);
            case "roles" -> roles -> each(id, roles, role -> grants.assign(id, role), grants::assign);
            default -> unknown -> {};
        };
        if (!RULES.contains(rule)) {
            String meant = RULES.stream()
                    .min(Comparator.comparingInt(known -> EditDistance.between(rule, known)))
                    .orElseThrow();
            refuse(List.of(id, rule), id + "." + rule + ": unknown key (expected: " + meant + ")");
            return;
        }
        texts(List.of(id, rule), value).ifPresent(taker);
    }

    private void quota(String id, JsonNode value) {
        if (value.isString()) {
            made(SecureRpcKeys.GRANTS, List.of(id, "quota"), () -> grants.quota(id, value.stringValue()));
        } else {
            refuse(List.of(id, "quota"), id + ".quota: " + shown(value) + " (expected: a string)");
        }
    }

    private void grant(String id, List<String> names) {
        control |= names.contains(CONTROL);
        each(id, names, name -> grants.grant(id, Permission.of(name)), (caller, none) -> grants.grant(caller));
    }

    private void allow(String id, List<String> patterns) {
        allows |= !patterns.isEmpty();
        each(id, patterns, pattern -> grants.allow(id, pattern), grants::allow);
    }

    /** One by one, so that all that are wrong are named; an empty list is refused by the builder itself. */
    private void each(String id, List<String> texts, Consumer<String> taker, BiConsumerOfTexts whenNone) {
        if (texts.isEmpty()) {
            made(SecureRpcKeys.GRANTS, List.of(id), () -> whenNone.accept(id));
        }
        List<String> said = new ArrayList<>();
        for (String text : texts) {
            try {
                taker.accept(text);
            } catch (IllegalArgumentException e) {
                String objection = String.valueOf(e.getMessage());
                if (!said.contains(objection)) { // of the id, for instance, once is enough
                    said.add(objection);
                    refuse(List.of(id), objection.contains(id) ? objection : id + ": " + objection);
                }
            }
        }
    }

    private void made(ConfigKey<?> key, List<String> entry, Runnable maker) {
        whole &= source.made(key, entry, () -> {
                    maker.run();
                    return true;
                })
                .isPresent();
    }

    private Optional<List<String>> texts(List<String> entry, JsonNode node) {
        Optional<List<String>> texts = ValueKind.TEXTS.read(node);
        if (texts.isEmpty()) {
            refuse(entry, String.join(".", entry) + ": " + shown(node) + " (expected: a list of strings)");
        }
        return texts;
    }

    /** A value of the wrong kind has been refused already; the others are read all the same. */
    private void readSwitches() {
        with(SecureRpcKeys.RPC_METHODS, value -> {
            grants.rpcMethods(value);
            if (value.equals("auto")) {
                note(
                        SecureRpcKeys.RPC_METHODS,
                        "auto (grants decide; an address proves nothing, so loopback opens nothing)");
            }
        });
        with(SecureRpcKeys.JSONRPC_APIS, grants::jsonrpcApis);
        with(SecureRpcKeys.ENABLE_WALLET, enabled -> {
            grants.enableWallet(enabled);
            if (enabled) {
                note(SecureRpcKeys.ENABLE_WALLET, "true (opens nothing; wallet methods ask for their permissions)");
            }
        });
    }

    private <T> void with(ConfigKey<T> key, Consumer<T> taker) {
        if (source.refused(key)) {
            whole = false;
        } else if (source.has(key)) {
            made(key, List.of(), () -> taker.accept(source.value(key)));
        }
    }

    /** Nano's switch alone. */
    private void grantControl() {
        if (tls.wantsClientCertificates() && tls.clientCertificates().isEmpty()) {
            refuseControl(
                    "grants of control in secure_rpc.grants, since whom an authority vouches for gets it by name only");
        }
        if (!tls.wantsClientCertificates() && (source.has(CallerKeys.USERS) || source.has(CallerKeys.BASIC_AUTH))) {
            refuseControl("grants of control in secure_rpc.grants, since users get it by name only");
        }
        if (!tls.wantsClientCertificates() && source.has(CallerKeys.TOKENS_FILE)) {
            refuseControl("control in the token file or in secure_rpc.grants, since tokens get it by name only");
        }
        if (!tls.wantsClientCertificates() && source.has(JwtTable.JWT)) {
            refuseControl("grants of control in secure_rpc.grants, since holders of web tokens get it by name only");
        }
        if (!tls.wantsClientCertificates() && source.has(ParityKeys.FILE)) {
            refuseControl("grants of control in secure_rpc.grants, since Parity tokens get it by name only");
        }
        String everybody = tls.wantsClientCertificates() ? "certificate:*" : "anonymous";
        note(
                NanoKeys.ENABLE_CONTROL,
                "true (control methods are granted to " + everybody
                        + "; [secure_rpc.grants] names callers one by one)");
        grants.grant(everybody, Permission.CONTROL);
    }

    private void refuseControl(String expected) {
        whole = false;
        source.refuse(NanoKeys.ENABLE_CONTROL, "true", expected);
    }

    /** Explicit grants decide alone; Nano's switch may repeat them but not contradict them. */
    private void checkControl(boolean switched) {
        if (!source.has(NanoKeys.ENABLE_CONTROL) || (switched ? control || allows : !control && !allows)) {
            return;
        }
        whole = false;
        source.refuse(
                NanoKeys.ENABLE_CONTROL,
                String.valueOf(switched),
                switched
                        ? "false, or a grant of control in secure_rpc.grants"
                        : control
                                ? "true, or no grant of control in secure_rpc.grants"
                                : "true or none, beside allow in secure_rpc.grants, which may open control methods");
    }

    private void note(ConfigKey<?> key, String text) {
        notes.add(source.note(key.qualified(), text));
    }

    private void refuse(List<String> entry, String objection) {
        whole = false;
        source.refuse(SecureRpcKeys.GRANTS, entry, objection);
    }

    private static String shown(JsonNode node) {
        if (node.isObject()) {
            return "a table";
        }
        String line = node.toString().replaceAll("\\p{Cntrl}", "?");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    /** A setter of the builder, given no texts. */
    @FunctionalInterface
    private interface BiConsumerOfTexts {
        void accept(String id, String... none);
    }
}

package io.securerpc.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request presents to prove a caller, told apart and not believed: one {@code Authorization}, or a WebSocket's list of sub-protocols, where browsers put what they cannot put
 * into a header.
 *
 * @param kind what it is
 * @param scheme of {@code Authorization}
 * @param value the credential, or why it is none
 * @param agreed which sub-protocol to answer with if all goes well
 */
record Presented(Kind kind, String scheme, String value, Optional<Subprotocol> agreed) {
    enum Kind {
        NOTHING,
        /** Two at once, or what cannot be told apart. */
        MALFORMED,
        AUTHORIZATION,
        /** A bearer credential as a sub-protocol. */
        TOKEN,
        TICKET,
        PARITY_PROOF
    }

    private static final String TOKEN_PREFIX = "token.";
    private static final String TICKET_PREFIX = "ticket.";
    private static final Pattern TOKEN_CHARACTERS = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern PARITY = Pattern.compile("[0-9a-fA-F]{64}_[0-9]+");
    private static final Presented NOTHING = new Presented(Kind.NOTHING, "", "", Optional.empty());

    /** parity: whether a list has to be one proof of Parity's, if it is none of ours. */
    static Presented of(Authorization sent, boolean parity) {
        if (sent.isNothing()) {
            return NOTHING;
        }
        Presented offered = sent.subprotocols().isEmpty() ? NOTHING : offered(sent.subprotocols(), parity);
        if (sent.values().isEmpty() || offered.kind == Kind.MALFORMED) {
            return offered;
        }
        return offered.kind == Kind.NOTHING
                ? header(sent.values(), offered.agreed)
                : malformed("an Authorization header and a credential among the sub-protocols");
    }

    private static Presented header(List<String> values, Optional<Subprotocol> agreed) {
        if (values.size() > 1) {
            return malformed(values.size() + " Authorization headers");
        }
        String header = values.get(0);
        int space = header.indexOf(' ');
        return space < 1
                ? malformed("no scheme and credential")
                : new Presented(
                        Kind.AUTHORIZATION,
                        header.substring(0, space),
                        header.substring(space + 1).strip(),
                        agreed);
    }

    private static Presented offered(List<String> lines, boolean parity) {
        List<String> offered = new ArrayList<>();
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                offered.add(element.strip());
            }
        }
        if (!offered.stream()
                        .allMatch(element -> TOKEN_CHARACTERS.matcher(element).matches())
                || new HashSet<>(offered).size() < offered.size()) {
            return malformed("sub-protocols that are no list of different names");
        }
        return ofList(offered, parity);
    }

    private static Presented ofList(List<String> offered, boolean parity) {
        boolean ours = offered.contains(Subprotocol.VERSION_1);
        Optional<String> secret = offered.stream().filter(Presented::isSecret).findFirst();
        if (secret.isPresent()) {
            return ours && offered.size() == 2
                    ? secret(secret.get())
                    : malformed("a credential among sub-protocols that are not it and " + Subprotocol.VERSION_1);
        }
        if (offered.stream().anyMatch(element -> PARITY.matcher(element).matches()) || (parity && !ours)) {
            return offered.size() == 1
                    ? new Presented(Kind.PARITY_PROOF, "", offered.get(0), Optional.of(Subprotocol.of(offered.get(0))))
                    : malformed("several sub-protocols where one is to be a proof");
        }
        return ours ? new Presented(Kind.NOTHING, "", "", Optional.of(Subprotocol.V1)) : NOTHING;
    }

    private static boolean isSecret(String element) {
        return element.startsWith(TOKEN_PREFIX) || element.startsWith(TICKET_PREFIX);
    }

    private static Presented secret(String element) {
        boolean token = element.startsWith(TOKEN_PREFIX);
        return new Presented(
                token ? Kind.TOKEN : Kind.TICKET,
                "",
                element.substring((token ? TOKEN_PREFIX : TICKET_PREFIX).length()),
                Optional.of(Subprotocol.V1));
    }

    private static Presented malformed(String why) {
        return new Presented(Kind.MALFORMED, "", why, Optional.empty());
    }

    /** The kind, and nothing of what was presented. */
    @Override
    public String toString() {
        return kind == Kind.NOTHING ? "nothing" : kind + "[****]";
    }
}

package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.rpc.CallGuard;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.trust.TrustDecision;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A gate with one rule of callers left out or wrong, made by changing what the real gate is told, or what it says. */
enum CallerMutant {
    /** The gate as it is. */
    NONE,
    /** Whoever presents something bad is served as if nothing had been presented. */
    BAD_IS_NOTHING {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).startsWith("credential-")
                    ? door.admit(facts.withAuthorization(Authorization.none()))
                    : verdict;
        }
    },
    /** Takes the first of two header lines. */
    FIRST_OF_TWO {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> values = facts.authorization().values();
            return presenting(facts, values.subList(0, Math.min(1, values.size())), offered(facts));
        }
    },
    /** Takes the last of two header lines. */
    LAST_OF_TWO {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> values = facts.authorization().values();
            return presenting(facts, values.subList(Math.max(0, values.size() - 1), values.size()), offered(facts));
        }
    },
    /** A credential is as good as the certificate that is required. */
    CREDENTIAL_FOR_A_REQUIRED_CERTIFICATE {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).equals("client-certificate-missing")
                            && !facts.authorization().isNothing()
                    ? door.at("request").admit(facts)
                    : verdict;
        }
    },
    /** The certificate that is required is enough. */
    REQUIRED_CERTIFICATE_IS_ENOUGH {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).equals("credential-missing") && facts.peer() instanceof PeerVerdict.Certificate
                    ? door.at("request").admit(facts)
                    : verdict;
        }
    },
    /** Does not look at a certificate that is not trusted where there is a credential. */
    STRANGER_WITH_CREDENTIAL {
        @Override
        RequestFacts told(RequestFacts facts) {
            boolean stranger = facts.peer() instanceof PeerVerdict.Certificate certificate
                    && certificate.decision() instanceof TrustDecision.Distrusted
                    && !facts.authorization().isNothing();
            return stranger ? facts.withPeer(new PeerVerdict.NoCertificate()) : facts;
        }
    },
    /** Takes a claim for a proof: any password of a user is right. */
    CLAIM_IS_PROOF("basic-wrong", "basic-good"),
    /** Does not check who signed a web token. */
    ANY_SIGNATURE("jwt-forged", "jwt"),
    /** Takes the algorithm "none" for one. */
    NO_SIGNATURE("jwt-unsigned", "jwt"),
    /** Web tokens do not end. */
    EXPIRED_WEB_TOKEN("jwt-expired", "jwt"),
    /** Takes web tokens that are for others. */
    ANY_AUDIENCE("jwt-elsewhere", "jwt"),
    /** A ticket is good more than once. */
    TICKET_TWICE("ticket-used", "ticket"),
    /** A ticket is good for every page. */
    TICKET_OF_ANY_ORIGIN("ticket-moved", "ticket"),
    /** A ticket is good on every connection. */
    TICKET_OF_ANY_CERTIFICATE("ticket-strange", "ticket"),
    /** Anything is a ticket. */
    ANY_TICKET("ticket-guessed", "ticket"),
    /** A proof is good more than once. */
    PROOF_TWICE("proof-used", "proof"),
    /** A proof is good at any time. */
    PROOF_AT_ANY_TIME("proof-late", "proof"),
    /** A proof is good with any token. */
    PROOF_OF_ANY_TOKEN("proof-unknown", "proof"),
    /** Reads lists of sub-protocols where no WebSocket is asked for. */
    LISTS_OVER_HTTP {
        @Override
        boolean readsLists(Door door) {
            return true;
        }
    },
    /** Reads no lists of sub-protocols at all. */
    NO_LISTS {
        @Override
        boolean readsLists(Door door) {
            return false;
        }
    },
    /** Beside a header, does not look at a list. */
    HEADER_WINS {
        @Override
        RequestFacts told(RequestFacts facts) {
            return facts.authorization().values().isEmpty()
                    ? facts
                    : presenting(facts, facts.authorization().values(), List.of());
        }
    },
    /** Beside a list, does not look at a header. */
    LIST_WINS {
        @Override
        RequestFacts told(RequestFacts facts) {
            return offered(facts).isEmpty() ? facts : presenting(facts, List.of(), offered(facts));
        }
    },
    /** Whoever offers something bad is served as if nothing had been offered. */
    BAD_LIST_IS_NOTHING {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).startsWith("credential-") && !offered(facts).isEmpty()
                    ? door.admit(presenting(facts, facts.authorization().values(), List.of()))
                    : verdict;
        }
    },
    /** Takes a credential that stands alone in its list. */
    CREDENTIAL_WITHOUT_VERSION {
        @Override
        RequestFacts told(RequestFacts facts) {
            return offered(facts).size() == 1 && offered(facts).get(0).matches("(token|ticket)\\..*")
                    ? offering(
                            facts, List.of(Subprotocol.VERSION_1, offered(facts).get(0)))
                    : facts;
        }
    },
    /** Takes the first two of a list. */
    FIRST_OF_A_LIST {
        @Override
        RequestFacts told(RequestFacts facts) {
            return offering(
                    facts, offered(facts).subList(0, Math.min(2, offered(facts).size())));
        }
    },
    /** Finds a proof wherever it stands in a list. */
    PROOF_AMONG_OTHERS {
        @Override
        RequestFacts told(RequestFacts facts) {
            return offered(facts).stream()
                    .filter(one -> one.matches("[0-9a-f]{64}_.*"))
                    .findFirst()
                    .map(proof -> offering(facts, List.of(proof)))
                    .orElse(facts);
        }
    },
    /** Where proofs are accepted, takes a list that is none for nothing. */
    NO_PROOF_IS_NOTHING {
        @Override
        RequestFacts told(RequestFacts facts) {
            return offered(facts).equals(List.of("chat")) ? offering(facts, List.of()) : facts;
        }
    },
    /** Has web tokens judged as tokens of ours. */
    WEB_TOKEN_AS_TOKEN {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            return presents(facts, "(Bearer |token\\.)eyJ.*")
                            && !door.accepted().equals("none")
                    ? door.accepting("tokens").admit(facts)
                    : door.admit(facts);
        }
    },
    /** Has tokens of ours judged as web tokens. */
    TOKEN_AS_WEB_TOKEN {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            return presents(facts, "(Bearer |token\\.)srt_.*")
                            && !door.accepted().equals("none")
                    ? door.accepting("jwt").admit(facts)
                    : door.admit(facts);
        }
    },
    /** Asks no credential of WebSockets. */
    NOTHING_OF_WEBSOCKETS {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            return facts.door() == Door.WEBSOCKET ? door.accepting("none").admit(facts) : door.admit(facts);
        }
    },
    /** Takes every kind, accepted or not. */
    EVERY_KIND {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).equals("credential-refused")
                    ? door.accepting("all").admit(facts)
                    : verdict;
        }
    },
    /** Allows anonymous callers unasked. */
    ALWAYS_ANONYMOUS {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            return door.anonymousToo().admit(facts);
        }
    },
    /** The certificate says who it is, whatever credential comes with it. */
    CERTIFICATE_WINS {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return verdict instanceof Verdict.Admitted && facts.peer() instanceof PeerVerdict.Certificate
                    ? door.accepting("none").admit(facts)
                    : verdict;
        }
    },
    /** Gives a caller what its certificate was granted, too. */
    GRANTS_ADD_UP {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            Caller user = door.grants().caller("certificate:rpc.user.1");
            return (caller, method, required) -> door.gate().admits(caller, method, required)
                    || (facts.peer() instanceof PeerVerdict.Certificate
                            && door.gate().admits(user, method, required));
        }
    },
    /** Grants by name, whatever the kind. */
    KINDS_MIX {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            Grants grants = door.grants();
            return (caller, method, required) -> {
                String name = caller.id().substring(caller.id().indexOf(':') + 1);
                return List.of("certificate:", "basic:", "token:", "parity:").stream()
                                .map(kind -> grants.caller(kind + name))
                                .anyMatch(other -> door.gate().admits(other, method, required))
                        || door.gate().admits(caller, method, required);
            };
        }
    },
    /** Forgets what a token carries itself. */
    TOKENS_OWN_PERMISSIONS_ARE_LOST {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) ->
                    door.gate().admits(door.grants().caller(caller.id()), method, required);
        }
    },
    /** Forgets what a web token carries itself. */
    WEB_TOKENS_OWN_PERMISSIONS_ARE_LOST {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) -> caller.id().startsWith("jwt:")
                    ? door.gate().admits(door.grants().caller(caller.id()), method, required)
                    : door.gate().admits(caller, method, required);
        }
    },
    /** Takes the subject of a web token for a user. */
    SUBJECT_IS_A_USER {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) -> door.gate().admits(caller, method, required)
                    || (caller.id().startsWith("jwt:")
                            && door.gate()
                                    .admits(
                                            door.grants()
                                                    .caller("basic:"
                                                            + caller.id()
                                                                    .substring(caller.id()
                                                                                    .indexOf('|')
                                                                            + 1)),
                                            method,
                                            required));
        }
    },
    /** Asks for no permission. */
    EVERY_CALL {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) -> true;
        }
    },
    /** Asks for no permission in a batch. */
    EVERY_CALL_OF_A_BATCH {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return cell.form().equals("batch") ? (caller, method, required) -> true : door.gate();
        }
    },
    /** Asks for no permission of Nano's form. */
    EVERY_CALL_OF_NANO {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return cell.form().equals("nano") ? (caller, method, required) -> true : door.gate();
        }
    },
    /** Takes a method that declares nothing for public. */
    UNDECLARED_IS_PUBLIC {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) ->
                    required.equals(Permission.NOBODY) || door.gate().admits(caller, method, required);
        }
    },
    /** Takes control for every other permission. */
    CONTROL_IS_EVERYTHING {
        @Override
        CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) -> door.gate().admits(caller, method, required)
                    || (!required.equals(Permission.NOBODY) && caller.has(Permission.CONTROL));
        }
    },
    /** Takes every caller for the same. */
    EVERYBODY_IS_ANONYMOUS {
        @Override
        Verdict admit(CallerDoor door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return verdict instanceof Verdict.Admitted
                    ? new Verdict.Admitted(door.grants().caller(Caller.ANONYMOUS), Map.of())
                    : verdict;
        }
    };

    private final String bad;
    private final String good;

    CallerMutant() {
        this("", "");
    }

    /** Takes the one for the other. */
    CallerMutant(String bad, String good) {
        this.bad = bad;
        this.good = good;
    }

    String instead(String name) {
        return name.replace(bad, good);
    }

    boolean readsLists(Door door) {
        return door == Door.WEBSOCKET;
    }

    RequestFacts told(RequestFacts facts) {
        return facts;
    }

    Verdict admit(CallerDoor door, RequestFacts facts) {
        return door.admit(told(facts));
    }

    CallGuard guard(CallerDoor door, RequestFacts facts, CallerCell cell) {
        return door.gate();
    }

    private static String code(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? refused.codes().get(0) : "";
    }

    private static List<String> offered(RequestFacts facts) {
        return facts.authorization().subprotocols();
    }

    private static RequestFacts offering(RequestFacts facts, List<String> offered) {
        return presenting(facts, facts.authorization().values(), offered);
    }

    private static RequestFacts presenting(RequestFacts facts, List<String> values, List<String> offered) {
        return facts.withAuthorization(Authorization.of(values, offered));
    }

    private static boolean presents(RequestFacts facts, String form) {
        return Stream.concat(facts.authorization().values().stream(), offered(facts).stream())
                .anyMatch(value -> value.matches(form));
    }
}

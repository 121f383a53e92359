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

/** A gate with one rule of callers left out or wrong, made by changing what the real gate is told, or what it says. */
enum CallerMutant {
    /** The gate as it is. */
    NONE,
    /** Whoever presents something bad is served as if nothing had been presented. */
    BAD_IS_NOTHING {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
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
            return facts.withAuthorization(Authorization.of(values.subList(0, Math.min(1, values.size()))));
        }
    },
    /** Takes the last of two header lines. */
    LAST_OF_TWO {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> values = facts.authorization().values();
            return facts.withAuthorization(
                    Authorization.of(values.subList(Math.max(0, values.size() - 1), values.size())));
        }
    },
    /** A credential is as good as the certificate that is required. */
    CREDENTIAL_FOR_A_REQUIRED_CERTIFICATE {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).equals("client-certificate-missing")
                            && !facts.authorization().values().isEmpty()
                    ? door.at("request").admit(facts)
                    : verdict;
        }
    },
    /** The certificate that is required is enough. */
    REQUIRED_CERTIFICATE_IS_ENOUGH {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
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
                    && !facts.authorization().values().isEmpty();
            return stranger ? facts.withPeer(new PeerVerdict.NoCertificate()) : facts;
        }
    },
    /** Takes a claim for a proof: any password of a user is right. */
    CLAIM_IS_PROOF {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            List<String> values = facts.authorization().values();
            return values.equals(List.of(CallerTruthTableTest.NAMES.get("{basic-wrong}")))
                    ? door.admit(facts.withAuthorization(
                            Authorization.of(List.of(CallerTruthTableTest.NAMES.get("{basic-good}")))))
                    : door.admit(facts);
        }
    },
    /** Asks no credential of WebSockets. */
    NOTHING_OF_WEBSOCKETS {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            return facts.door() == Door.WEBSOCKET ? door.accepting("none").admit(facts) : door.admit(facts);
        }
    },
    /** Takes every kind, accepted or not. */
    EVERY_KIND {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return code(verdict).equals("credential-refused")
                    ? door.accepting("both").admit(facts)
                    : verdict;
        }
    },
    /** Allows anonymous callers unasked. */
    ALWAYS_ANONYMOUS {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            return door.anonymousToo().admit(facts);
        }
    },
    /** The certificate says who it is, whatever credential comes with it. */
    CERTIFICATE_WINS {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return verdict instanceof Verdict.Admitted && facts.peer() instanceof PeerVerdict.Certificate
                    ? door.accepting("none").admit(facts)
                    : verdict;
        }
    },
    /** Gives a caller what its certificate was granted, too. */
    GRANTS_ADD_UP {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            Caller user = door.grants().caller("certificate:rpc.user.1");
            return (caller, method, required) -> door.gate().admits(caller, method, required)
                    || (facts.peer() instanceof PeerVerdict.Certificate
                            && door.gate().admits(user, method, required));
        }
    },
    /** Grants by name, whatever the kind. */
    KINDS_MIX {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            Grants grants = door.grants();
            return (caller, method, required) -> {
                String name = caller.id().substring(caller.id().indexOf(':') + 1);
                return List.of("certificate:", "basic:", "token:").stream()
                                .map(kind -> grants.caller(kind + name))
                                .anyMatch(other -> door.gate().admits(other, method, required))
                        || door.gate().admits(caller, method, required);
            };
        }
    },
    /** Forgets what a token carries itself. */
    TOKENS_OWN_PERMISSIONS_ARE_LOST {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) ->
                    door.gate().admits(door.grants().caller(caller.id()), method, required);
        }
    },
    /** Asks for no permission. */
    EVERY_CALL {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) -> true;
        }
    },
    /** Asks for no permission in a batch. */
    EVERY_CALL_OF_A_BATCH {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            return cell.form().equals("batch") ? (caller, method, required) -> true : door.gate();
        }
    },
    /** Asks for no permission of Nano's form. */
    EVERY_CALL_OF_NANO {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            return cell.form().equals("nano") ? (caller, method, required) -> true : door.gate();
        }
    },
    /** Takes a method that declares nothing for public. */
    UNDECLARED_IS_PUBLIC {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) ->
                    required.equals(Permission.NOBODY) || door.gate().admits(caller, method, required);
        }
    },
    /** Takes control for every other permission. */
    CONTROL_IS_EVERYTHING {
        @Override
        CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
            return (caller, method, required) -> door.gate().admits(caller, method, required)
                    || (!required.equals(Permission.NOBODY) && caller.has(Permission.CONTROL));
        }
    },
    /** Takes every caller for the same. */
    EVERYBODY_IS_ANONYMOUS {
        @Override
        Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
            Verdict verdict = door.admit(facts);
            return verdict instanceof Verdict.Admitted
                    ? new Verdict.Admitted(door.grants().caller(Caller.ANONYMOUS), Map.of())
                    : verdict;
        }
    };

    RequestFacts told(RequestFacts facts) {
        return facts;
    }

    Verdict admit(CallerTruthTableTest.Door door, RequestFacts facts) {
        return door.admit(told(facts));
    }

    CallGuard guard(CallerTruthTableTest.Door door, RequestFacts facts, CallerCell cell) {
        return door.gate();
    }

    private static String code(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? refused.codes().get(0) : "";
    }
}

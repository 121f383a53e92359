package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.gate.RequestFacts.Door;
import io.securerpc.rpc.CallGuard;
import io.securerpc.trust.TrustDecision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gate with one rule left out or wrong, made by changing what the real gate is told, or what it says. */
enum Mutant {
    /** The gate as it is. */
    NONE,
    /** Answers to every name: DNS rebinding. */
    EVERY_HOST {
        @Override
        RequestFacts told(RequestFacts facts) {
            return with(
                    facts,
                    List.of("127.0.0.1:" + GateCellsTest.PORT),
                    facts.origins(),
                    facts.contentTypes(),
                    facts.peer());
        }
    },
    /** Checks the Host of HTTP requests only. */
    EVERY_HOST_FOR_WEBSOCKETS {
        @Override
        RequestFacts told(RequestFacts facts) {
            return facts.door() == Door.HTTP ? facts : EVERY_HOST.told(facts);
        }
    },
    /** Compares names and forgets the port. */
    EVERY_PORT {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> hosts = facts.hosts().stream()
                    .map(host -> host.replaceFirst("^127\\.0\\.0\\.1(:\\d+)?$", "127.0.0.1:" + GateCellsTest.PORT))
                    .toList();
            return with(facts, hosts, facts.origins(), facts.contentTypes(), facts.peer());
        }
    },
    /** Takes the first of two Hosts. */
    FIRST_HOST {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> first = facts.hosts().stream().limit(1).toList();
            return with(facts, first, facts.origins(), facts.contentTypes(), facts.peer());
        }
    },
    /** Every page may call. */
    EVERY_ORIGIN {
        @Override
        RequestFacts told(RequestFacts facts) {
            return with(facts, facts.hosts(), List.of(), facts.contentTypes(), facts.peer());
        }
    },
    /** Checks the Origin of HTTP requests only, as CORS by itself does. */
    EVERY_ORIGIN_FOR_WEBSOCKETS {
        @Override
        RequestFacts told(RequestFacts facts) {
            return facts.door() == Door.HTTP ? facts : EVERY_ORIGIN.told(facts);
        }
    },
    /** Takes http for https. */
    EVERY_SCHEME {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> origins = facts.origins().stream()
                    .map(origin -> origin.replaceFirst("^http://wallet", "https://wallet"))
                    .toList();
            return with(facts, facts.hosts(), origins, facts.contentTypes(), facts.peer());
        }
    },
    /** Compares the beginning of an origin. */
    ORIGIN_PREFIX {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> origins = facts.origins().stream()
                    .map(origin ->
                            origin.startsWith("https://wallet.example.org.") ? "https://wallet.example.org" : origin)
                    .toList();
            return with(facts, facts.hosts(), origins, facts.contentTypes(), facts.peer());
        }
    },
    /** Takes the null origin for no origin. */
    NULL_IS_NO_ORIGIN {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> origins = facts.origins().equals(List.of("null")) ? List.of() : facts.origins();
            return with(facts, facts.hosts(), origins, facts.contentTypes(), facts.peer());
        }
    },
    /** Reads whatever type a body declares: a page's simple request. */
    EVERY_TYPE {
        @Override
        RequestFacts told(RequestFacts facts) {
            List<String> types = facts.contentTypes().isEmpty() ? List.of() : List.of("application/json");
            return with(facts, facts.hosts(), facts.origins(), types, facts.peer());
        }
    },
    /** Takes a TLS connection that nobody judged for one without a certificate. */
    UNJUDGED_IS_ANONYMOUS {
        @Override
        RequestFacts told(RequestFacts facts) {
            boolean unjudged = facts.peer() instanceof PeerVerdict.Unjudged;
            PeerVerdict peer = unjudged ? new PeerVerdict.NoCertificate() : facts.peer();
            return with(facts, facts.hosts(), facts.origins(), facts.contentTypes(), peer);
        }
    },
    /** Takes whoever was refused for somebody without a certificate. */
    STRANGER_HAS_NO_CERTIFICATE {
        @Override
        RequestFacts told(RequestFacts facts) {
            boolean stranger = facts.peer().equals(Gates.DISTRUSTED);
            PeerVerdict peer = stranger ? new PeerVerdict.NoCertificate() : facts.peer();
            return with(facts, facts.hosts(), facts.origins(), facts.contentTypes(), peer);
        }
    },
    /** Trusts whoever presents a certificate. */
    STRANGER_IS_TRUSTED {
        @Override
        RequestFacts told(RequestFacts facts) {
            PeerVerdict peer = facts.peer().equals(Gates.DISTRUSTED) ? Gates.TRUSTED : facts.peer();
            return with(facts, facts.hosts(), facts.origins(), facts.contentTypes(), peer);
        }
    },
    /** Tells the first failing rule only. */
    FIRST_RULE {
        @Override
        Verdict said(Verdict verdict) {
            return verdict instanceof Verdict.Refused refused
                    ? new Verdict.Refused(refused.refusals().subList(0, 1), Map.of(), Optional.empty())
                    : verdict;
        }
    },
    /** Lets a page that nobody named use the caller's certificate. */
    EVERYBODY_WITH_CERTIFICATE {
        @Override
        Verdict admit(Gate gate, RequestFacts facts) {
            Verdict verdict = gate.admit(facts);
            Verdict pageless = gate.admit(EVERY_ORIGIN.told(facts));
            boolean page = verdict instanceof Verdict.Refused refused
                    && refused.codes().equals(List.of("origin-not-allowed"))
                    && facts.peer() instanceof PeerVerdict.Certificate certificate
                    && certificate.decision() instanceof TrustDecision.Trusted;
            return page ? pageless : verdict;
        }
    },
    /** Asks who it is before it looks at what is asked. */
    PEER_FIRST {
        @Override
        Verdict admit(Gate gate, RequestFacts facts) {
            RequestFacts honest = EVERY_ORIGIN.told(EVERY_HOST.told(facts));
            Verdict peer = gate.admit(
                    with(honest, honest.hosts(), honest.origins(), List.of("application/json"), facts.peer()));
            return peer instanceof Verdict.Refused ? peer : gate.admit(facts);
        }
    },
    /** Asks for no permission. */
    EVERY_CALL {
        @Override
        CallGuard guard(Gate gate, boolean batch) {
            return (caller, method, required) -> true;
        }
    },
    /** Asks for no permission in a batch. */
    EVERY_CALL_OF_A_BATCH {
        @Override
        CallGuard guard(Gate gate, boolean batch) {
            return batch ? (caller, method, required) -> true : gate;
        }
    },
    /** Takes any permission beyond public for every other. */
    EVERY_PERMISSION_IS_CONTROL {
        @Override
        CallGuard guard(Gate gate, boolean batch) {
            return (caller, method, required) -> caller.has(Permission.CONTROL)
                    || caller.has(Permission.of("ledger.read"))
                    || gate.admits(caller, method, required);
        }
    },
    /** Gives pages that may call no right to read. */
    UNREADABLE {
        @Override
        Verdict said(Verdict verdict) {
            return verdict instanceof Verdict.Admitted admitted
                    ? new Verdict.Admitted(admitted.caller(), Map.of())
                    : verdict;
        }
    },
    /** Takes every caller for the same. */
    EVERYBODY_IS_ANONYMOUS {
        @Override
        Verdict said(Verdict verdict) {
            return verdict instanceof Verdict.Admitted admitted
                    ? new Verdict.Admitted(Gates.GRANTS.caller(Caller.ANONYMOUS), admitted.headers())
                    : verdict;
        }
    };

    RequestFacts told(RequestFacts facts) {
        return facts;
    }

    Verdict said(Verdict verdict) {
        return verdict;
    }

    Verdict admit(Gate gate, RequestFacts facts) {
        return said(gate.admit(told(facts)));
    }

    CallGuard guard(Gate gate, boolean batch) {
        return gate;
    }

    private static RequestFacts with(
            RequestFacts facts, List<String> hosts, List<String> origins, List<String> types, PeerVerdict peer) {
        return new RequestFacts(
                facts.door(),
                facts.method(),
                hosts,
                facts.target(),
                origins,
                types,
                facts.fetchSite(),
                facts.browserTraces(),
                facts.requestedMethod(),
                facts.remote(),
                peer);
    }
}

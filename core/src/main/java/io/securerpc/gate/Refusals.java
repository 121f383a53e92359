package io.securerpc.gate;

import io.securerpc.gate.Refusal.Code;
import io.securerpc.gate.RequestFacts.Door;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the rules that failed become one answer. */
final class Refusals {
    private Refusals() {}

    /** An allowed page may read why it was refused; one that came by a host that is none of ours is not known to be allowed. */
    static Map<String, String> headers(List<Refusal> failing, Door door, OriginRule.Answer page) {
        boolean readable = door == Door.HTTP && failing.stream().noneMatch(r -> HostRule.refuses(r.code()));
        Map<String, String> headers = new HashMap<>(readable ? page.headers() : OriginRule.VARY);
        if (failing.stream().anyMatch(r -> r.code() == Code.METHOD_NOT_ALLOWED)) {
            headers.put("Allow", allowedMethods(door));
        }
        return headers;
    }

    static List<Refusal> failing(@Nullable Refusal... checked) {
        List<Refusal> failing = List.of();
        for (Refusal refusal : checked) {
            if (refusal != null) {
                failing = failing.isEmpty() ? new ArrayList<>() : failing;
                failing.add(refusal);
            }
        }
        return failing;
    }

    private static String allowedMethods(Door door) {
        return door == Door.HTTP ? PreflightHeaders.ALLOWED_METHODS : PreflightHeaders.WEBSOCKET_METHODS;
    }

    static Verdict of(List<Refusal> refusals, Map<String, String> headers) {
        return new Verdict.Refused(refusals, headers, Optional.empty());
    }

    static Verdict.Refused checkFailed(RuntimeException cause) {
        Refusal refusal = Refusal.of(Code.CHECK_FAILED, cause.toString());
        return new Verdict.Refused(List.of(refusal), OriginRule.VARY, Optional.of(cause));
    }
}

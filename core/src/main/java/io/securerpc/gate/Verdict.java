package io.securerpc.gate;

import io.securerpc.caller.Caller;
import java.util.List;
import java.util.Map;

/** STUB: the answer. headers: to add to the response (CORS, Vary). */
public sealed interface Verdict {
    record Admitted(Caller caller, Map<String, String> headers) implements Verdict {}
    /** Answer this OPTIONS with 204 and these headers. */
    record Preflight(Map<String, String> headers) implements Verdict {}
    /** All failing rules of a stage, never empty. */
    record Refused(List<Refusal> refusals) implements Verdict {}
}

package io.securerpc.testsupport.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One request and what must come of it, whatever it is sent over. The service asked has the {@link ConformanceMethods} and limits as they are by default.
 */
public final class ConformanceCase {
    private static final Pattern INCIDENT = Pattern.compile("\"incident\":\"[0-9a-f]{16}\"");

    private final String rule;
    private final String name;
    private final String request;
    private final String answer;
    private final List<String> runs;

    ConformanceCase(String rule, String name, String request, String answer, List<String> runs) {
        this.rule = rule;
        this.name = name;
        this.request = request;
        this.answer = answer;
        this.runs = List.copyOf(runs);
    }

    /** {@return every case of {@code json-rpc.txt}, in its order} */
    public static List<ConformanceCase> jsonRpc() {
        return new CaseReader("json-rpc.txt").cases();
    }

    /** {@return an answer as it is compared: without what differs from one time to the next, which is the number of an incident} */
    public static String comparable(String answer) {
        return INCIDENT.matcher(answer).replaceAll("\"incident\":\"#\"");
    }

    /** {@return where the case comes from} */
    public String rule() {
        return rule;
    }

    /** {@return the bytes to send} */
    public byte[] request() {
        return CaseText.bytes(request);
    }

    /** {@return the answer, comparable; empty if nothing is answered} */
    public String answer() {
        return new String(CaseText.bytes(answer), StandardCharsets.UTF_8);
    }

    /** {@return the methods that run, in their order} */
    public List<String> runs() {
        return runs;
    }

    /** {@return whether the request is text at all: what is not, some transports refuse by themselves} */
    public boolean text() {
        byte[] bytes = request();
        return Arrays.equals(bytes, new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    /** Rule and name. */
    @Override
    public String toString() {
        return rule + ": " + name;
    }
}

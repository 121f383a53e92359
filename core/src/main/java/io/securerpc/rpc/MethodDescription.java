package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a method is for, and what it takes and answers; said to callers by {@code rpc.discover}.
 *
 * <p>Parameters that are described can be sent by name and by position, and are read by one spelling for both. They are checked before the method runs: one that is missing or
 * of another type is answered with code {@value RpcException#INVALID_PARAMS}, its name and place, and what was expected. Others beside them are passed over, unless {@link #withoutOtherParams()}.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * MethodDescription.of("Blocks, upwards from a height")
 *         .withParam("from", JsonType.integer(0, Long.MAX_VALUE))
 *         .withOptionalParam("count", JsonType.integer(1, 100))
 *         .withResult("blocks", JsonType.list())
 * }</pre>
 */
public final class MethodDescription {
    /** What can be told in an error as it is. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    /** Of a method that declares nothing. */
    static final MethodDescription NONE = new MethodDescription("", List.of(), Optional.empty(), true);

    /**
     * A parameter, or the result.
     *
     * @param name its name
     * @param type what it is
     * @param required whether it must be there
     */
    record Value(String name, JsonType type, boolean required) {}

    private final String summary;
    private final List<Value> params;
    private final Optional<Value> result;
    private final boolean othersPassedOver;

    private MethodDescription(String summary, List<Value> params, Optional<Value> result, boolean othersPassedOver) {
        this.summary = summary;
        this.params = List.copyOf(params);
        this.result = result;
        this.othersPassedOver = othersPassedOver;
    }

    /**
     * Describes a method without parameters, so far.
     *
     * @param summary one sentence
     * @return the description
     */
    public static MethodDescription of(String summary) {
        return new MethodDescription(requireNonNull(summary, "summary"), List.of(), Optional.empty(), true);
    }

    /**
     * Adds a parameter that must be sent, behind those that were added before.
     *
     * @param name a letter or {@code _}, then letters, digits and {@code _}, at most 64
     * @param type what it is
     * @return a changed copy
     * @throws IllegalArgumentException if the name breaks the rule or is taken, or an optional parameter stands before it
     */
    public MethodDescription withParam(String name, JsonType type) {
        if (!params.isEmpty() && !params.get(params.size() - 1).required()) {
            throw new IllegalArgumentException("param: " + name + " (expected: before all that are optional)");
        }
        return with(new Value(name, type, true));
    }

    /**
     * Adds a parameter that may be left out or null, behind those that were added before.
     *
     * @param name as {@link #withParam}
     * @param type what it is, if it is there
     * @return a changed copy
     * @throws IllegalArgumentException if the name breaks the rule or is taken
     */
    public MethodDescription withOptionalParam(String name, JsonType type) {
        return with(new Value(name, type, false));
    }

    /**
     * Describes the result.
     *
     * @param name what it is called
     * @param type what it is
     * @return a changed copy
     */
    public MethodDescription withResult(String name, JsonType type) {
        Value described = new Value(requireNonNull(name, "name"), requireNonNull(type, "type"), true);
        return new MethodDescription(summary, params, Optional.of(described), othersPassedOver);
    }

    /**
     * Refuses parameters that are not described, instead of passing them over: for methods where a misspelt name would cost somebody something.
     *
     * @return a changed copy
     */
    public MethodDescription withoutOtherParams() {
        return new MethodDescription(summary, params, result, false);
    }

    String summary() {
        return summary;
    }

    List<Value> params() {
        return params;
    }

    Optional<Value> result() {
        return result;
    }

    boolean othersPassedOver() {
        return othersPassedOver;
    }

    /** The position of a parameter; -1 if it is not described. */
    int position(String name) {
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private MethodDescription with(Value param) {
        requireNonNull(param.name(), "name");
        requireNonNull(param.type(), "type");
        if (!NAME.matcher(param.name()).matches()) {
            throw new IllegalArgumentException("param name: " + Json.quote(param.name())
                    + " (expected: 1 to 64 letters, digits or _, beginning with a letter or _)");
        }
        if (position(param.name()) >= 0) {
            throw new IllegalArgumentException("param name: " + param.name() + " (expected: described once)");
        }
        List<Value> more = new ArrayList<>(params);
        more.add(param);
        return new MethodDescription(summary, more, result, othersPassedOver);
    }
}

package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.rpc.JsonSpan.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of one call, or the members of an object among them, from text that was already found to be JSON. */
final class CallParams implements Params {
    /** A name that nobody described is the caller's own text: only a plain one is repeated. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

    /**
     * Of one call, far more than any method has; a longer list belongs into one of them. Each is an object that takes some twenty times its text, and is there as soon as the call asks for a place: what
     * so many calls take that wait is bounded by this, not by the bytes of the requests.
     */
    static final int MOST = 256;

    private final Map<String, JsonSpan> named;
    /** Null where the parameters have names. */
    private final @Nullable List<JsonSpan> positional;

    private final MethodDescription description;
    private final ParamPlace place;
    private final ParamForm form;
    /** How many stand before these in what the caller sent, for errors that name a position. */
    private final int skipped;

    private CallParams(
            Map<String, JsonSpan> named,
            @Nullable List<JsonSpan> positional,
            MethodDescription description,
            ParamPlace place,
            ParamForm form) {
        this.named = named;
        this.positional = positional;
        this.description = description;
        this.place = place;
        this.form = form;
        this.skipped = 0;
    }

    /** Those behind the first. */
    private CallParams(CallParams all, List<JsonSpan> elements) {
        named = all.named;
        positional = elements.subList(1, elements.size());
        description = all.description;
        place = all.place;
        form = all.form;
        skipped = all.skipped + 1;
    }

    /** The {@code params} member of JSON-RPC, null if there is none. */
    static CallParams jsonRpc(@Nullable JsonSpan params, MethodDescription description, JsonCodec codec) {
        ParamForm form = new ParamForm(false, codec);
        List<JsonSpan> elements = params == null || !params.is(Kind.ARRAY) ? null : params.elements(MOST + 1);
        Map<String, JsonSpan> members = params == null || elements != null ? Map.of() : params.members(MOST + 1);
        requireFew(elements == null ? members.size() : elements.size());
        return new CallParams(members, elements, description, ParamPlace.ALL, form);
    }

    /** The members beside {@code action} of a Nano request. */
    static CallParams nano(JsonSpan request, MethodDescription description, JsonCodec codec) {
        Map<String, JsonSpan> members = request.members(MOST + 2);
        members.remove("action");
        requireFew(members.size());
        return new CallParams(members, null, description, ParamPlace.ALL, new ParamForm(true, codec));
    }

    private static void requireFew(int count) {
        if (count > MOST) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS, "Invalid params: too many (expected: at most " + MOST + ")");
        }
    }

    static CallParams jsonRpc(@Nullable JsonSpan params, JsonCodec codec) {
        return jsonRpc(params, MethodDescription.NONE, codec);
    }

    static CallParams nano(JsonSpan request, JsonCodec codec) {
        return nano(request, MethodDescription.NONE, codec);
    }

    static CallParams inside(Map<String, JsonSpan> members, ParamPlace place, ParamForm form) {
        return new CallParams(members, null, MethodDescription.NONE, place, form);
    }

    /** Throws unless every parameter is as it was described. */
    CallParams checked() {
        for (MethodDescription.Value declared : description.params()) {
            CallParam param = find(declared.name());
            if (declared.required() || !param.missing()) {
                param.read(declared.type().kind());
            }
        }
        if (!description.othersPassedOver()) {
            refuseOthers(description.params().stream()
                    .map(MethodDescription.Value::name)
                    .toArray(String[]::new));
        }
        return this;
    }

    @Override
    public Param param(String name) {
        return present(find(requireNonNull(name, "name")));
    }

    @Override
    public Param param(int position) {
        return present(find(position));
    }

    @Override
    public Optional<Param> optional(String name) {
        CallParam param = find(requireNonNull(name, "name"));
        return param.missing() ? Optional.empty() : Optional.of(param);
    }

    /** Those behind the first, where they have positions. */
    CallParams afterFirst() {
        return positional == null || positional.isEmpty() ? this : new CallParams(this, positional);
    }

    /** What {@link Subscriber#options} says. */
    Params options() {
        CallParam sent = positional == null ? find("options") : find(0);
        if (positional != null && positional.size() > 1) {
            throw place.element(skipped + 1).invalid("is one too many", "at most " + (skipped + 1));
        }
        return sent.missing() ? inside(Map.of(), place.member("options"), form) : sent.object();
    }

    Params object(String name) {
        return find(name).object();
    }

    @Override
    public String string(String name) {
        return find(name).string();
    }

    @Override
    public String string(int position) {
        return find(position).string();
    }

    @Override
    public Optional<String> optionalString(String name) {
        return optional(name).map(Param::string);
    }

    @Override
    public long integer(String name) {
        return find(name).integer();
    }

    @Override
    public long integer(int position) {
        return find(position).integer();
    }

    @Override
    public OptionalLong optionalInteger(String name) {
        CallParam param = find(name);
        return param.missing() ? OptionalLong.empty() : OptionalLong.of(param.integer());
    }

    @Override
    public boolean bool(String name) {
        return find(name).bool();
    }

    @Override
    public boolean bool(int position) {
        return find(position).bool();
    }

    @Override
    public Optional<Boolean> optionalBool(String name) {
        return optional(name).map(Param::bool);
    }

    @Override
    public boolean has(String name) {
        return !find(name).missing();
    }

    @Override
    public int size() {
        return positional == null ? named.size() : positional.size();
    }

    @Override
    public void refuseOthers(String... names) {
        if (positional != null) {
            if (positional.size() > names.length) {
                throw place.element(names.length).invalid("is one too many", "at most " + names.length);
            }
            return;
        }
        Set<String> known = Set.of(names);
        for (String name : named.keySet()) {
            if (!known.contains(name)) {
                String told = PLAIN_NAME.matcher(name).matches() ? name : "a name";
                String expected =
                        known.isEmpty() ? "none" : known.stream().sorted().collect(Collectors.joining(", "));
                throw place.member(told).invalid("is unknown", expected);
            }
        }
    }

    @Override
    public <T> T as(Class<T> type) {
        return form.decode(text(), type, place);
    }

    private String text() {
        if (positional != null && description.params().isEmpty()) {
            StringJoiner array = new StringJoiner(",", "[", "]");
            positional.forEach(element -> array.add(element.raw()));
            return array.toString();
        }
        StringJoiner object = new StringJoiner(",", "{", "}");
        byName().forEach((name, value) -> object.add(Json.quote(name) + ":" + value.raw()));
        return object.toString();
    }

    private Map<String, JsonSpan> byName() {
        if (positional == null) {
            return named;
        }
        Map<String, JsonSpan> members = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(positional.size(), description.params().size()); i++) {
            members.put(description.params().get(i).name(), positional.get(i));
        }
        return members;
    }

    private CallParam present(CallParam param) {
        param.read(ParamKind.ANY);
        return param;
    }

    private CallParam find(String name) {
        int position = positional == null ? -1 : description.position(name);
        if (positional == null || position < 0) {
            return new CallParam(named.get(name), place.member(name), form);
        }
        return new CallParam(element(positional, position), place.parameter(name, position + skipped), form);
    }

    private CallParam find(int position) {
        List<MethodDescription.Value> declared = description.params();
        if (position >= 0 && position < declared.size()) {
            return find(declared.get(position).name());
        }
        List<JsonSpan> elements = positional == null ? List.of() : positional;
        return new CallParam(element(elements, position), place.element(position + skipped), form);
    }

    private static @Nullable JsonSpan element(List<JsonSpan> elements, int position) {
        return position >= 0 && position < elements.size() ? elements.get(position) : null;
    }
}

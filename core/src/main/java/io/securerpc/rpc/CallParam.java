package io.securerpc.rpc;

import io.securerpc.rpc.JsonSpan.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One value of a call's parameters, and where it stands; null stands for one that is missing. */
final class CallParam implements Param {
    private final @Nullable JsonSpan value;
    private final ParamPlace place;
    private final ParamForm form;

    CallParam(@Nullable JsonSpan value, ParamPlace place, ParamForm form) {
        this.value = value;
        this.place = place;
        this.form = form;
    }

    boolean missing() {
        return value == null || value.is(Kind.NULL);
    }

    @Override
    public String string() {
        return read(ParamKind.STRING);
    }

    @Override
    public long integer() {
        return read(ParamKind.INTEGER);
    }

    @Override
    public long integer(long least, long most) {
        return read(ParamKind.integer(least, most));
    }

    @Override
    public BigInteger bigInteger() {
        return read(ParamKind.BIG_INTEGER);
    }

    @Override
    public BigDecimal decimal() {
        return read(ParamKind.DECIMAL);
    }

    @Override
    public boolean bool() {
        return read(ParamKind.BOOL);
    }

    @Override
    public List<Param> list() {
        List<JsonSpan> elements = read(ParamKind.LIST);
        return new AbstractList<>() {
            @Override
            public Param get(int index) {
                return new CallParam(elements.get(index), place.element(index), form);
            }

            @Override
            public int size() {
                return elements.size();
            }
        };
    }

    @Override
    public Params object() {
        return CallParams.inside(read(ParamKind.OBJECT), place, form);
    }

    @Override
    public <T> T as(Class<T> type) {
        return form.decode(read(ParamKind.ANY).raw(), type, place);
    }

    @Override
    public RawJson json() {
        return RawJson.known(value == null ? "null" : value.raw());
    }

    <T> T read(ParamKind<T> kind) {
        if (value == null || value.is(Kind.NULL)) {
            throw place.invalid("is missing", kind.expected());
        }
        T result = kind.read(value, form.strings());
        if (result == null) {
            throw place.invalid("does not fit", kind.expected());
        }
        return result;
    }
}

package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands among the parameters, as an error tells it.
 *
 * @param around where the object or array stands that it is in; null for a parameter itself
 * @param name its name; null where it has none
 * @param position its position; -1 where it was sent by name
 */
record ParamPlace(@Nullable ParamPlace around, @Nullable String name, int position) {
    static final ParamPlace ALL = new ParamPlace(null, null, -1);

    ParamPlace member(String member) {
        return new ParamPlace(this, member, -1);
    }

    ParamPlace element(int index) {
        return new ParamPlace(this, null, index);
    }

    /** One that was sent by position and has a name. */
    ParamPlace parameter(String parameter, int index) {
        return new ParamPlace(this, parameter, index);
    }

    RpcException invalid(String fault, String expected) {
        return new RpcException(
                RpcException.INVALID_PARAMS, "Invalid params: " + this + " " + fault + " (expected: " + expected + ")");
    }

    @Override
    public String toString() {
        boolean parameter = around == null || around.equals(ALL);
        String before = parameter || around == null ? "" : around.toString();
        if (name == null) {
            return parameter ? "position " + position : before + "[" + position + "]";
        }
        String named = before.isEmpty() ? name : before + "." + name;
        return position < 0 ? named : named + " (position " + position + ")";
    }
}

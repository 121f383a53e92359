package io.securerpc.rpc;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a caller sent along: members by name, or elements by position.
 *
 * <p>A parameter that is missing, null or of another kind is answered by an {@link RpcException} of code
 * {@value RpcException#INVALID_PARAMS} that names it and its place, says what was expected, and never quotes it; a handler lets it pass. The optional variants are empty where
 * the parameter is missing or null, and refuse one of another kind all the same.
 *
 * <p>In JSON-RPC a number is a number. In the Nano form, whose clients send property trees, a number or a truth value is as good as
 * its text: {@code "5"} is the integer 5, {@code "true"} and {@code "1"} are true, and {@code 5} is the string {@code "5"}.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public interface Params {
    /**
     * A parameter that must be there.
     *
     * @param name the member's name; of a method whose {@link MethodDescription} has parameters, also the name of an element
     * @return the parameter
     * @throws RpcException if it is missing or null
     */
    Param param(String name);

    /**
     * A parameter that must be there.
     *
     * @param position counted from 0; of a method whose {@link MethodDescription} has parameters, also the place of a member
     * @return the parameter
     * @throws RpcException if it is missing or null
     */
    Param param(int position);

    /**
     * A parameter that may be left out; {@code optional("count").map(count -> count.integer(1, 100)).orElse(10L)} is one with a default.
     *
     * @param name as {@link #param(String)}
     * @return the parameter; empty if it is missing or null
     */
    Optional<Param> optional(String name);

    /**
     * Refuses parameters that nobody asks for. Of parameters by position, more than there are names.
     *
     * @param names all that there are
     * @throws RpcException if there is another
     */
    void refuseOthers(String... names);

    /**
     * A string.
     *
     * @param name the member's name
     * @return its value
     * @throws RpcException if it is missing or no string
     */
    String string(String name);

    /**
     * A string.
     *
     * @param position counted from 0
     * @return its value
     * @throws RpcException if it is missing or no string
     */
    String string(int position);

    /**
     * A string that may be left out.
     *
     * @param name the member's name
     * @return its value
     * @throws RpcException if it is there and no string
     */
    Optional<String> optionalString(String name);

    /**
     * A whole number of 64 bits, written without fraction or exponent.
     *
     * @param name the member's name
     * @return its value
     * @throws RpcException if it is missing, no whole number, or past 64 bits
     */
    long integer(String name);

    /**
     * A whole number of 64 bits, written without fraction or exponent.
     *
     * @param position counted from 0
     * @return its value
     * @throws RpcException if it is missing, no whole number, or past 64 bits
     */
    long integer(int position);

    /**
     * A whole number that may be left out.
     *
     * @param name the member's name
     * @return its value
     * @throws RpcException if it is there and no whole number of 64 bits
     */
    OptionalLong optionalInteger(String name);

    /**
     * A truth value.
     *
     * @param name the member's name
     * @return its value
     * @throws RpcException if it is missing or neither true nor false
     */
    boolean bool(String name);

    /**
     * A truth value.
     *
     * @param position counted from 0
     * @return its value
     * @throws RpcException if it is missing or neither true nor false
     */
    boolean bool(int position);

    /**
     * A truth value that may be left out.
     *
     * @param name the member's name
     * @return its value
     * @throws RpcException if it is there and neither true nor false
     */
    Optional<Boolean> optionalBool(String name);

    /**
     * Whether a member is there and not null.
     *
     * @param name the member's name
     * @return true if so
     */
    boolean has(String name);

    /**
     * How many members or elements there are.
     *
     * @return the number
     */
    int size();

    /**
     * All parameters as one value of the service's {@link JsonCodec}: a record from members by name, a list or an array from elements by
     * position. Of a method whose {@link MethodDescription} has parameters, elements have their names here too. Without parameters, what the codec makes of an empty object. A type that the standard codec can make of no JSON is a fault of the handler, as with
     * {@link Param#as}.
     *
     * @param type the value's type
     * @param <T> the value's type
     * @return the value
     * @throws RpcException if the parameters do not fit the type
     */
    <T> T as(Class<T> type);
}

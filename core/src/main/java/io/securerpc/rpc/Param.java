package io.securerpc.rpc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * One parameter that was sent, or a value inside of one. What does not fit is answered as {@link Params} says, by its place: {@code transfer.amounts[2]}.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public interface Param {
    /**
     * A string.
     *
     * @return its value
     * @throws RpcException if it is no string
     */
    String string();

    /**
     * A whole number of 64 bits, written without fraction or exponent.
     *
     * @return its value
     * @throws RpcException if it is no whole number, or past 64 bits
     */
    long integer();

    /**
     * A whole number in a range.
     *
     * @param least the smallest
     * @param most the largest
     * @return its value
     * @throws RpcException if it is no whole number, or outside the range
     */
    long integer(long least, long most);

    /**
     * A whole number of any size, written without fraction or exponent.
     *
     * @return its value
     * @throws RpcException if it is no whole number
     */
    BigInteger bigInteger();

    /**
     * A number, to the last digit.
     *
     * @return its value, with as many digits behind the point as were sent
     * @throws RpcException if it is no number, or its exponent stands for more than 1000 digits
     */
    BigDecimal decimal();

    /**
     * A truth value.
     *
     * @return its value
     * @throws RpcException if it is neither true nor false
     */
    boolean bool();

    /**
     * An array; its elements may be null, which none of these methods but {@link #json()} takes.
     *
     * @return its elements
     * @throws RpcException if it is no array
     */
    List<Param> list();

    /**
     * An object.
     *
     * @return its members, as parameters by name
     * @throws RpcException if it is no object
     */
    Params object();

    /**
     * A value of the service's {@link JsonCodec}. A type that the standard one can make of no JSON, an interface for instance, is a fault of the handler: -32603, with an incident in the log.
     *
     * @param type the value's type
     * @param <T> the value's type
     * @return the value
     * @throws RpcException if it does not fit the type
     */
    <T> T as(Class<T> type);

    /**
     * The value as it was sent, to the letter.
     *
     * @return JSON
     */
    RawJson json();
}

package io.securerpc.rpc;

import java.util.List;

/** One request text, read. */
sealed interface Document {
    /**
     * One request object of either form.
     *
     * @param message the object's members
     * @param whole the object's text
     */
    record Single(Message message, JsonSpan whole) implements Document {}

    /**
     * A batch; a member that is not an object is an empty message, which is as invalid.
     *
     * @param members at least one
     */
    record Batch(List<Message> members) implements Document {}

    /**
     * Nothing that could run.
     *
     * @param error why
     * @param nano whether what was read before the fault is of the Nano form
     */
    record Refused(RpcError error, boolean nano) implements Document {}
}

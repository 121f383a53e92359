package io.securerpc.limit;

/** A count of calls that may be full. */
public enum CallBound {
    /** {@link CallLimits#maxWaitingCalls()}. */
    WAITING("max_waiting_calls"),
    /** {@link CallLimits#maxRunningCallsPerClient()}, where no more may wait for that. */
    CLIENT("max_running_calls_per_client"),
    /** {@link CallLimits#maxCallsPerConnection()}. */
    CONNECTION("max_calls_per_connection");

    private final String key;

    CallBound(String key) {
        this.key = key;
    }

    /**
     * The key that sets it.
     *
     * @return in {@code [secure_rpc]}
     */
    public String key() {
        return key;
    }
}

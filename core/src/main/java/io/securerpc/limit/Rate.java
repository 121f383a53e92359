package io.securerpc.limit;

/**
 * How much may be called: so many units of cost a second on average, and so many at once.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Rate.perSecond(50).withBurst(200)
 * }</pre>
 *
 * @param perSecond units that come back each second, 1 to 1,000,000
 * @param burst units that may be used at once after a pause, 1 to 10,000,000; a batch of calls costs as much as its calls
 */
public record Rate(int perSecond, int burst) {
    /** The most units that come back each second. */
    static final int MOST_PER_SECOND = 1_000_000;
    /** The most units that may be used at once. */
    static final int MOST_BURST = 10_000_000;

    /**
     * Checks both.
     *
     * @param perSecond units that come back each second
     * @param burst units that may be used at once
     * @throws IllegalArgumentException if one is out of its range
     */
    public Rate {
        Setting.within("rate", perSecond, 1, MOST_PER_SECOND);
        Setting.within("burst", burst, 1, MOST_BURST);
    }

    /**
     * So many units a second, and a second's worth at once.
     *
     * @param units 1 to 1,000,000
     * @return the rate
     * @throws IllegalArgumentException if it is out of its range
     */
    public static Rate perSecond(int units) {
        return new Rate(units, units);
    }

    /**
     * Changed copy: how many units may be used at once.
     *
     * @param units 1 to 10,000,000
     * @return the changed copy
     * @throws IllegalArgumentException if it is out of its range
     */
    public Rate withBurst(int units) {
        return new Rate(perSecond, units);
    }
}

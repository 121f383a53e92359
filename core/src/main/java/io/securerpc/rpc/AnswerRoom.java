package io.securerpc.rpc;

/**
 * Where the answers of a batch are counted while its other members run: what has been made is held until the last one ends, and the budget of a door's answers begins only then. Implemented by the
 * door.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
@FunctionalInterface
public interface AnswerRoom {
    /** For programs that ask a service without a server. */
    AnswerRoom UNBOUNDED = giveWay -> new Held() {
        @Override
        public boolean grow(long bytes) {
            return true;
        }

        @Override
        public void release() {}
    };

    /**
     * For one request.
     *
     * @param giveWay called at most once, by any thread that holds no lock, when what is held is needed for others and is counted no more
     * @return holds nothing yet
     */
    Held open(Runnable giveWay);

    /** What one request holds. */
    interface Held {
        /**
         * Holds more, or less.
         *
         * @param bytes how much more; negative for less
         * @return false if there is no room, or it had to give way before; it holds nothing then, and never will again
         */
        boolean grow(long bytes);

        /** Gives back what it holds; the second time it does nothing. */
        void release();
    }
}

package dev.auspex.localstack.suite;

/**
 * The state of a part, as the supervisor sees it.
 *
 * @param name          name of the part, such as {@code kafka}
 * @param phase         current phase
 * @param deaths        how often it ended or failed to start since the suite was started
 * @param cause         why it last did, in one line; empty if it never did
 * @param sinceMillis   when this phase began, milliseconds since 1970
 * @param nextTryMillis when it is started again, milliseconds since 1970; 0 if it is not down
 */
record PartState(String name, Phase phase, int deaths, String cause, long sinceMillis, long nextTryMillis) {

    /**
     * What a part does.
     *
     * <pre>
     * STARTING ──> UP ──> DOWN ──> STARTING ...
     *     └────────────────^
     * </pre>
     */
    enum Phase {
        /** Its process is running or about to start, and has not answered yet. */
        STARTING,
        /** It has answered. */
        UP,
        /** It has ended and will be started again. */
        DOWN
    }

    static PartState starting(String name) {
        return new PartState(name, Phase.STARTING, 0, "", System.currentTimeMillis(), 0);
    }

    PartState startedAgain() {
        return new PartState(name, Phase.STARTING, deaths, cause, System.currentTimeMillis(), 0);
    }

    PartState up() {
        return new PartState(name, Phase.UP, deaths, cause, System.currentTimeMillis(), 0);
    }

    /**
     * Returns the state of the part after it has died.
     *
     * @param why         cause in one line
     * @param pauseMillis time until it is started again
     */
    PartState down(String why, long pauseMillis) {
        long now = System.currentTimeMillis();
        return new PartState(name, Phase.DOWN, deaths + 1, why, now, now + pauseMillis);
    }
}

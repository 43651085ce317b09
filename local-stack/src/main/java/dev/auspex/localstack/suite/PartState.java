package dev.auspex.localstack.suite;

/**
 * How a part is, as the supervisor sees it.
 *
 * @param name          name of the part, such as {@code kafka}
 * @param phase         what it does
 * @param deaths        how often it ended, or did not come up, since the suite was started
 * @param cause         why it last did, in one line; empty where it never did
 * @param sinceMillis   when this phase began, milliseconds since 1970
 * @param nextTryMillis when it is started again; 0 where it is not down
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
        /** Its process runs or is about to, and has not answered yet. */
        STARTING,
        /** It answered. */
        UP,
        /** It ended, and is started again later. */
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
     * @param why         in one line
     * @param pauseMillis until it is started again
     */
    PartState down(String why, long pauseMillis) {
        long now = System.currentTimeMillis();
        return new PartState(name, Phase.DOWN, deaths + 1, why, now, now + pauseMillis);
    }
}

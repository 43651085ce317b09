package dev.auspex.prediction.outbox;

import io.vertx.pgclient.PgException;

/** What a failed statement says about its rows. SQLSTATE classes: PostgreSQL documentation, appendix A. */
enum WriteFailure {
    /** A row is stored already: an earlier attempt, of which we heard nothing, succeeded. */
    DUPLICATE,
    /** A row cannot be stored, now or ever. */
    ROW,
    /** Connection, server or statement are in trouble, whatever the rows; it may have been stored all the same. */
    TROUBLE;

    private static final String UNIQUE_VIOLATION = "23505";

    static WriteFailure of(Throwable cause) {
        if (!(cause instanceof PgException answer) || answer.getSqlState() == null) {
            return TROUBLE;
        }
        String state = answer.getSqlState();
        if (state.equals(UNIQUE_VIOLATION)) {
            return DUPLICATE;
        }
        // 22 data exception, 23 integrity constraint violation, 54 program limit exceeded.
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54") ? ROW : TROUBLE;
    }
}

package dev.auspex.prediction.outbox;

import io.vertx.pgclient.PgException;

/** What a failed statement says about its rows, by SQLSTATE class (PostgreSQL documentation, appendix A). */
enum WriteFailure {
    /** A row is already stored: an earlier attempt succeeded, although its outcome never arrived. */
    DUPLICATE,
    /** A row cannot be stored, now or ever. */
    ROW,
    /** The connection, the server or the statement failed, whatever the rows. The group may still have been stored. */
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

package dev.auspex.prediction.outbox;

import java.io.IOException;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WriteFailureTest {

    @ParameterizedTest
    @CsvSource({
        "22P02, ROW", "22P05, ROW", "23502, ROW", "23514, ROW", "54000, ROW", "23505, DUPLICATE",
        "57P01, TROUBLE", "57014, TROUBLE", "53300, TROUBLE", "08006, TROUBLE", "40P01, TROUBLE", "42501, TROUBLE"
    })
    void readsTheSqlState(String state, WriteFailure expected) {
        assertEquals(expected, WriteFailure.of(new PgException("message", "ERROR", state, "detail")));
    }

    @Test
    void takesAnythingElseForTrouble() {
        assertEquals(WriteFailure.TROUBLE, WriteFailure.of(new IOException("connection reset")));
        assertEquals(WriteFailure.TROUBLE, WriteFailure.of(new PgException("message", "ERROR", null, "detail")));
    }
}

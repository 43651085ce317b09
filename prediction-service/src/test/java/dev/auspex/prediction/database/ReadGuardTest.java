package dev.auspex.prediction.database;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadGuardTest {

    @Test
    void takesAnAbsentFullOrSilentDatabaseForAnOutage() {
        for (Throwable outage : List.of(
                new ConnectException("refused"),
                new IOException("reset"),
                new TimeoutException(),
                ClosedConnectionException.INSTANCE,
                new ConnectionPoolTooBusyException("full"),
                answer("57P01"),
                answer("57014"),
                answer("53300"),
                answer("08006"))) {
            assertTrue(ReadGuard.isOutage(outage), outage.toString());
        }
    }

    @Test
    void takesAnythingElseForAFault() {
        for (Throwable fault :
                List.of(answer("42P01"), answer("22P02"), answer(null), new IllegalStateException("ours"))) {
            assertFalse(ReadGuard.isOutage(fault), fault.toString());
        }
    }

    private static PgException answer(String sqlState) {
        return new PgException("message", "ERROR", sqlState, "detail");
    }
}

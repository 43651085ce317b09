package dev.auspex.chassis.database;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.stream.Stream;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatabaseGuardTest {

    static Stream<Throwable> outages() {
        return Stream.of(
                new ConnectException("refused"),
                new ConnectionPoolTooBusyException("full"),
                new TimeoutException(),
                new IOException("reset"),
                ClosedConnectionException.INSTANCE,
                new VertxException("connection has been closed", new IOException("reset")),
                new NoStackTraceThrowable("connection has been closed"),
                new PgException("shutting down", "FATAL", "57P01", null),
                new PgException("statement timeout", "ERROR", "57014", null),
                new PgException("too many clients", "FATAL", "53300", null),
                new PgException("gone", "FATAL", "08006", null));
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("ours"),
                new PgException("no such column", "ERROR", "42703", null),
                new PgException("no state", "ERROR", null, null),
                new ProblemException(ProblemType.CONFLICT, "taken"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void callsAnOutageUnavailable(Throwable outage) {
        // When
        Throwable answered = failureOf(Uni.createFrom().failure(outage));

        // Then
        ProblemException problem = assertInstanceOf(ProblemException.class, answered);
        assertEquals(ProblemType.UNAVAILABLE, problem.type());
        assertTrue(problem.retryAfter().isPresent());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void leavesAnyOtherFailureAsItIs(Throwable fault) {
        assertSame(fault, failureOf(Uni.createFrom().failure(fault)));
    }

    @Test
    void waitsNoLongerThanConfigured() {
        // When
        Throwable answered = failureOf(Uni.createFrom().nothing());

        // Then
        assertEquals(
                ProblemType.UNAVAILABLE,
                assertInstanceOf(ProblemException.class, answered).type());
    }

    private static Throwable failureOf(Uni<?> work) {
        return new DatabaseGuard(new Settings())
                .guard(work)
                .onItemOrFailure()
                .transform((item, failure) -> failure)
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    private record Settings() implements DatabaseConfig {

        @Override
        public int waiting() {
            return 1;
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration statementTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration answerTimeout() {
            return Duration.ofMillis(100);
        }

        @Override
        public int reads() {
            return 1;
        }

        @Override
        public int waitingReads() {
            return 0;
        }
    }
}

package dev.auspex.auth.database;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthServers;
import dev.auspex.chassis.database.DatabaseConfig;
import dev.auspex.chassis.database.DatabaseGuard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

@QuarkusTest
@AuthServers
class LateConnectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    Pool pool;

    @Inject
    DatabaseGuard guard;

    @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
    int most;

    @Test
    void aConnectionThatComesTooLateGoesBackToThePool() {
        // Given: all connections are in use
        DatabaseConfig impatient = (DatabaseConfig) Proxy.newProxyInstance(
                DatabaseConfig.class.getClassLoader(),
                new Class<?>[] {DatabaseConfig.class},
                (proxy, method, arguments) -> Duration.ofMillis(200));
        Transactions transactions = new Transactions(pool, guard, impatient);
        List<SqlConnection> taken = all();

        // When
        assertThrows(TimeoutException.class, () -> transactions.blocking(Scope.system(), transaction -> 1));
        taken.forEach(connection -> connection.close().await().atMost(PATIENCE));

        // Then
        List<SqlConnection> again = all();
        again.forEach(connection -> connection.close().await().atMost(PATIENCE));
        assertEquals(most, again.size());
    }

    private List<SqlConnection> all() {
        List<SqlConnection> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            taken.add(pool.getConnection().await().atMost(PATIENCE));
        }
        return taken;
    }
}

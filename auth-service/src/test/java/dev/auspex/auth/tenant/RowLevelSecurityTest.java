package dev.auspex.auth.tenant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.passkey.SoftAuthenticator;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.localstack.testing.TestDatabase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class RowLevelSecurityTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @Inject
    TenantDatabase database;

    @Inject
    Pool pool;

    private static AuthClient.Session mine;
    private static AuthClient.Session theirs;

    /** Once for all: what is tried here changes nothing. */
    @BeforeEach
    void registerTwoTenants() {
        if (mine != null) {
            return;
        }
        mine = AuthClient.newVerifiedSession();
        theirs = AuthClient.newVerifiedSession();
        for (AuthClient.Session each : List.of(mine, theirs)) {
            SoftAuthenticator.add(each);
            AuthClient.as(each)
                    .body(Map.of("name", "key", "scopes", List.of("infer")))
                    .post("/api/v1/api-keys")
                    .then()
                    .statusCode(201);
            AuthClient.as(each)
                    .body(Map.of("email", AuthClient.newEmail(), "role", "member"))
                    .post("/api/v1/tenant/invitations")
                    .then()
                    .statusCode(201);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tenant,id",
        "membership,tenant_id",
        "session,tenant_id",
        "refresh_token,tenant_id",
        "audit_event,tenant_id",
        "api_key,tenant_id",
        "invitation,tenant_id"
    })
    void showsOnlyTheRowsOfTheTenant(String table, String column) {
        // When
        List<UUID> seen = uuids(inTenant(mine, query("SELECT " + column + " FROM " + table)));

        // Then
        assertEquals(Set.of(mine.tenant()), Set.copyOf(seen));
    }

    @Test
    void everyTableButThoseOfTheInstallationHasIt() {
        // When
        List<Object> without = TestDatabase.owner()
                .query(
                        null,
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
                                + " AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname");

        // Then
        assertEquals(List.of("flyway_schema_history", "signing_key"), without);
    }

    @Test
    void showsOnlyTheAccountsOfMembers() {
        // When
        List<UUID> seen = uuids(inTenant(mine, query("SELECT id FROM account")));

        // Then
        assertEquals(List.of(mine.account()), seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant",
                "account",
                "membership",
                "session",
                "refresh_token",
                "audit_event",
                "outbox",
                "api_key",
                "invitation",
                "mail_job",
                "mail_link",
                "attempt",
                "known_client",
                "totp",
                "recovery_code",
                "sign_in_challenge",
                "external_identity",
                "passkey",
                "spent_challenge"
            })
    void showsNothingWithoutATenant(String table) {
        // When
        int seen = pool.query("SELECT 1 FROM " + table)
                .execute()
                .await()
                .atMost(PATIENCE)
                .rowCount();

        // Then
        assertEquals(0, seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "audit_event"})
    void showsNeitherEventsNorLiveSessionsAcrossTenants(String table) {
        // When
        int seen = database.acrossTenants(query("SELECT 1 FROM " + table))
                .await()
                .atMost(PATIENCE)
                .rowCount();

        // Then
        assertEquals(0, seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE account SET password_hash = '$argon2id$' || 'x'",
                "UPDATE session SET revoked_at = now()",
                "UPDATE refresh_token SET used_at = now()",
                "UPDATE api_key SET revoked_at = now()",
                "UPDATE membership SET role = 'owner'",
                "DELETE FROM membership",
                "DELETE FROM account",
                "DELETE FROM tenant",
                "DELETE FROM totp",
                "DELETE FROM recovery_code",
                "DELETE FROM passkey",
                "UPDATE passkey SET name = 'x'",
                "UPDATE tenant SET name = 'x'",
                "UPDATE invitation SET accepted_at = now()",
                "DELETE FROM audit_event",
                "DELETE FROM refresh_token WHERE expires_at > now()",
                "DELETE FROM session WHERE expires_at > now()"
            })
    void changesNothingAcrossTenants(String sql) {
        // When
        int changed =
                database.acrossTenants(query(sql)).await().atMost(PATIENCE).rowCount();

        // Then
        assertEquals(0, changed);
    }

    @Test
    void cannotChangeAnotherTenantsRows() {
        // When
        int accounts = inTenant(mine, connection -> connection
                        .preparedQuery("UPDATE account SET password_hash = password_hash WHERE id = $1")
                        .execute(Tuple.of(theirs.account())))
                .rowCount();
        int sessions = inTenant(mine, connection -> connection
                        .preparedQuery("UPDATE session SET revoked_at = now() WHERE account_id = $1")
                        .execute(Tuple.of(theirs.account())))
                .rowCount();

        // Then
        assertEquals(0, accounts);
        assertEquals(0, sessions);
        AuthClient.refresh(theirs.refreshToken()).then().statusCode(200);
    }

    @Test
    void cannotJoinAnotherTenant() {
        // When
        PgException refusal = assertThrows(
                PgException.class,
                () -> inTenant(mine, connection -> connection
                        .preparedQuery("INSERT INTO membership (tenant_id, account_id, role) VALUES ($1, $2, 'owner')")
                        .execute(Tuple.of(theirs.tenant(), mine.account()))));

        // Then
        assertEquals(INSUFFICIENT_PRIVILEGE, refusal.getSqlState());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE account DISABLE ROW LEVEL SECURITY",
                "DROP POLICY own_tenant ON tenant",
                "UPDATE account SET email = 'x@example.org'",
                "UPDATE membership SET account_id = account_id",
                "UPDATE tenant SET personal_of = NULL",
                "UPDATE mail_job SET detail = '{}'",
                "UPDATE mail_link SET expires_at = now()",
                "UPDATE invitation SET role = 'owner'",
                "UPDATE signing_key SET activates_at = now()",
                "DELETE FROM signing_key",
                "UPDATE audit_event SET kind = 'nothing'",
                "UPDATE api_key SET scopes = ARRAY ['manage']",
                "DELETE FROM api_key",
                "DELETE FROM invitation",
                "UPDATE outbox SET payload = ''",
                "CREATE TABLE mine (id int)",
                "SELECT * FROM flyway_schema_history"
            })
    void runTimeRoleMayNotDoWhatItNeverNeeds(String sql) {
        // When
        PgException refusal = assertThrows(PgException.class, () -> inTenant(mine, query(sql)));

        // Then
        assertTrue(refusal.getSqlState().equals(INSUFFICIENT_PRIVILEGE), refusal.getMessage());
    }

    private RowSet<Row> inTenant(AuthClient.Session session, Function<SqlConnection, Uni<RowSet<Row>>> work) {
        return database.inTenant(session.tenant(), work).await().atMost(PATIENCE);
    }

    private static Function<SqlConnection, Uni<RowSet<Row>>> query(String sql) {
        return connection -> connection.query(sql).execute();
    }

    private static List<UUID> uuids(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.getUUID(0)));
        return ids;
    }
}

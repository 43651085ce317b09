package dev.auspex.auth.audittrail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.localstack.testing.TestDatabase;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class AuditTest {

    @Test
    void tellsWhatHappenedInTheTenantAndNowhereElse() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session me = AuthClient.newSession(email);
        AuthClient.login(email, "not the right password").then().statusCode(401);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
        AuthClient.as(me).body(Map.of("name", "k", "scopes", List.of("infer"))).post("/api/v1/api-keys");
        AuthClient.newSession();

        // When
        Response page = AuthClient.as(me).get("/api/v1/audit");

        // Then
        page.then()
                .statusCode(200)
                .body(
                        "items.kind",
                        equalTo(List.of("api-key-created", "signed-in", "sign-in-refused", "account-registered")))
                .body("items[0].detail.name", equalTo("k"))
                .body("items[0].accountId", equalTo(me.account().toString()))
                .body("items[0].source", equalTo("127.0.0.1"))
                .body("nextCursor", equalTo(null));
        AuthClient.as(me)
                .get("/api/v1/audit?kind=signed-in")
                .then()
                .body("items.kind", everyItem(equalTo("signed-in")))
                .body("items", hasSize(1));
        assertFalse(page.asString().contains(AuthClient.PASSWORD));
    }

    @Test
    void pagesThroughEverythingOnce() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        for (int i = 0; i < 23; i++) {
            profile(me, "Name " + i);
        }
        List<String> ids = new ArrayList<>();
        String cursor = "";

        // When
        do {
            JsonPath page = AuthClient.as(me)
                    .get("/api/v1/audit?limit=5" + cursor)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            ids.addAll(page.getList("items.id"));
            cursor = page.getString("nextCursor") == null ? null : "&cursor=" + page.getString("nextCursor");
        } while (cursor != null);

        // Then
        assertEquals(24, ids.size());
        assertEquals(
                ids.stream()
                        .distinct()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList(),
                ids);
        AuthClient.as(me)
                .get("/api/v1/audit?cursor=nonsense")
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("#cursor"));
        AuthClient.as(me).get("/api/v1/audit?limit=0").then().statusCode(400);
    }

    @Test
    void exportsLinesAndATable() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        profile(me, "Somebody");
        TestDatabase.owner()
                .update(
                        me.tenant(),
                        "INSERT INTO audit_event (id, tenant_id, kind, detail, source, device)"
                                + " SELECT gen_random_uuid(), ?, 'signed-in', '{}', '', '' FROM generate_series(1, 2500)",
                        me.tenant());

        // When
        Response lines = AuthClient.as(me).get("/api/v1/audit/export.ndjson");
        Response table = AuthClient.as(me).get("/api/v1/audit/export.csv");

        // Then
        lines.then().statusCode(200).contentType(containsString("application/x-ndjson"));
        List<String> objects = lines.asString().lines().toList();
        // What was there, and this export itself.
        assertEquals(2503, objects.size());
        for (String object : objects) {
            UUID.fromString(JsonPath.from(object).getString("id"));
        }
        table.then().statusCode(200).contentType(containsString("text/csv"));
        List<String> rows = table.asString().lines().toList();
        assertEquals(1 + 2504, rows.size());
        assertTrue(rows.getFirst().startsWith("\"id\",\"at\",\"kind\""), rows.getFirst());
        assertTrue(rows.stream().anyMatch(row -> row.contains("audit-exported")));
    }

    @Test
    void onlyAdminsRead() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        TestDatabase.owner()
                .update(me.tenant(), "UPDATE membership SET role = 'analyst' WHERE account_id = ?", me.account());
        AuthClient.Session analyst = AuthClient.session(AuthClient.refresh(me.refreshToken()));

        // When
        Response byOldToken = AuthClient.as(me).get("/api/v1/audit");
        Response byNewToken = AuthClient.as(analyst).get("/api/v1/audit");

        // Then
        byOldToken.then().statusCode(403);
        byNewToken.then().statusCode(403);
        AuthClient.as(me).get("/api/v1/audit/export.csv").then().statusCode(403);
    }

    @Test
    void theServiceCanNeitherChangeNorRemoveAnEvent() {
        // Given
        AuthClient.Session me = AuthClient.newSession();

        // When, Then
        assertThrows(IllegalStateException.class, () -> TestDatabase.service()
                .update(me.tenant(), "UPDATE audit_event SET kind = 'x'"));
        assertEquals(0, TestDatabase.service().update(me.tenant(), "DELETE FROM audit_event"));
        assertEquals(0, TestDatabase.service().update("*", "DELETE FROM audit_event"));
        AuthClient.as(me).get("/api/v1/audit").then().body("items.kind", hasItems("account-registered"));
    }

    private static void profile(AuthClient.Session session, String name) {
        AuthClient.as(session)
                .body(Map.of("displayName", name))
                .put("/api/v1/account/profile")
                .then()
                .statusCode(200)
                .body("displayName", equalTo(name));
    }
}

package dev.auspex.auth.profile;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.localstack.testing.TestDatabase;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

@QuarkusTest
@AuthServers
class AccountTest {

    @Test
    void keepsANameAndForgetsIt() {
        AuthClient.Session me = AuthClient.newSession();
        profile(me, "  Ada  ").then().statusCode(200).body("displayName", equalTo("Ada"));
        AuthClient.me(me.accessToken()).then().body("displayName", equalTo("Ada"));
        AuthClient.as(me).get("/api/v1/tenant/members").then().body("displayName", hasItem("Ada"));
        profile(me, " ").then().statusCode(200).body("displayName", nullValue());
        profile(me, "x".repeat(101)).then().statusCode(400).body("violations[0].pointer", equalTo("/displayName"));
    }

    @Test
    void exportsWhatIsKnownAndNoSecret() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session me = AuthClient.newSession(email);
        String key = AuthClient.as(me)
                .body(Map.of("name", "k", "scopes", List.of("infer")))
                .post("/api/v1/api-keys")
                .path("key");

        // When
        Response export = AuthClient.as(me).get("/api/v1/account/export");

        // Then
        export.then()
                .statusCode(200)
                .body("account.email", equalTo(email))
                .body("tenants", hasSize(1))
                .body("sessions", hasSize(1))
                .body("apiKeys.name", equalTo(List.of("k")))
                .body("auditEvents.kind", hasItem("data-exported"));
        assertFalse(export.asString().contains(key.substring(key.length() - 43)));
        assertFalse(export.asString().contains("argon2"));
    }

    @Test
    void deletesTheAccountAndAllThatIsItsOwn() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session me = AuthClient.newSession(email);
        delete(me, "not the right password").then().statusCode(400).body("violations[0].pointer", equalTo("/password"));

        // When
        Response deleted = delete(me, AuthClient.PASSWORD);

        // Then
        deleted.then().statusCode(204);
        AuthClient.me(me.accessToken()).then().statusCode(401);
        AuthClient.refresh(me.refreshToken()).then().statusCode(401);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(401);
        for (String table : List.of("tenant", "membership", "session", "refresh_token", "api_key", "account")) {
            assertEquals(0L, TestDatabase.owner().count(me.tenant(), "SELECT count(*) FROM " + table), table);
        }
        assertEquals(
                2L,
                TestDatabase.owner()
                        .count(
                                "*",
                                "SELECT count(*) FROM outbox WHERE event_key IN (?, ?)",
                                me.account().toString(),
                                me.id().toString()));
        assertEquals(
                1L,
                TestDatabase.owner()
                        .count(me.tenant(), "SELECT count(*) FROM audit_event WHERE kind = 'account-deleted'"));
        AuthClient.newSession(email);
    }

    @Test
    void leavesNoTenantWithoutAnOwner() {
        // Given
        String ownerEmail = AuthClient.newEmail();
        AuthClient.Session owner = AuthClient.newSession(ownerEmail);
        AuthClient.verify(ownerEmail).then().statusCode(204);
        String tenant = AuthClient.as(owner)
                .body(Map.of("name", "Shared"))
                .post("/api/v1/tenants")
                .path("id");
        AuthClient.Session there = AuthClient.session(
                AuthClient.as(owner).body(Map.of("tenantId", tenant)).post("/api/v1/auth/switch"));
        String email = AuthClient.newEmail();
        AuthClient.Session member = AuthClient.newSession(email);
        AuthClient.as(there)
                .body(Map.of("email", email, "role", "member"))
                .post("/api/v1/tenant/invitations")
                .then()
                .statusCode(201);
        AuthClient.as(member)
                .body(Map.of("token", MailBox.token(MailBox.await(email, "invited to"))))
                .post("/api/v1/invitations/accept")
                .then()
                .statusCode(200);

        // When
        Response refused = delete(there, AuthClient.PASSWORD);

        // Then
        refused.then().statusCode(409).body("detail", containsString("Shared"));
        AuthClient.refresh(there.refreshToken()).then().statusCode(200);
        AuthClient.as(there)
                .body(Map.of("role", "owner"))
                .put("/api/v1/tenant/members/" + member.account() + "/role")
                .then()
                .statusCode(204);
        delete(there, AuthClient.PASSWORD).then().statusCode(204);
        assertEquals(
                List.of(member.account()),
                TestDatabase.owner().query(UUID.fromString(tenant), "SELECT account_id FROM membership"));
    }

    private static Response profile(AuthClient.Session session, String name) {
        return AuthClient.as(session).body(Map.of("displayName", name)).put("/api/v1/account/profile");
    }

    private static Response delete(AuthClient.Session session, String password) {
        return AuthClient.as(session).body(Map.of("password", password)).post("/api/v1/account/delete");
    }
}

package dev.auspex.auth.recovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.totp.Codes;
import dev.auspex.localstack.testing.TestDatabase;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class RecoveryTest {

    private static final String NEW_PASSWORD = "another horse another staple";

    @Test
    void verifiesTheAddressByTheLinkInTheMailOnce() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        AuthClient.me(session.accessToken()).then().body("emailVerified", equalTo(false));
        String mail = MailBox.await(email, "Verify");
        String token = MailBox.token(mail);
        assertTrue(mail.contains("/verify-email#token="), mail);

        // When
        Response wrong = AuthClient.post("/email/verify", Map.of("token", token, "password", NEW_PASSWORD));
        AuthClient.me(session.accessToken()).then().body("emailVerified", equalTo(false));
        Response verified = AuthClient.post("/email/verify", Map.of("token", token, "password", AuthClient.PASSWORD));

        // Then
        wrong.then().statusCode(400).body("violations[0].pointer", equalTo("/password"));
        verified.then().statusCode(204);
        AuthClient.me(session.accessToken()).then().body("emailVerified", equalTo(true));
        AuthClient.post("/email/verify", Map.of("token", token, "password", AuthClient.PASSWORD))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].pointer", equalTo("/token"));
        assertEquals(
                0L,
                TestDatabase.owner()
                        .count("*", "SELECT count(*) FROM mail_job WHERE detail LIKE ?", "%" + token + "%"));
    }

    @Test
    void resetsAForgottenPasswordAndEndsEverySession() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        Response key = AuthClient.as(session)
                .body(Map.of("name", "k", "scopes", List.of("infer")))
                .post("/api/v1/api-keys");
        key.then().statusCode(201);
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        String token = MailBox.token(MailBox.await(email, "Reset"));

        // When
        Response reset = AuthClient.post("/password/reset", Map.of("token", token, "newPassword", NEW_PASSWORD));

        // Then
        reset.then().statusCode(204);
        AuthClient.refresh(session.refreshToken()).then().statusCode(401);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(401);
        AuthClient.Session again = AuthClient.session(AuthClient.login(email, NEW_PASSWORD));
        AuthClient.me(again.accessToken()).then().body("emailVerified", equalTo(true));
        // The address was not verified when the key was made: it may be somebody else's.
        AuthClient.as(again).get("/api/v1/api-keys").then().body("", hasSize(0));
        AuthClient.post("/password/reset", Map.of("token", token, "newPassword", AuthClient.PASSWORD))
                .then()
                .statusCode(400);
        assertTrue(MailBox.await(email, "was changed").contains("/forgot-password"));
    }

    @Test
    void theFirstResetTakesAwayWhatWhoeverRegisteredTheAddressLeft() {
        // Given: somebody registered the address of another one, and has company there
        String email = AuthClient.newEmail();
        AuthClient.Session squatter = AuthClient.newSession(email);
        String secret = AuthClient.as(squatter)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/second-factor/totp")
                .path("secret");
        AuthClient.as(squatter)
                .body(Map.of("code", Codes.of(secret, 0)))
                .post("/api/v1/auth/second-factor/totp/confirm")
                .then()
                .statusCode(200);
        AuthClient.Session friend = AuthClient.newSession();
        TestDatabase.owner()
                .update(
                        squatter.tenant(),
                        "INSERT INTO membership (tenant_id, account_id, role) VALUES (?, ?, 'admin')",
                        squatter.tenant(),
                        friend.account());
        TestDatabase.owner()
                .update(
                        squatter.tenant(),
                        "INSERT INTO invitation (id, tenant_id, email, role, expires_at)"
                                + " VALUES (?, ?, 'someone@example.org', 'admin', now() + interval '1 day')",
                        UUID.randomUUID(),
                        squatter.tenant());
        AuthClient.Session friendThere = AuthClient.session(AuthClient.as(friend)
                .body(Map.of("tenantId", squatter.tenant().toString()))
                .post("/api/v1/auth/switch"));
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        String token = MailBox.token(MailBox.await(email, "Reset"));

        // When
        AuthClient.post("/password/reset", Map.of("token", token, "newPassword", NEW_PASSWORD))
                .then()
                .statusCode(204);

        // Then
        Response signedIn = AuthClient.login(email, NEW_PASSWORD);
        signedIn.then().statusCode(200).body("refreshToken", notNullValue());
        AuthClient.Session owner = AuthClient.session(signedIn);
        assertEquals(squatter.tenant(), owner.tenant());
        AuthClient.as(owner).get("/api/v1/tenant/members").then().body("email", equalTo(List.of(email)));
        AuthClient.as(owner).get("/api/v1/tenant/invitations").then().body("", hasSize(0));
        AuthClient.refresh(friendThere.refreshToken()).then().statusCode(401);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(401);
    }

    @Test
    void aLinkIsGoodForItsPurposeAndItsTimeOnly() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        String verification = MailBox.token(MailBox.await(email, "Verify"));
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        String reset = MailBox.token(MailBox.await(email, "Reset"));

        // When
        Response wrongPurpose =
                AuthClient.post("/password/reset", Map.of("token", verification, "newPassword", NEW_PASSWORD));
        TestDatabase.owner()
                .update("*", "UPDATE mail_link SET expires_at = now() - interval '1 second' WHERE email = ?", email);
        Response late = AuthClient.post("/password/reset", Map.of("token", reset, "newPassword", NEW_PASSWORD));

        // Then
        wrongPurpose.then().statusCode(400);
        late.then().statusCode(400);
        AuthClient.refresh(session.refreshToken()).then().statusCode(200);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
    }

    @Test
    void answersTheSameForUnknownAddressesAndSendsThemNothing() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);
        String unknown = AuthClient.newEmail();

        // When
        Response toUnknown = AuthClient.post("/password/forgot", Map.of("email", unknown));
        Response toKnown = AuthClient.post("/password/forgot", Map.of("email", email));

        // Then
        assertEquals(toKnown.statusCode(), toUnknown.statusCode());
        assertEquals(toKnown.asString(), toUnknown.asString());
        MailBox.await(email, "Reset");
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        TestDatabase.owner().count("*", "SELECT count(*) FROM mail_job WHERE email = ?", unknown) == 0);
        assertEquals(List.of(), MailBox.to(unknown));
    }

    @Test
    void doesNotBombAnAddressWithMail() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);

        // When
        for (int i = 0; i < 5; i++) {
            AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        }

        // Then
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        TestDatabase.owner().count("*", "SELECT count(*) FROM mail_job WHERE email = ?", email) == 0);
        assertEquals(
                1,
                MailBox.to(email).stream()
                        .filter(mail -> mail.contains("Reset your password"))
                        .count());
    }

    @Test
    void changesThePasswordByTheOldOneAndEndsTheOtherSessions() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        AuthClient.Session other = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        change(session, "not the old one", NEW_PASSWORD)
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/currentPassword"));

        // When
        Response changed = change(session, AuthClient.PASSWORD, NEW_PASSWORD);

        // Then
        changed.then().statusCode(204);
        assertEquals(
                1L,
                TestDatabase.owner()
                        .count(
                                session.tenant(),
                                "SELECT count(*) FROM audit_event WHERE kind = 'reauthentication-refused'"));
        AuthClient.refresh(other.refreshToken()).then().statusCode(401);
        AuthClient.refresh(session.refreshToken()).then().statusCode(200);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(401);
        AuthClient.login(email, NEW_PASSWORD).then().statusCode(200);
        MailBox.await(email, "was changed");
    }

    @Test
    void refusesPasswordsThatAttackersTryFirst() {
        // Given
        String email = AuthClient.newEmail();

        // When
        Response registered = AuthClient.register(email, "qwertyqwerty");

        // Then
        registered
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/password"))
                .body("violations[0].code", equalTo("breached"));
        assertFalse(registered.asString().contains("qwertyqwerty"));
        AuthClient.Session session = AuthClient.newSession(email);
        change(session, AuthClient.PASSWORD, "passwordpassword")
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/newPassword"));
    }

    private static Response change(AuthClient.Session session, String current, String wanted) {
        return AuthClient.as(session)
                .body(Map.of("currentPassword", current, "newPassword", wanted))
                .post("/api/v1/auth/password/change");
    }
}

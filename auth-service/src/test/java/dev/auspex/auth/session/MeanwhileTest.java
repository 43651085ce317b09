package dev.auspex.auth.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.passkey.SoftAuthenticator;
import dev.auspex.auth.totp.Codes;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What ends an account's access while somebody is about to get in ends it for them too. */
@QuarkusTest
@AuthServers
class MeanwhileTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NEW_PASSWORD = "another horse another staple";

    @Inject
    Transactions transactions;

    @Test
    void aSignInDoesNotOutliveAChangeOfThePassword() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);

        // When
        Response late = during(
                session,
                transaction -> transaction.update(
                        "UPDATE account SET password_hash = password_hash || 'x' WHERE id = $1", session.account()),
                () -> AuthClient.login(email, AuthClient.PASSWORD));

        // Then
        late.then().statusCode(401).contentType("application/problem+json");
        assertEquals(1, sessions(session.tenant()));
    }

    @Test
    void aSignInIntoATenantThatOneWasRemovedFromIsRefused() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);

        // When
        Response late = during(
                session,
                transaction -> transaction.update("DELETE FROM membership WHERE account_id = $1", session.account()),
                () -> AuthClient.login(email, AuthClient.PASSWORD));

        // Then
        late.then().statusCode(401).contentType("application/problem+json");
    }

    @Test
    void aSessionThatHasEndedDoesNotGoOnInAnotherTenant() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        String tenant = AuthClient.as(session)
                .body(Map.of("name", "Other"))
                .post("/api/v1/tenants")
                .path("id");

        // When
        Response late = during(
                session,
                transaction -> transaction.update("UPDATE session SET revoked_at = now() WHERE id = $1", session.id()),
                () -> AuthClient.as(session).body(Map.of("tenantId", tenant)).post("/api/v1/auth/switch"));

        // Then
        late.then().statusCode(401);
        assertEquals(0, sessions(UUID.fromString(tenant)));
    }

    @Test
    void anInvitationThatIsWithdrawnMeanwhileIsNotAccepted() {
        // Given
        AuthClient.Session owner = AuthClient.newVerifiedSession();
        String email = AuthClient.newEmail();
        AuthClient.Session invited = AuthClient.newSession(email);
        AuthClient.as(owner)
                .body(Map.of("email", email, "role", "admin"))
                .post("/api/v1/tenant/invitations")
                .then()
                .statusCode(201);
        String token = MailBox.token(MailBox.await(email, "invited to"));

        // When
        Response late = during(
                owner,
                transaction -> transaction.update("UPDATE invitation SET withdrawn_at = now() WHERE email = $1", email),
                () -> AuthClient.as(invited).body(Map.of("token", token)).post("/api/v1/invitations/accept"));

        // Then
        late.then().statusCode(400).body("violations[0].pointer", equalTo("/token"));
        assertEquals(1L, TestDatabase.owner().count(owner.tenant(), "SELECT count(*) FROM membership"));
    }

    @Test
    void aPasskeyThatIsRemovedMeanwhileOpensNothing() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = SoftAuthenticator.add(session);

        // When
        Response late = during(
                session,
                transaction -> transaction.update("DELETE FROM passkey WHERE account_id = $1", session.account()),
                device::signIn);

        // Then
        late.then().statusCode(401);
        assertEquals(1, sessions(session.tenant()));
    }

    @Test
    void aNewPasswordEndsSignInsThatWaitForTheirSecondFactor() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        String secret = AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/second-factor/totp")
                .path("secret");
        AuthClient.as(session)
                .body(Map.of("code", Codes.of(secret, 0)))
                .post("/api/v1/auth/second-factor/totp/confirm")
                .then()
                .statusCode(200);
        String challenge = AuthClient.login(email, AuthClient.PASSWORD).path("secondFactor.challenge");

        // When
        AuthClient.as(session)
                .body(Map.of("currentPassword", AuthClient.PASSWORD, "newPassword", NEW_PASSWORD))
                .post("/api/v1/auth/password/change")
                .then()
                .statusCode(204);

        // Then
        AuthClient.post("/login/second-factor", Map.of("challenge", challenge, "code", Codes.of(secret, 1)))
                .then()
                .statusCode(401);
    }

    @Test
    void aPasswordThatWasResetMeanwhileIsNotChangedByWhoKnowsTheOldOne() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When
        Response late = during(
                session,
                transaction -> {
                    transaction.update(
                            "UPDATE account SET password_hash = password_hash || 'x' WHERE id = $1", session.account());
                    transaction.update(
                            "UPDATE session SET revoked_at = now() WHERE account_id = $1", session.account());
                },
                () -> changePassword(session));

        // Then
        late.then().statusCode(401);
        assertEquals(1L, passwordsThatEndInX(session));
    }

    @Test
    void aPasswordIsNotChangedOverOneThatWasSetMeanwhile() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When
        Response late = during(
                session,
                transaction -> transaction.update(
                        "UPDATE account SET password_hash = password_hash || 'x' WHERE id = $1", session.account()),
                () -> changePassword(session));

        // Then
        late.then().statusCode(400).body("violations[0].pointer", equalTo("/currentPassword"));
        assertEquals(1L, passwordsThatEndInX(session));
    }

    private static Response changePassword(AuthClient.Session session) {
        return AuthClient.as(session)
                .body(Map.of("currentPassword", AuthClient.PASSWORD, "newPassword", NEW_PASSWORD))
                .post("/api/v1/auth/password/change");
    }

    private static long passwordsThatEndInX(AuthClient.Session session) {
        return TestDatabase.owner()
                .count(
                        session.tenant(),
                        "SELECT count(*) FROM account WHERE id = ? AND password_hash LIKE '%x'",
                        session.account());
    }

    @Test
    void anEndedSessionLeavesNoKeyBehind() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When
        Response late = during(
                session,
                transaction -> {
                    transaction.update(
                            "UPDATE account SET password_hash = password_hash || 'x' WHERE id = $1", session.account());
                    transaction.update(
                            "UPDATE session SET revoked_at = now() WHERE account_id = $1", session.account());
                },
                () -> AuthClient.as(session)
                        .body(Map.of("name", "late", "scopes", List.of("infer")))
                        .post("/api/v1/api-keys"));

        // Then
        late.then().statusCode(401);
        assertEquals(0L, TestDatabase.owner().count(session.tenant(), "SELECT count(*) FROM api_key"));
    }

    @Test
    void anAccountThatIsDeletedMeanwhileLeavesNoTenantBehind() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When
        Response late = during(
                session,
                transaction -> transaction.update("DELETE FROM account WHERE id = $1", session.account()),
                () -> AuthClient.as(session).body(Map.of("name", "Late")).post("/api/v1/tenants"));

        // Then
        late.then().statusCode(401);
    }

    @Test
    void aMemberWhoBecameTheLastOwnerMeanwhileDoesNotLeave() {
        // Given
        AuthClient.Session owner = AuthClient.newVerifiedSession();
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
        Response late = during(
                there,
                transaction -> {
                    transaction.first("SELECT id FROM tenant WHERE id = $1 FOR UPDATE", row -> row, there.tenant());
                    transaction.update(
                            "UPDATE membership SET role = CASE WHEN account_id = $2 THEN 'owner' ELSE 'member' END"
                                    + " WHERE tenant_id = $1",
                            there.tenant(),
                            member.account());
                },
                () -> AuthClient.as(member)
                        .body(Map.of("password", AuthClient.PASSWORD))
                        .post("/api/v1/account/delete"));

        // Then
        late.then().statusCode(409);
        assertEquals(
                1L, TestDatabase.owner().count(there.tenant(), "SELECT count(*) FROM membership WHERE role = 'owner'"));
    }

    @Test
    void aKeyThatIsExchangedDuringADemotionBringsTheLesserRole() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        String key = newKey(session);

        for (String role : List.of("analyst", "member")) {
            // When: the first exchange writes the use of the key down, the second one does not
            Response late = during(
                    session,
                    transaction -> transaction.update(
                            "UPDATE membership SET role = $2 WHERE account_id = $1", session.account(), role),
                    () -> exchange(key));

            // Then
            late.then().statusCode(200);
            List<String> groups = new AuthClient.Session(late.path("accessToken"), "")
                    .claims()
                    .getList("groups");
            assertEquals(role, groups.getFirst());
        }
    }

    @Test
    void aKeyThatIsRevokedMeanwhileIsNotExchanged() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        String key = newKey(session);

        // When
        Response late = during(
                session,
                transaction -> transaction.update(
                        "UPDATE api_key SET revoked_at = now() WHERE account_id = $1", session.account()),
                () -> exchange(key));

        // Then
        late.then().statusCode(401);
    }

    private static String newKey(AuthClient.Session session) {
        return AuthClient.as(session)
                .body(Map.of("name", "k", "scopes", List.of("manage")))
                .post("/api/v1/api-keys")
                .path("key");
    }

    private static Response exchange(String key) {
        return given().contentType(ContentType.JSON)
                .header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange");
    }

    @Test
    void whoIsDemotedMeanwhileInvitesNobody() {
        // Given
        AuthClient.Session session = AuthClient.newVerifiedSession();

        // When
        Response late = during(
                session,
                transaction -> {
                    transaction.first("SELECT id FROM tenant WHERE id = $1 FOR UPDATE", row -> row, session.tenant());
                    transaction.update(
                            "UPDATE membership SET role = 'analyst' WHERE account_id = $1", session.account());
                },
                () -> AuthClient.as(session)
                        .body(Map.of("email", AuthClient.newEmail(), "role", "member"))
                        .post("/api/v1/tenant/invitations"));

        // Then
        late.then().statusCode(403);
        assertEquals(0L, TestDatabase.owner().count(session.tenant(), "SELECT count(*) FROM invitation"));
    }

    @Test
    void ofTwoLinksThatAreUsedAtOnceOneResetsThePassword() {
        // Given: a second link for the same account
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        String first = MailBox.token(MailBox.await(email, "Reset"));
        String second = UUID.randomUUID().toString().repeat(2).substring(0, first.length());
        TestDatabase.owner()
                .update(
                        "*",
                        "INSERT INTO mail_link (token_hash, purpose, email, account_id, expires_at)"
                                + " SELECT sha256(?::bytea), purpose, email, account_id, expires_at FROM mail_link"
                                + " WHERE email = ? AND purpose = 'reset-password'",
                        second,
                        email);

        // When: both are waiting before either may use its link
        List<CompletableFuture<Response>> both = transactions.blocking(Scope.system(), transaction -> {
            transaction.list("SELECT token_hash FROM mail_link WHERE email = $1 FOR UPDATE", row -> row, email);
            List<CompletableFuture<Response>> sent = List.of(reset(first), reset(second));
            Awaitility.await().atMost(PATIENCE).until(() -> waiting() >= 2);
            return sent;
        });

        // Then
        List<Integer> statuses =
                both.stream().map(answer -> answer.join().statusCode()).sorted().toList();
        assertEquals(List.of(204, 400), statuses);
    }

    /** On a thread of its own: the common pool of a small machine has only one. */
    private static CompletableFuture<Response> reset(String token) {
        return CompletableFuture.supplyAsync(
                () -> AuthClient.post("/password/reset", Map.of("token", token, "newPassword", NEW_PASSWORD)),
                Thread::startVirtualThread);
    }

    @Test
    void aRowThatRefersToWhatWasDeletedMeanwhileIsAConflict() {
        // Given
        UUID gone = UUID.randomUUID();

        // When
        ProblemException refusal = assertThrows(ProblemException.class, () -> transactions
                .run(
                        Scope.tenant(gone),
                        transaction -> transaction.update(
                                "INSERT INTO invitation (id, tenant_id, email, role, expires_at)"
                                        + " VALUES ($1, $2, 'a@example.org', 'member', now())",
                                UUID.randomUUID(),
                                gone))
                .await()
                .atMost(PATIENCE));

        // Then
        assertEquals(ProblemType.CONFLICT, refusal.type());
    }

    /** Sends a request that runs into a change which is committed only when the request waits for it. */
    private Response during(AuthClient.Session session, Consumer<Transaction> change, Supplier<Response> request) {
        CompletableFuture<Response> answer =
                transactions.blocking(Scope.member(session.tenant(), session.account()), transaction -> {
                    change.accept(transaction);
                    CompletableFuture<Response> sent = CompletableFuture.supplyAsync(request);
                    Awaitility.await().atMost(PATIENCE).until(MeanwhileTest::somethingWaits);
                    return sent;
                });
        return answer.join();
    }

    private static boolean somethingWaits() {
        return waiting() > 0;
    }

    private static long waiting() {
        return TestDatabase.owner().count(null, "SELECT count(*) FROM pg_locks WHERE NOT granted");
    }

    private static long sessions(UUID tenant) {
        return TestDatabase.owner().count(tenant, "SELECT count(*) FROM session");
    }
}

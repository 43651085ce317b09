package dev.auspex.auth.membership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class MembershipTest {

    @Inject
    ClosedPurge purge;

    @Test
    void grantsNoMoreThanTheMostToThoseWhoAskAtOnce() {
        // Given: three short of each limit, the own tenant counts
        AuthClient.Session me = AuthClient.newVerifiedSession();
        for (int i = 0; i < 16; i++) {
            newTenant(me).then().statusCode(201);
        }
        for (int i = 0; i < 47; i++) {
            newKey(me).then().statusCode(201);
        }
        TestDatabase.owner()
                .update(
                        me.tenant(),
                        "INSERT INTO invitation (id, tenant_id, email, role, expires_at)"
                                + " SELECT gen_random_uuid(), ?, n || '@example.org', 'member', now() + interval '1 day'"
                                + " FROM generate_series(1, 97) n",
                        me.tenant());

        // When
        long tenants = madeAtOnce(() -> newTenant(me));
        long keys = madeAtOnce(() -> newKey(me));
        long invitations = madeAtOnce(() -> AuthClient.as(me)
                .body(Map.of("email", AuthClient.newEmail(), "role", "member"))
                .post("/api/v1/tenant/invitations"));

        // Then
        assertEquals(List.of(3L, 3L, 3L), List.of(tenants, keys, invitations));
    }

    private static Response newTenant(AuthClient.Session me) {
        return AuthClient.as(me).body(Map.of("name", "Acme")).post("/api/v1/tenants");
    }

    private static Response newKey(AuthClient.Session me) {
        return AuthClient.as(me)
                .body(Map.of("name", "key", "scopes", List.of("infer")))
                .post("/api/v1/api-keys");
    }

    /** How many of those that are asked for at the same time are there in the end; the others are refused as one too many. */
    private static long madeAtOnce(Supplier<Response> request) {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(CompletableFuture.supplyAsync(() -> request.get().statusCode(), threads));
            }
            List<Integer> statuses = all.stream().map(CompletableFuture::join).toList();
            assertTrue(statuses.stream().allMatch(status -> status == 201 || status == 409), statuses.toString());
            return statuses.stream().filter(status -> status == 201).count();
        }
    }

    @Test
    void makesATenantAndSwitchesToItWithASessionThatLivesNoLonger() {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        Response made = AuthClient.as(me).body(Map.of("name", "Acme")).post("/api/v1/tenants");
        made.then().statusCode(201).body("role", equalTo("owner")).body("current", equalTo(false));
        String tenant = made.path("id");

        // When
        Response switched = switchTo(me, tenant);

        // Then
        switched.then().statusCode(200).body("refreshToken", notNullValue());
        AuthClient.Session there = AuthClient.session(switched);
        assertEquals(tenant, there.tenant().toString());
        assertEquals(me.account(), there.account());
        assertNotEquals(me.id(), there.id());
        AuthClient.refresh(me.refreshToken()).then().statusCode(401);
        AuthClient.refresh(there.refreshToken()).then().statusCode(200);
        AuthClient.as(there)
                .get("/api/v1/tenants")
                .then()
                .statusCode(200)
                .body("", hasSize(2))
                .body("find { it.current }.name", equalTo("Acme"));
        assertEquals(
                ends(me.tenant(), me.id()), ends(there.tenant(), there.id()), 1.0, "seconds until the sessions' ends");
    }

    private static double ends(UUID tenant, UUID session) {
        return (Double) TestDatabase.owner()
                .query(tenant, "SELECT extract(epoch FROM ends_at)::float8 FROM session WHERE id = ?", session)
                .getFirst();
    }

    @Test
    void switchesToNoStrangersTenant() {
        AuthClient.Session me = AuthClient.newSession();
        switchTo(me, AuthClient.newSession().tenant().toString()).then().statusCode(404);
        AuthClient.refresh(me.refreshToken()).then().statusCode(200);
    }

    @Test
    void invitesByMailAndOnlyTheAddressThatWasInvitedJoins() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        String email = AuthClient.newEmail();
        AuthClient.Session invited = AuthClient.newSession(email);
        AuthClient.Session stranger = AuthClient.newSession();
        invite(owner, email, "analyst").then().statusCode(201).body("email", equalTo(email));
        String token = MailBox.token(MailBox.await(email, "invited to"));

        // When
        Response byStranger = accept(stranger, token);
        Response joined = accept(invited, token);

        // Then
        byStranger.then().statusCode(403);
        joined.then().statusCode(200).body("role", equalTo("analyst"));
        accept(invited, token).then().statusCode(400).body("violations[0].pointer", equalTo("/token"));
        AuthClient.me(invited.accessToken()).then().body("emailVerified", equalTo(true));
        assertEquals(
                1L,
                TestDatabase.owner()
                        .count(invited.tenant(), "SELECT count(*) FROM audit_event WHERE kind = 'email-verified'"));
        AuthClient.as(owner)
                .get("/api/v1/tenant/members")
                .then()
                .statusCode(200)
                .body("email", hasItem(email))
                .body("", hasSize(2));
        AuthClient.as(owner).get("/api/v1/tenant/invitations").then().body("", hasSize(0));
        AuthClient.Session there =
                AuthClient.session(switchTo(invited, owner.tenant().toString()));
        assertEquals(List.of("analyst", "member"), there.claims().getList("groups"));
    }

    @Test
    void anInvitationThatWasWithdrawnIsGoodForNothing() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        String email = AuthClient.newEmail();
        AuthClient.Session invited = AuthClient.newSession(email);
        String id = invite(owner, email, "admin").path("id");
        String token = MailBox.token(MailBox.await(email, "invited to"));

        // When
        AuthClient.as(owner).delete("/api/v1/tenant/invitations/" + id).then().statusCode(204);

        // Then
        accept(invited, token).then().statusCode(400);
        AuthClient.as(owner).delete("/api/v1/tenant/invitations/" + id).then().statusCode(404);
    }

    @Test
    void whoseAddressIsNotVerifiedInvitesNobody() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session me = AuthClient.newSession(email);

        // When
        Response refused = invite(me, AuthClient.newEmail(), "member");

        // Then
        refused.then().statusCode(403).body("detail", containsString("not verified"));
        AuthClient.verify(email).then().statusCode(204);
        invite(me, AuthClient.newEmail(), "member").then().statusCode(201);
    }

    @Test
    void invitesSoManyADayAndSoManyMailsToOneAddress() {
        // Given
        AuthClient.Session owner = AuthClient.newVerifiedSession();
        String email = AuthClient.newEmail();
        invite(owner, email, "member").then().statusCode(201);
        MailBox.await(email, "invited to");
        invite(owner, email, "member").then().statusCode(201);
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        TestDatabase.owner().count("*", "SELECT count(*) FROM mail_job WHERE email = ?", email) == 0);

        // When
        TestDatabase.owner()
                .update(
                        owner.tenant(),
                        "INSERT INTO invitation (id, tenant_id, email, role, expires_at, withdrawn_at)"
                                + " SELECT gen_random_uuid(), ?, 'someone@example.org', 'member', now(), now()"
                                + " FROM generate_series(1, 198)",
                        owner.tenant());
        Response refused = invite(owner, AuthClient.newEmail(), "member");

        // Then
        refused.then().statusCode(409).body("detail", containsString("within a day"));
        assertEquals(1, MailBox.to(email).size());
    }

    @Test
    void rolesSayWhoMayDoWhat() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        AuthClient.Session admin = joined(owner, "admin");
        AuthClient.Session member = joined(owner, "member");

        // When
        Response byMember = invite(member, AuthClient.newEmail(), "member");

        // Then
        byMember.then().statusCode(403);
        AuthClient.as(member).get("/api/v1/tenant").then().statusCode(200);
        AuthClient.as(member)
                .body(Map.of("retentionDays", 3, "logInputs", true))
                .put("/api/v1/tenant/settings")
                .then()
                .statusCode(403);
        invite(admin, AuthClient.newEmail(), "owner").then().statusCode(403);
        invite(admin, AuthClient.newEmail(), "admin").then().statusCode(201);
        role(admin, owner.account(), "member").then().statusCode(403);
        role(admin, admin.account(), "owner").then().statusCode(403);
        remove(admin, owner.account()).then().statusCode(403);
        remove(member, admin.account()).then().statusCode(403);
        role(admin, UUID.randomUUID(), "member").then().statusCode(404);
        role(owner, owner.account(), "admin").then().statusCode(409);
        remove(owner, owner.account()).then().statusCode(409);
    }

    @Test
    void judgesTheRoleBeforeTheBody() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        AuthClient.Session member = joined(owner, "member");
        AuthClient.Session analyst = joined(owner, "analyst");
        Map<String, String> operations = Map.of(
                "/api/v1/tenant/branding",
                "PUT",
                "/api/v1/tenant/settings",
                "PUT",
                "/api/v1/tenant/invitations",
                "POST",
                "/api/v1/tenant/members/" + member.account() + "/role",
                "PUT");

        operations.forEach((path, method) -> {
            for (String body : List.of("{", "[]", "{}", "{\"nonsense\": 1}")) {
                String what = method + " " + path + " " + body;
                assertEquals(
                        403,
                        AuthClient.as(member).body(body).request(method, path).statusCode(),
                        what);
                assertEquals(
                        403,
                        AuthClient.as(analyst).body(body).request(method, path).statusCode(),
                        what);
                assertEquals(
                        400,
                        AuthClient.as(owner).body(body).request(method, path).statusCode(),
                        what);
                assertEquals(
                        401,
                        given().contentType(ContentType.JSON)
                                .body(body)
                                .request(method, path)
                                .statusCode(),
                        what);
            }
        });

        // When: the token of before says member
        role(owner, member.account(), "admin").then().statusCode(204);

        // Then
        AuthClient.as(member)
                .body("{}")
                .post("/api/v1/tenant/invitations")
                .then()
                .statusCode(400);
    }

    @Test
    void aLesserRoleCountsAtOnceAndEndsWhatTheGreaterOneOpened() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        AuthClient.Session admin = joined(owner, "admin");
        Response made = AuthClient.as(admin)
                .body(Map.of("name", "k", "scopes", List.of("manage")))
                .post("/api/v1/api-keys");
        String key = made.path("key");

        // When
        role(owner, admin.account(), "member").then().statusCode(204);

        // Then
        AuthClient.as(admin).get("/api/v1/tenant/invitations").then().statusCode(401);
        AuthClient.refresh(admin.refreshToken()).then().statusCode(401);
        String token = exchange(key).path("accessToken");
        assertEquals(
                List.of("member"), new AuthClient.Session(token, "").claims().getList("groups"));
        assertTrue(outbox(admin.id()) == 1, "no event of the session");
        // A key's revocation would be final, also for the tokens that bring the lesser role.
        assertEquals(0, outbox(UUID.fromString(made.path("apiKey.id"))));
        assertEquals(
                1,
                TestDatabase.owner()
                        .count(
                                "*",
                                "SELECT count(*) FROM outbox WHERE event_key = ? AND payload LIKE ?",
                                admin.account().toString(),
                                "%\"tenantId\":\"" + owner.tenant() + "\"%\"subject\":\"account\"%"));
    }

    @Test
    void invitationsEndWithTheRoleThatTheirInviterHad() {
        // Given: an owner and an admin who invited others, before they become less
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        AuthClient.Session other = joined(owner, "owner");
        AuthClient.Session admin = joined(owner, "admin");
        String ofOther = AuthClient.newEmail();
        String ofOtherGreater = AuthClient.newEmail();
        String ofAdmin = AuthClient.newEmail();
        invite(other, ofOther, "admin").then().statusCode(201);
        invite(other, ofOtherGreater, "owner").then().statusCode(201);
        invite(admin, ofAdmin, "member").then().statusCode(201);
        AuthClient.Session invited = AuthClient.newSession(ofAdmin);
        String token = MailBox.token(MailBox.await(ofAdmin, "invited to"));

        // When
        role(owner, other.account(), "admin").then().statusCode(204);
        role(owner, admin.account(), "analyst").then().statusCode(204);

        // Then
        AuthClient.as(owner).get("/api/v1/tenant/invitations").then().body("email", equalTo(List.of(ofOther)));
        accept(invited, token).then().statusCode(400);
        remove(owner, other.account()).then().statusCode(204);
        AuthClient.as(owner).get("/api/v1/tenant/invitations").then().body("", hasSize(0));
    }

    @Test
    void removesKeysAndInvitationsThatHaveBeenOverForLong() {
        // Given
        AuthClient.Session me = AuthClient.newVerifiedSession();
        for (String name : List.of("living", "revoked", "expired", "fresh")) {
            newKey(me).then().statusCode(201);
            TestDatabase.owner().update(me.tenant(), "UPDATE api_key SET name = ? WHERE name = 'key'", name);
        }
        String longAgo = "now() - interval '31 days'";
        TestDatabase.owner()
                .update(
                        me.tenant(),
                        "UPDATE api_key SET revoked_at = CASE name WHEN 'revoked' THEN " + longAgo
                                + " WHEN 'fresh' THEN now() END,"
                                + " expires_at = CASE name WHEN 'expired' THEN " + longAgo + " ELSE expires_at END");
        for (String name : List.of("open", "withdrawn", "accepted", "expired", "fresh")) {
            TestDatabase.owner()
                    .update(
                            me.tenant(),
                            "INSERT INTO invitation (id, tenant_id, email, role, expires_at, withdrawn_at, accepted_at)"
                                    + " VALUES (gen_random_uuid(), ?, ?, 'member', CASE ? WHEN 'expired' THEN "
                                    + longAgo
                                    + " ELSE now() + interval '1 day' END,"
                                    + " CASE ? WHEN 'withdrawn' THEN " + longAgo + " WHEN 'fresh' THEN now() END,"
                                    + " CASE ? WHEN 'accepted' THEN " + longAgo + " END)",
                            me.tenant(),
                            name,
                            name,
                            name,
                            name);
        }

        // When
        purge.purge().await().atMost(Duration.ofSeconds(20));

        // Then
        assertEquals(
                List.of("fresh", "living"),
                TestDatabase.owner().query(me.tenant(), "SELECT name FROM api_key ORDER BY name"));
        assertEquals(
                List.of("fresh", "open"),
                TestDatabase.owner().query(me.tenant(), "SELECT email FROM invitation ORDER BY email"));
    }

    @Test
    void whoIsRemovedLosesSessionsAndKeysThere() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        AuthClient.Session member = joined(owner, "member");
        Response key = AuthClient.as(member)
                .body(Map.of("name", "k", "scopes", List.of("infer")))
                .post("/api/v1/api-keys");

        // When
        remove(owner, member.account()).then().statusCode(204);

        // Then
        AuthClient.refresh(member.refreshToken()).then().statusCode(401);
        exchange(key.path("key")).then().statusCode(401);
        assertEquals(1, outbox(member.id()));
        assertEquals(1, outbox(UUID.fromString(key.path("apiKey.id"))));
        AuthClient.as(owner).get("/api/v1/tenant/members").then().body("", hasSize(1));
    }

    @Test
    void whoMayLeaveAndNobodyLeavesTheirOwnTenant() {
        // Given
        AuthClient.Session owner = inNewTenant(AuthClient.newVerifiedSession());
        AuthClient.Session member = joined(owner, "member");
        AuthClient.Session alone = AuthClient.newSession();

        // When
        Response left = remove(member, member.account());

        // Then
        left.then().statusCode(204);
        remove(alone, alone.account()).then().statusCode(409);
        AuthClient.refresh(alone.refreshToken()).then().statusCode(200);
    }

    @Test
    void twoOwnersWhoUnmakeEachOtherAtOnceLeaveOne() {
        for (int round = 0; round < 10; round++) {
            // Given
            AuthClient.Session first = inNewTenant(AuthClient.newVerifiedSession());
            AuthClient.Session second = joined(first, "owner");

            // When
            CompletableFuture<Integer> one = CompletableFuture.supplyAsync(
                    () -> remove(first, second.account()).statusCode());
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(
                    () -> remove(second, first.account()).statusCode());
            CompletableFuture.allOf(one, other).join();

            // Then
            assertEquals(
                    1L,
                    TestDatabase.owner().count(first.tenant(), "SELECT count(*) FROM membership WHERE role = 'owner'"));
        }
    }

    @Test
    void brandingAndSettingsAreKept() throws Exception {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        String logo = Base64.getEncoder().encodeToString(LogoTest.picture("png", 16, 16));

        // When
        AuthClient.as(me)
                .body(Map.of("name", "Acme", "colour", "#3c5a99", "logo", logo))
                .put("/api/v1/tenant/branding")
                .then()
                .statusCode(200);
        AuthClient.as(me)
                .body(Map.of(
                        "requestsPerSecond", 50, "predictionsPerDay", 1000, "retentionDays", 30, "logInputs", true))
                .put("/api/v1/tenant/settings")
                .then()
                .statusCode(200);

        // Then
        AuthClient.as(me)
                .get("/api/v1/tenant")
                .then()
                .statusCode(200)
                .body("personal", equalTo(true))
                .body("branding.name", equalTo("Acme"))
                .body("branding.colour", equalTo("#3c5a99"))
                .body("branding.logo", equalTo(logo))
                .body("settings.requestsPerSecond", equalTo(50))
                .body("settings.logInputs", equalTo(true));
        given().header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .get("/internal/v1/tenants/" + me.tenant() + "/settings")
                .then()
                .statusCode(200)
                .body("retentionDays", equalTo(30));
        AuthClient.as(me)
                .get("/internal/v1/tenants/" + me.tenant() + "/settings")
                .then()
                .statusCode(403);
        given().header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .get("/internal/v1/tenants/" + UUID.randomUUID() + "/settings")
                .then()
                .statusCode(404);
        AuthClient.as(me)
                .body(Map.of("name", "", "colour", "red", "logo", "x"))
                .put("/api/v1/tenant/branding")
                .then()
                .statusCode(400)
                .body("violations.pointer", hasItem("/colour"));
        for (String name : List.of("Acme\r\nBcc: x@example.org", "Acme\u202egro", "Acme\u2028Line", "Acme\u0085")) {
            AuthClient.as(me)
                    .body(Map.of("name", name))
                    .put("/api/v1/tenant/branding")
                    .then()
                    .statusCode(400)
                    .body("violations.pointer", contains("/name"))
                    .body("violations.code", contains("format"));
        }
        AuthClient.as(me)
                .body(Map.of("retentionDays", 0, "logInputs", false))
                .put("/api/v1/tenant/settings")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/retentionDays"));
    }

    /** Each of these was taken: it deleted predictions after 30 days, removed a limit or turned the logging of inputs on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"retentionDays\": 30.9, \"logInputs\": false}",
                "{\"retentionDays\": \"30\", \"logInputs\": false}",
                "{\"retentionDays\": 40, \"logInputs\": \"true\"}",
                "{\"retentionDays\": 40, \"logInputs\": 2}",
                "{\"retentionDays\": 40, \"logInputs\": \" TRUE \"}",
                "{\"retentionDays\": 40, \"logInputs\": null}",
                "{\"retentionDays\": 40, \"logInputs\": false, \"requestsPerSecond\": \"\"}",
                "{\"retentionDays\": 40, \"logInputs\": false, \"predictionsPerDay\": [7]}"
            })
    void keepsTheSettingsWhereAValueHasAnotherType(String body) {
        // Given
        AuthClient.Session me = AuthClient.newSession();
        Map<String, Object> kept =
                Map.of("requestsPerSecond", 50, "predictionsPerDay", 1000, "retentionDays", 365, "logInputs", false);
        AuthClient.as(me).body(kept).put("/api/v1/tenant/settings").then().statusCode(200);

        // When
        Response answer = AuthClient.as(me).body(body).put("/api/v1/tenant/settings");

        // Then
        answer.then().statusCode(400).body("violations.code", contains("type"));
        AuthClient.as(me).get("/api/v1/tenant").then().body("settings", equalTo(kept));
    }

    @Test
    void makesNoTenantOfANameThatIsNoText() {
        AuthClient.Session me = AuthClient.newSession();

        AuthClient.as(me)
                .body("{\"name\": false}")
                .post("/api/v1/tenants")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/name"))
                .body("violations.message", contains("`name` must be a string, not true or false."));
    }

    private static AuthClient.Session inNewTenant(AuthClient.Session session) {
        String tenant = AuthClient.as(session)
                .body(Map.of("name", "T " + UUID.randomUUID()))
                .post("/api/v1/tenants")
                .path("id");
        return AuthClient.session(switchTo(session, tenant));
    }

    /** Somebody new in the owner's tenant, signed in there. */
    private static AuthClient.Session joined(AuthClient.Session owner, String role) {
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        invite(owner, email, role).then().statusCode(201);
        accept(session, MailBox.token(MailBox.await(email, "invited to")))
                .then()
                .statusCode(200);
        return AuthClient.session(switchTo(session, owner.tenant().toString()));
    }

    private static Response switchTo(AuthClient.Session session, String tenant) {
        return AuthClient.as(session).body(Map.of("tenantId", tenant)).post("/api/v1/auth/switch");
    }

    private static Response invite(AuthClient.Session session, String email, String role) {
        return AuthClient.as(session).body(Map.of("email", email, "role", role)).post("/api/v1/tenant/invitations");
    }

    private static Response accept(AuthClient.Session session, String token) {
        return AuthClient.as(session).body(Map.of("token", token)).post("/api/v1/invitations/accept");
    }

    private static Response role(AuthClient.Session session, UUID account, String role) {
        return AuthClient.as(session).body(Map.of("role", role)).put("/api/v1/tenant/members/" + account + "/role");
    }

    private static Response remove(AuthClient.Session session, UUID account) {
        return AuthClient.as(session).delete("/api/v1/tenant/members/" + account);
    }

    private static Response exchange(String key) {
        return given().contentType(ContentType.JSON)
                .header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange");
    }

    private static long outbox(UUID subject) {
        return TestDatabase.owner().count("*", "SELECT count(*) FROM outbox WHERE event_key = ?", subject.toString());
    }
}

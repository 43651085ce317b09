package dev.auspex.auth.passkey;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.totp.Codes;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class PasskeyTest {

    private static final String PATH = "/api/v1/auth/passkeys";
    private static final String SIGN_IN = "/api/v1/auth/login/passkey";

    @ParameterizedTest
    @EnumSource
    void signsInWithoutPasswordAndCode(SoftAuthenticator.Kind kind) {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        SoftAuthenticator device = new SoftAuthenticator(kind);
        Response added = add(session, device);
        added.then()
                .statusCode(201)
                .body("name", equalTo("Laptop"))
                .body("synced", equalTo(true))
                .body("lastUsedAt", nullValue());
        String secret = AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/second-factor/totp")
                .path("secret");
        AuthClient.as(session)
                .body(Map.of("code", Codes.of(secret, 0)))
                .post("/api/v1/auth/second-factor/totp/confirm")
                .then()
                .statusCode(200);

        // When
        Response signedIn = signIn(device);

        // Then
        signedIn.then().statusCode(200).body("refreshToken", notNullValue());
        AuthClient.me(signedIn.path("accessToken")).then().statusCode(200).body("email", equalTo(email));
        signIn(device).then().statusCode(200);
        AuthClient.as(session)
                .get(PATH)
                .then()
                .statusCode(200)
                .body("id", contains(added.<String>path("id")))
                .body("lastUsedAt", contains(notNullValue()));
        assertEquals(2, audited(session, "signed-in", "\"by\":\"passkey\""));
        assertTrue(MailBox.await(email, "passkey was added").contains("Laptop"));
    }

    @Test
    void asksForThePasswordAndTheCodeBeforeOneIsAdded() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        // When
        Response wrong = AuthClient.as(session)
                .body(Map.of("password", "not the right one"))
                .post(PATH + "/options");
        Response right = options(session);

        // Then
        wrong.then().statusCode(400).body("violations[0].pointer", equalTo("/password"));
        right.then()
                .statusCode(200)
                .body("rp.id", equalTo("localhost"))
                .body("user.id", equalTo(SoftAuthenticator.text(PasskeyResource.handle(session.account()))))
                .body("pubKeyCredParams.alg", contains(-8, -7, -257))
                .body("authenticatorSelection.userVerification", equalTo("required"))
                .body("authenticatorSelection.residentKey", equalTo("required"))
                .body("attestation", equalTo("none"))
                .body("timeout", equalTo(300_000))
                .body("excludeCredentials", empty());
    }

    private enum Fault {
        ORIGIN("bad-origin", device -> device.at("https://auspex.example.net")),
        PORT("bad-origin", device -> device.at("http://localhost:8081")),
        RELYING_PARTY("bad-rp-id", device -> device.of("example.net")),
        VERIFICATION("user-not-verified", device -> device.verifying(false));

        private final String cause;
        private final Consumer<SoftAuthenticator> on;

        Fault(String cause, Consumer<SoftAuthenticator> on) {
            this.cause = cause;
            this.on = on;
        }
    }

    @ParameterizedTest
    @EnumSource
    void addsNoneThatWasMadeElsewhereOrWithoutAPerson(Fault fault) {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        fault.on.accept(device);

        // When
        Response refused = add(session, device);

        // Then
        refused.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].pointer", equalTo("/credential"))
                .body("violations[0].code", equalTo(fault.cause));
        AuthClient.as(session).get(PATH).then().body("", empty());
    }

    @ParameterizedTest
    @EnumSource
    void signsNobodyInWhoWasAskedElsewhereOrIsNotVerified(Fault fault) {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);
        fault.on.accept(device);

        // When
        Response refused = signIn(device);

        // Then
        refused.then().statusCode(401).contentType("application/problem+json");
        assertEquals(1, audited(session, "sign-in-refused", "\"cause\":\"" + fault.cause + "\""));
    }

    @Test
    void addsNoneForAChallengeThatIsNotThisSessionsOrIsUsed() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        AuthClient.Session sameAccount = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        AuthClient.Session other = AuthClient.newSession();
        Response options = options(session);
        Map<String, Object> made = new SoftAuthenticator().create(options);

        // When
        Response inAnotherSession = add(sameAccount, made);
        Response inAnotherAccount = add(other, made);
        Response ofASignIn = add(
                session,
                new SoftAuthenticator()
                        .create(given().post(SIGN_IN + "/options").<String>path("challenge")));
        Response made1 = add(session, made);
        Response again = add(session, new SoftAuthenticator().create(options));
        Response invented = add(session, new SoftAuthenticator().create("AAAAAAAAAAAAAAAAAAAAAA"));

        // Then
        for (Response refused : List.of(inAnotherSession, inAnotherAccount, ofASignIn, invented)) {
            refused.then().statusCode(400).body("violations[0].code", equalTo("challenge-unknown"));
        }
        made1.then().statusCode(201);
        again.then().statusCode(400).body("violations[0].code", equalTo("challenge-used"));
    }

    @Test
    void aUseIsGoodOnce() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);
        Map<String, Object> used = device.get(given().post(SIGN_IN + "/options"));

        // When
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> signIn(used).statusCode()))
                .toList();

        // Then
        assertEquals(
                List.of(200, 401, 401, 401, 401, 401, 401, 401),
                answers.stream().map(CompletableFuture::join).sorted().toList());
        assertEquals(7, audited(session, "sign-in-refused", "\"cause\":\"challenge-used\""));
        signIn(device.get(options(session))).then().statusCode(401);
        signIn(device.get("AAAAAAAAAAAAAAAAAAAAAA")).then().statusCode(401);
    }

    @Test
    void refusesOtherKeysOtherAccountsAndChangedAnswers() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        AuthClient.Session other = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);
        SoftAuthenticator stranger = new SoftAuthenticator().saying(PasskeyResource.handle(session.account()));

        // When
        Response unknown = signIn(stranger);
        Map<String, Object> forged = new HashMap<>(stranger.get(given().post(SIGN_IN + "/options")));
        forged.put("id", device.id());
        Response anotherKey = signIn(forged);
        device.saying(PasskeyResource.handle(other.account()));
        Response anotherAccount = signIn(device);
        device.saying(PasskeyResource.handle(session.account()));

        // Then
        unknown.then().statusCode(401);
        anotherKey.then().statusCode(401);
        anotherAccount.then().statusCode(401);
        assertEquals(unknown.<String>path("detail"), anotherKey.<String>path("detail"), "does not say what was wrong");
        assertEquals(1, audited(session, "sign-in-refused", "\"cause\":\"bad-signature\""));
        assertEquals(1, audited(session, "sign-in-refused", "\"cause\":\"other-account\""));
        signIn(device).then().statusCode(200);
    }

    @Test
    void refusesACounterThatGoesBack() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator().copying(false).counting(5);
        add(session, device).then().statusCode(201).body("synced", equalTo(false));
        signIn(device.counting(9)).then().statusCode(200);

        // When
        Response copy = signIn(device.counting(9));

        // Then
        copy.then().statusCode(401);
        assertEquals(1, audited(session, "sign-in-refused", "\"cause\":\"malicious-counter-value\""));
        signIn(device.counting(10)).then().statusCode(200);
    }

    @Test
    void isRenamedAndRemovedByItsOwnerOnly() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        AuthClient.Session other = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        String id = add(session, device).path("id");

        // When
        Response theirs = AuthClient.as(other).delete(PATH + "/" + id);
        Response renamedByThem = AuthClient.as(other).body(Map.of("name", "x")).put(PATH + "/" + id + "/name");
        Response renamed =
                AuthClient.as(session).body(Map.of("name", " Phone ")).put(PATH + "/" + id + "/name");
        Response removed = AuthClient.as(session).delete(PATH + "/" + id);

        // Then
        theirs.then().statusCode(404);
        renamedByThem.then().statusCode(404);
        AuthClient.as(other).get(PATH).then().statusCode(200).body("", empty());
        renamed.then().statusCode(200).body("name", equalTo("Phone"));
        removed.then().statusCode(204);
        AuthClient.as(session).delete(PATH + "/" + id).then().statusCode(404);
        signIn(device).then().statusCode(401);
        for (String kind : List.of("passkey-added", "passkey-renamed", "passkey-removed")) {
            assertEquals(1, audited(session, kind, id), kind);
        }
    }

    @Test
    void isAddedOnceAndNamedToAuthenticatorsThatHaveIt() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        AuthClient.Session other = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);

        // When
        Response again = add(session, device);
        Response byAnother = add(other, device);

        // Then
        again.then().statusCode(409);
        byAnother.then().statusCode(409);
        options(session)
                .then()
                .body("excludeCredentials.id", contains(device.id()))
                .body("excludeCredentials[0].transports", contains("hybrid", "internal"));
    }

    @Test
    void thereAreTwentyAtMost() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        Response begun = options(session);
        for (int i = 0; i < 20; i++) {
            add(session, new SoftAuthenticator()).then().statusCode(201);
        }

        // When
        Response oneMore = options(session);
        Response begunBefore = add(session, new SoftAuthenticator().create(begun));

        // Then
        oneMore.then().statusCode(409).body("detail", containsString("20 passkeys"));
        begunBefore.then().statusCode(409);
    }

    @Test
    void outlivesANewPasswordAndGoesWithTheAccount() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        AuthClient.verify(email).then().statusCode(204);
        SoftAuthenticator device = new SoftAuthenticator();
        String id = add(session, device).path("id");
        reset(email);
        Response signedIn = signIn(device);
        signedIn.then().statusCode(200);
        AuthClient.Session now = AuthClient.session(signedIn);

        // When
        Response export = AuthClient.as(now).get("/api/v1/account/export");
        AuthClient.as(now)
                .body(Map.of("password", "another horse another staple"))
                .post("/api/v1/account/delete")
                .then()
                .statusCode(204);

        // Then
        export.then().statusCode(200).body("passkeys.id", contains(id));
        signIn(device).then().statusCode(401);
    }

    @Test
    void goesWhereAResetFirstShowsWhoseTheAddressIs() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);

        // When
        reset(email);

        // Then
        signIn(device).then().statusCode(401);
        assertEquals(1, audited(session, "passkey-removed", ""));
    }

    @Test
    void browsersGetACookie() {
        // Given
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);

        // When
        Response signedIn = given().contentType(ContentType.JSON)
                .header(Headers.SESSION_MODE, "browser")
                .body(device.get(given().post(SIGN_IN + "/options")))
                .post(SIGN_IN);

        // Then
        signedIn.then().statusCode(200).body("refreshToken", nullValue());
        assertTrue(
                signedIn.getHeaders().getValues("Set-Cookie").stream()
                        .anyMatch(cookie -> cookie.startsWith("auspex_refresh=") && cookie.contains("HTTPOnly")),
                signedIn.getHeaders().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "id, '', /id",
        "id, 'a b', /id",
        "id, AAAAA, /id",
        "type, password, /type",
        "signature, '%', /response/signature",
        "userHandle, '', /response/userHandle"
    })
    void namesWhatIsNotWhatABrowserWrites(String field, String value, String pointer) {
        // Given
        SoftAuthenticator device = new SoftAuthenticator().saying(new byte[16]);
        Map<String, Object> use = new HashMap<>(device.get(given().post(SIGN_IN + "/options")));
        if (use.containsKey(field)) {
            use.put(field, value);
        } else {
            response(use).put(field, value);
        }

        // When
        Response refused = signIn(use);

        // Then
        refused.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations.pointer", contains(pointer))
                .body("violations", hasSize(1));
    }

    /** Bytes that no authenticator says are refused, and never the service's fault. Those of a new key are not signed, so some pass. */
    @Test
    void doesNotStumbleOverChangedBytes() {
        // Given
        Random random = new Random(20_261_125);
        AuthClient.Session session = AuthClient.newSession();
        SoftAuthenticator device = new SoftAuthenticator();
        add(session, device).then().statusCode(201);
        Map<String, Object> use = device.get(given().post(SIGN_IN + "/options"));
        Response options = options(session);
        int refused = 0;

        for (int i = 0; i < 300; i++) {
            Map<String, Object> made = new SoftAuthenticator().create(options);

            // When
            Response adding = add(session, changed(made, random, "attestationObject", "clientDataJSON"));
            Response signingIn = signIn(changed(use, random, "authenticatorData", "clientDataJSON", "signature"));

            // Then
            signingIn.then().statusCode(401);
            if (adding.statusCode() == 201) {
                AuthClient.as(session)
                        .delete(PATH + "/" + adding.path("id"))
                        .then()
                        .statusCode(204);
                options = options(session);
            } else {
                adding.then().statusCode(400);
                refused++;
            }
        }
        assertTrue(refused > 150, "refused " + refused);
    }

    private static Map<String, Object> changed(Map<String, Object> given, Random random, String... fields) {
        Map<String, Object> changed = new HashMap<>(given);
        Map<String, Object> response = new HashMap<>(response(given));
        changed.put("response", response);
        String field = fields[random.nextInt(fields.length)];
        byte[] bytes = java.util.Base64.getUrlDecoder().decode((String) response.get(field));
        int from = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
            case 0 -> bytes[from] ^= (byte) (1 + random.nextInt(255));
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, from));
            default -> {
                byte[] noise = new byte[Math.min(bytes.length - from, 1 + random.nextInt(16))];
                random.nextBytes(noise);
                noise[0] ^= (byte) (noise[0] == bytes[from] ? 1 : 0);
                System.arraycopy(noise, 0, bytes, from, noise.length);
            }
        }
        response.put(field, SoftAuthenticator.text(bytes));
        return changed;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> response(Map<String, Object> credential) {
        return (Map<String, Object>) credential.get("response");
    }

    private static Response options(AuthClient.Session session) {
        return AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post(PATH + "/options");
    }

    private static Response add(AuthClient.Session session, SoftAuthenticator device) {
        return add(session, device.create(options(session)));
    }

    private static Response add(AuthClient.Session session, Map<String, Object> credential) {
        return AuthClient.as(session)
                .body(Map.of("name", "Laptop", "credential", credential))
                .post(PATH);
    }

    private static Response signIn(SoftAuthenticator device) {
        return signIn(device.get(given().post(SIGN_IN + "/options")));
    }

    private static Response signIn(Map<String, Object> use) {
        return given().contentType(ContentType.JSON).body(use).post(SIGN_IN);
    }

    private static void reset(String email) {
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        AuthClient.post(
                        "/password/reset",
                        Map.of(
                                "token",
                                MailBox.token(MailBox.await(email, "eset")),
                                "newPassword",
                                "another horse another staple"))
                .then()
                .statusCode(204);
    }

    /** How many events of a kind in the tenant's log have this in their facts or are about it. */
    private static long audited(AuthClient.Session session, String kind, String fact) {
        return TestDatabase.owner()
                .count(
                        session.tenant(),
                        "SELECT count(*) FROM audit_event WHERE kind = ?"
                                + " AND strpos(coalesce(subject::text, '') || replace(detail::text, ' ', ''), ?) > 0",
                        kind,
                        fact);
    }
}

package dev.auspex.auth.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.passkey.SoftAuthenticator;
import dev.auspex.localstack.testing.TestDatabase;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
@TestProfile(VerificationRequiredTest.Required.class)
class VerificationRequiredTest {

    private static final int MANY = 1000;
    private static final int WARM_UP = 200;

    @Test
    void registeringTellsNobodyWhetherAnAddressIsTakenButItsOwner() {
        // Given
        String email = AuthClient.newEmail();

        // When
        Response first = AuthClient.register(email, AuthClient.PASSWORD);

        // Then
        first.then().statusCode(202).body(equalTo(""));
        MailBox.await(email, "Verify");
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(403).contentType("application/problem+json");
        AuthClient.login(email, "not the password at all").then().statusCode(401);
        AuthClient.verify(email).then().statusCode(204);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
        AuthClient.register(email, "the password of somebody else")
                .then()
                .statusCode(202)
                .body(equalTo(""));
        MailBox.await(email, "already have an account");
        AuthClient.login(email, "the password of somebody else").then().statusCode(401);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
    }

    @Test
    void aPasskeyOpensNoAccountWhoseAddressIsNotVerified() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.register(email, AuthClient.PASSWORD).then().statusCode(202);
        AuthClient.verify(email).then().statusCode(204);
        AuthClient.Session session = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        SoftAuthenticator device = SoftAuthenticator.add(session);
        device.signIn().then().statusCode(200);
        TestDatabase.owner()
                .update(
                        session.tenant(),
                        "UPDATE account SET email_verified_at = NULL WHERE id = ?",
                        session.account());

        // When
        Response refused = device.signIn();

        // Then
        refused.then().statusCode(403).contentType("application/problem+json");
    }

    @Test
    void whoRegistersAnUnverifiedAddressAgainGetsALinkThatSetsAPassword() {
        // Given: somebody else was there before
        String email = AuthClient.newEmail();
        String owners = "the password of its owner";
        AuthClient.register(email, AuthClient.PASSWORD).then().statusCode(202);
        MailBox.await(email, "Verify");

        // When
        AuthClient.register(email, owners).then().statusCode(202).body(equalTo(""));

        // Then
        String token = MailBox.token(MailBox.await(email, "Set a password"));
        AuthClient.login(email, owners).then().statusCode(401);
        AuthClient.post("/password/reset", Map.of("token", token, "newPassword", owners))
                .then()
                .statusCode(204);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(401);
        AuthClient.login(email, owners).then().statusCode(200);
    }

    /** A thousand of each, in turn, with a cheap hash so that the rest of the work shows: the medians must not tell. */
    @Test
    void registeringLoginAndForgottenPasswordsTakeTheSameTimeForKnownAndUnknownAddresses() {
        // Given
        String known = AuthClient.newEmail();
        AuthClient.register(known, AuthClient.PASSWORD).then().statusCode(202);
        AuthClient.verify(known).then().statusCode(204);

        for (String operation : List.of("/login", "/register", "/password/forgot")) {
            // When
            List<Long> ofKnown = new ArrayList<>();
            List<Long> ofUnknown = new ArrayList<>();
            for (int i = 0; i < WARM_UP + MANY; i++) {
                boolean counts = i >= WARM_UP;
                // Each goes first as often as the other.
                if (i % 2 == 0) {
                    add(ofKnown, nanos(operation, known), counts);
                    add(ofUnknown, nanos(operation, AuthClient.newEmail()), counts);
                } else {
                    add(ofUnknown, nanos(operation, AuthClient.newEmail()), counts);
                    add(ofKnown, nanos(operation, known), counts);
                }
            }

            // Then
            double ratio = (double) median(ofUnknown) / median(ofKnown);
            System.out.printf(
                    "%s: median of known %d us, of unknown %d us, ratio %.3f%n",
                    operation, median(ofKnown) / 1000, median(ofUnknown) / 1000, ratio);
            assertTrue(ratio > 0.85 && ratio < 1.18, operation + ": unknown to known " + ratio);
        }
        await().atMost(Duration.ofMinutes(2))
                .until(() -> TestDatabase.owner().count("*", "SELECT count(*) FROM mail_job") == 0);
        assertEquals(
                1,
                MailBox.to(known).stream()
                        .filter(mail -> mail.contains("Reset your password"))
                        .count());
    }

    private static void add(List<Long> times, long nanos, boolean counts) {
        if (counts) {
            times.add(nanos);
        }
    }

    private static long nanos(String operation, String email) {
        Map<String, String> body = operation.equals("/password/forgot")
                ? Map.of("email", email)
                : Map.of("email", email, "password", "wrong horse battery staple");
        int expected = operation.equals("/login") ? 401 : 202;
        long start = System.nanoTime();
        Response response = AuthClient.post(operation, body);
        long taken = System.nanoTime() - start;
        assertEquals(expected, response.statusCode(), operation);
        return taken;
    }

    private static long median(List<Long> times) {
        List<Long> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** Addresses have to be verified; the hash is as cheap as it may be. */
    public static final class Required implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "auspex.account.verification-required", "true",
                    "auspex.password.memory-kib", "1024",
                    "auspex.password.iterations", "1");
        }
    }
}

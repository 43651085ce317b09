package dev.auspex.auth.mail;

import java.time.Duration;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
@WithTestResource(SmtpStub.class)
class SmtpTest {

    @Test
    void sendsMailOverSmtpAndTriesAgainWhenTheServerRefuses() throws Exception {
        // Given
        String email = AuthClient.newEmail();

        // When: the server refuses the first attempt
        AuthClient.newSession(email);

        // Then
        await().atMost(Duration.ofSeconds(60)).until(() -> !SmtpStub.taken().isEmpty());
        String mail = SmtpStub.taken().getFirst();
        assertTrue(mail.startsWith("MAIL FROM:<door@auspex.example>"), mail);
        assertTrue(mail.contains("RCPT TO:<" + email + ">"), mail);
        assertTrue(mail.contains("Subject: Verify your email address"), mail);
        assertTrue(mail.contains("/verify-email#token"), mail);
    }
}

package dev.auspex.auth.mail;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.MailBox;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.localstack.testing.TestDatabase;

import static org.junit.jupiter.api.Assertions.assertEquals;

@QuarkusTest
@AuthServers
class MailRoomTest {

    @Inject
    MailQueue queue;

    @Inject
    Transactions transactions;

    @AfterEach
    void clear() {
        TestDatabase.owner().update("*", "DELETE FROM mail_job WHERE kind = 'waits'");
        look();
    }

    @Test
    void dropsWhatAnybodyMayAskForWhereTooMuchWaits() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.newSession(email);
        TestDatabase.owner()
                .update(
                        "*",
                        "INSERT INTO mail_job (id, kind, email, detail, not_before) SELECT gen_random_uuid(), 'waits', 'x@example.org',"
                                + " '{}', now() + interval '1 day' FROM generate_series(1, 10000)");
        look();

        // When
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);

        // Then
        assertEquals(0, TestDatabase.owner().count("*", "SELECT count(*) FROM mail_job WHERE email = ?", email));
        clear();
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        MailBox.await(email, "Reset");
        assertEquals(
                1,
                MailBox.to(email).stream()
                        .filter(mail -> mail.contains("Reset your password"))
                        .count());
    }

    private void look() {
        transactions.blocking(Scope.system(), transaction -> {
            queue.look(transaction);
            return null;
        });
    }
}

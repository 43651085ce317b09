package dev.auspex.auth.audittrail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.auth.AuditEvent;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TableTest {

    @Test
    void quotesFieldsAndDisarmsFormulas() {
        // Given
        AuditEvent event = new AuditEvent(
                new UUID(0, 1),
                Instant.EPOCH,
                "signed-in",
                null,
                null,
                Map.of("name", "a \"quoted\", name"),
                "192.0.2.1",
                "=HYPERLINK(\"http://example.org\")");

        // When
        String rows = Table.rows(List.of(event));

        // Then
        assertEquals(
                "\"00000000-0000-0000-0000-000000000001\",\"1970-01-01T00:00:00Z\",\"signed-in\",\"\",\"\","
                        + "\"name=a \"\"quoted\"\", name\",\"192.0.2.1\","
                        + "\"'=HYPERLINK(\"\"http://example.org\"\")\"\r\n",
                rows);
    }
}

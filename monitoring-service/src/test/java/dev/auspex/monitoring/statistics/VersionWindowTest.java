package dev.auspex.monitoring.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VersionWindowTest {

    @Test
    void startsAWindowAtTheWholeHour() {
        assertThat(VersionWindow.startOf(Instant.parse("2026-03-01T10:59:59.999Z"), Duration.ofHours(1)))
                .isEqualTo("2026-03-01T10:00:00Z");
        assertThat(VersionWindow.startOf(Instant.parse("2026-03-01T10:00:00Z"), Duration.ofHours(1)))
                .isEqualTo("2026-03-01T10:00:00Z");
        assertThat(VersionWindow.startOf(Instant.parse("2026-03-01T10:44:00Z"), Duration.ofMinutes(15)))
                .isEqualTo("2026-03-01T10:30:00Z");
    }

    @Test
    void ordersTenantsAsPostgresDoes() {
        // Given: as signed numbers the first would be the greater one
        Instant start = Instant.EPOCH;
        VersionWindow low = new VersionWindow(UUID.fromString("10000000-0000-0000-0000-000000000000"), "m", "1", start);
        VersionWindow high =
                new VersionWindow(UUID.fromString("f0000000-0000-0000-0000-000000000000"), "m", "1", start);

        // When and Then
        assertThat(low).isLessThan(high);
    }
}

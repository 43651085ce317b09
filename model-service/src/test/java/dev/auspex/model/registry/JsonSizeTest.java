package dev.auspex.model.registry;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ReferenceProfile;

import static org.assertj.core.api.Assertions.assertThat;

class JsonSizeTest {

    @Test
    void countsProfilesWhoseFilesLeaveListsOut() {
        // Given
        ReferenceProfile profile = new ReferenceProfile(
                "sum",
                "1",
                10,
                List.of(
                        new FeatureReference("number", FeatureType.NUMBER, List.of(1.0, 2.0), null, null, 0),
                        new FeatureReference(
                                "category", FeatureType.CATEGORY, null, List.of("x".repeat(500)), null, 0)),
                null);

        // When
        long size = JsonSize.of(profile);

        // Then
        assertThat(size).isBetween(700L, 1_500L);
    }
}

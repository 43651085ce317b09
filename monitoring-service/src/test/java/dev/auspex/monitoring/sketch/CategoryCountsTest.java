package dev.auspex.monitoring.sketch;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CategoryCountsTest {

    @Test
    void countsExactlyAndBoundsTheCategoriesThatItTellsApart() {
        // Given
        CategoryCounts counts = new CategoryCounts();

        // When
        for (int i = 0; i < CategoryCounts.MOST + 500; i++) {
            counts.add("c" + i);
        }
        counts.add("c0");

        // Then
        assertThat(counts.counts()).hasSize(CategoryCounts.MOST);
        assertThat(counts.of("c0")).isEqualTo(2);
        assertThat(counts.other()).isEqualTo(500);
        assertThat(counts.total()).isEqualTo(CategoryCounts.MOST + 501);
    }

    @Test
    void countsWhatCannotBeStoredAsOther() {
        // Given
        CategoryCounts counts = new CategoryCounts();

        // When
        counts.add("a\0b");
        counts.add("x".repeat(CategoryCounts.LONGEST + 1));

        // Then
        assertThat(counts.counts()).isEmpty();
        assertThat(counts.other()).isEqualTo(2);
    }

    @Property(tries = 200)
    void losesNothingInAMerge(@ForAll List<String> left, @ForAll List<String> right) {
        // Given
        CategoryCounts a = new CategoryCounts();
        CategoryCounts b = new CategoryCounts();
        left.forEach(a::add);
        right.forEach(b::add);

        // When
        a.merge(b);

        // Then
        assertThat(a.total()).isEqualTo(left.size() + right.size());
    }

    @Test
    void tellsNumbersCategoriesAndMissingValuesOfAFeatureApart() {
        // Given
        FeatureSummary feature = FeatureSummary.empty();

        // When
        feature.add(3);
        feature.add(2.5);
        feature.add("yes");
        feature.add(true);
        feature.add(null);
        feature.add(Double.POSITIVE_INFINITY);

        // Then
        assertThat(feature.numbers().count()).isEqualTo(2);
        assertThat(feature.categories().of("yes")).isOne();
        assertThat(feature.categories().of("true")).isOne();
        assertThat(feature.categories().other()).isOne();
        assertThat(feature.count()).isEqualTo(5);
    }
}

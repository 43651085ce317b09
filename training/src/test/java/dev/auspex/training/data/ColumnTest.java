package dev.auspex.training.data;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.contracts.model.FeatureType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ColumnTest {

    @ParameterizedTest
    @CsvSource({
        "Seniority, seniority",
        "monthly_charges, monthly_charges",
        "MonthlyCharges, monthly_charges",
        "Monthly Charges, monthly_charges",
        "streaming_tv, streaming_tv"
    })
    void namesFeaturesInSnakeCase(String header, String name) {
        assertEquals(name, Column.number(header, "", null, 0).name());
    }

    @Test
    void rejectsCategoryWithoutCategories() {
        assertThrows(IllegalArgumentException.class, () -> Column.category("Home", "", "rent", List.of()));
    }

    @Test
    void rejectsNumberWithCategories() {
        List<String> categories = List.of("one");
        assertThrows(
                IllegalArgumentException.class, () -> new Column("Age", FeatureType.NUMBER, "", null, categories, 1));
    }
}

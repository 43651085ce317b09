package dev.auspex.gateway.upstream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RetryBudgetTest {

    @Test
    void retriesAreAShareOfRequests() {
        // Given
        RetryBudget budget = new RetryBudget(0.2, 10);

        // When
        int retries = 0;
        for (int i = 0; i < 1_000; i++) {
            budget.earn();
            retries += budget.pay() ? 1 : 0;
        }

        // Then
        assertEquals(210, retries, 1);
    }
}

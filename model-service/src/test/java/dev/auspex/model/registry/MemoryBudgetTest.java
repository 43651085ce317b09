package dev.auspex.model.registry;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.auspex.model.Configs;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryBudgetTest {

    private final Name first = new Name(null, "m", "1");
    private final Name second = new Name(null, "m", "2");
    private final Name third = new Name(null, "m", "3");

    @Test
    void refusesWhatDoesNotFitAndSaysWhy() {
        // Given
        MemoryBudget budget = budget("false");
        budget.take(first, 60 << 20, new LastUse());

        // When, Then
        assertThat(budget.refusal(second, 40 << 20)).isEmpty();
        assertThat(budget.refusal(second, 41 << 20).orElseThrow())
                .contains("2 needs 41 MiB", "only 40 of 100 MiB are free");
        assertThat(budget.refusal(first, 60 << 20)).isEmpty();
        assertThat(budget.makeRoom(41 << 20, name -> false)).isEmpty();
        budget.give(first);
        assertThat(budget.used()).isZero();
    }

    @Test
    void keepsTheRoomOfWhatIsAboutToBeLoaded() {
        // Given
        MemoryBudget budget = budget("false");

        // When
        Optional<String> reserved = budget.reserve(first, 60 << 20);

        // Then
        assertThat(reserved).isEmpty();
        assertThat(budget.takeBeside("work", 41 << 20)).isFalse();
        assertThat(budget.reserve(second, 41 << 20)).isPresent();
        assertThat(budget.reserve(first, 60 << 20)).isEmpty();
        budget.take(first, 60 << 20, new LastUse());
        assertThat(budget.used()).isEqualTo(60 << 20);
    }

    @Test
    void choosesTheLeastRecentlyUsedThatNobodySpares() {
        // Given
        MemoryBudget budget = budget("true");
        LastUse old = new LastUse();
        budget.take(first, 30 << 20, old);
        budget.take(second, 30 << 20, new LastUse());
        budget.take(third, 30 << 20, new LastUse());

        // When, Then
        assertThat(budget.makeRoom(20 << 20, name -> false)).containsExactly(first);
        assertThat(budget.makeRoom(20 << 20, name -> name.equals(first))).containsExactly(second);
        assertThat(budget.makeRoom(70 << 20, name -> false)).containsExactly(first, second);
        assertThat(budget.makeRoom(101 << 20, name -> false)).isEmpty();
        assertThat(budget.makeRoom(70 << 20, name -> name.equals(first) || name.equals(third)))
                .isEmpty();
        old.now();
        assertThat(budget.makeRoom(20 << 20, name -> false)).containsExactly(second);
    }

    @Test
    void keepsATenantBelowItsOwnLimit() {
        // Given
        MemoryBudget budget =
                new MemoryBudget(Configs.of(MemoryConfig.class, Map.of("auspex.memory.per-tenant", "100M")));
        UUID tenant = UUID.randomUUID();
        budget.take(new Name(tenant, "it", "1"), 60 << 20, new LastUse());

        // When, Then
        assertThat(budget.refusal(new Name(tenant, "it", "2"), 41 << 20).orElseThrow())
                .contains("2 needs 41 MiB", "only 40 of the 100 MiB for the models of one tenant are free", "Unload");
        assertThat(budget.refusal(new Name(tenant, "it", "2"), 40 << 20)).isEmpty();
        assertThat(budget.refusal(new Name(tenant, "it", "1"), 99 << 20)).isEmpty();
        assertThat(budget.refusal(new Name(UUID.randomUUID(), "it", "2"), 99 << 20))
                .isEmpty();
        assertThat(budget.refusal(new Name(null, "it", "2"), 990 << 20)).isEmpty();
    }

    @Test
    void boundsWhatDescribesTheLoadedVersionsOfATenantAndOfAll() {
        // Given
        MemoryBudget budget = new MemoryBudget(Configs.of(MemoryConfig.class, Map.of()));
        long ofOne = Runtime.getRuntime().maxMemory() / 100 * 25 / 2 / 6;
        Name large = new Name(UUID.randomUUID(), "it", "1");
        Name another = new Name(large.tenant(), "it", "2");
        Name ofOther = new Name(UUID.randomUUID(), "it", "1");
        Name ofThird = new Name(UUID.randomUUID(), "it", "1");

        // When, Then
        assertThat(budget.reserveDescription(large, ofOne + 1)).isPresent();
        assertThat(budget.reserveDescription(large, ofOne)).isEmpty();
        assertThat(budget.reserveDescription(large, ofOne)).as("again").isEmpty();
        assertThat(budget.reserveDescription(another, 1024).orElseThrow()).contains("6 KiB", "Unload");
        assertThat(budget.reserveDescription(ofOther, ofOne)).isEmpty();
        assertThat(budget.reserveDescription(ofThird, 1024)).as("in sum").isPresent();
        assertThat(budget.reserveDescription(new Name(null, "it", "1"), ofOne))
                .as("shared")
                .isEmpty();
        budget.give(large);
        assertThat(budget.reserveDescription(another, 1024)).isEmpty();
        assertThat(budget.reserveDescription(ofThird, 1024)).isEmpty();
    }

    @Test
    void knowsNoLimitWhereNoneIsSet() {
        MemoryBudget budget = new MemoryBudget(Configs.of(MemoryConfig.class, Map.of()));
        assertThat(budget.refusal(first, Long.MAX_VALUE)).isEmpty();
        assertThat(budget.expected(100, 0)).isEqualTo(200);
        assertThat(budget.expected(100, 1000)).isEqualTo(1000);
    }

    private static MemoryBudget budget(String unload) {
        return new MemoryBudget(Configs.of(
                MemoryConfig.class, Map.of("auspex.memory.budget", "100M", "auspex.memory.unload-least-used", unload)));
    }
}

package dev.auspex.model.cost;

import java.time.Duration;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

class CostsTest {

    private static final Costs COSTS = new Costs(32, Duration.ofMillis(10));

    @Property
    void chargesForEachBeginningLot(@ForAll @IntRange(min = 0, max = 10_000_000) int rows) {
        assertThat(COSTS.ofRows(rows)).isEqualTo(Math.max(1, (rows + 31) / 32));
    }

    @Example
    void chargesAsManyTokensAsStandOnTheWholeScale() {
        assertThat(COSTS.ofRows(1)).isEqualTo(1);
        assertThat(COSTS.ofRows(64)).isEqualTo(2);
        assertThat(COSTS.ofRows(65)).isEqualTo(3);
        assertThat(COSTS.ofRows(Integer.MAX_VALUE)).isEqualTo(1_000_000);
        assertThat(COSTS.ofExplaining(0)).isEqualTo(1);
        assertThat(COSTS.ofExplaining(10_000)).isEqualTo(1);
        assertThat(COSTS.ofExplaining(10_001)).isEqualTo(2);
        assertThat(COSTS.ofExplaining(Long.MAX_VALUE)).isEqualTo(1_000_000);
    }
}

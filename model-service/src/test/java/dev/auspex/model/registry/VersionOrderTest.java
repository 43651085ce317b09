package dev.auspex.model.registry;

import java.util.List;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class VersionOrderTest {

    @Example
    void countsAsPeopleDo() {
        // When
        List<String> ordered = Stream.of("10", "2", "1.10", "1.9", "1", "1-rc1", "01")
                .sorted(VersionOrder.OLDEST_FIRST)
                .toList();

        // Then
        assertThat(ordered).containsExactly("01", "1", "1-rc1", "1.9", "1.10", "2", "10");
    }

    @Property
    void isATotalOrder(@ForAll("versions") String a, @ForAll("versions") String b, @ForAll("versions") String c) {
        VersionOrder order = VersionOrder.OLDEST_FIRST;
        assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
        assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
        if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
            assertThat(order.compare(a, c)).isLessThanOrEqualTo(0);
        }
    }

    @Provide
    Arbitrary<String> versions() {
        return Arbitraries.strings().withChars("019.-ab").ofMinLength(1).ofMaxLength(5);
    }
}

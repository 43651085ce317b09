package dev.auspex.model.inference;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.Values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class AnswerCacheTest {

    @Test
    void givesEqualInputItsAnswerBack() {
        // Given
        AnswerCache cache = new AnswerCache(1 << 20);
        cache.keep(AnswerCache.key(Calls.column(1, 2)), Calls.column(3, 4).inputs());
        cache.keep(AnswerCache.key(row(1, "a")), new float[] {0.25f, 0.75f});

        // When
        Values[] tensors = cache.tensors(AnswerCache.key(Calls.column(1, 2)));
        float[] row = cache.row(AnswerCache.key(row(1, "a")));

        // Then
        assertThat(tensors[0].number(1)).isEqualTo(4);
        assertThat(row).containsExactly(0.25f, 0.75f);
    }

    @Test
    void tellsInputsApart() {
        // Given
        Set<AnswerCache.Key> keys = new HashSet<>();

        // When
        keys.add(AnswerCache.key(Calls.column(1, 2)));
        keys.add(AnswerCache.key(Calls.column(2, 1)));
        keys.add(AnswerCache.key(Calls.table(1, 2, 1, 2)));
        keys.add(AnswerCache.key(new TensorCall(Calls.column(1, 2).inputs(), new int[] {1})));
        keys.add(AnswerCache.key(texts("ab", "c")));
        keys.add(AnswerCache.key(texts("a", "bc")));
        keys.add(AnswerCache.key(texts("\ud800", "?")));
        keys.add(AnswerCache.key(texts("?", "\ud800")));
        keys.add(AnswerCache.key(row(1, "a")));
        keys.add(AnswerCache.key(row(2, "a")));
        keys.add(AnswerCache.key(row(1, "b")));
        keys.add(AnswerCache.key(row(Float.NaN, "b")));

        // Then
        assertThat(keys).hasSize(12);
    }

    @Test
    void keepsNoMoreBytesThanItMay() {
        // Given
        AnswerCache cache = new AnswerCache(10_000);
        Values[] large = {Values.of(ElementType.INT8, new long[] {1, 3000}, ByteBuffer.allocate(3000))};

        // When
        for (int i = 0; i < 100; i++) {
            cache.keep(AnswerCache.key(Calls.column(i)), large);
        }

        // Then
        await().until(() -> {
            int kept = 0;
            for (int i = 0; i < 100; i++) {
                kept += cache.tensors(AnswerCache.key(Calls.column(i))) == null ? 0 : 1;
            }
            return kept > 0 && kept <= 3;
        });
    }

    private static TensorCall texts(String... texts) {
        return new TensorCall(new Values[] {Values.of(new long[] {texts.length}, texts)}, new int[] {0});
    }

    private static Row row(float number, String category) {
        return new Row(new float[] {number}, new String[] {category});
    }
}

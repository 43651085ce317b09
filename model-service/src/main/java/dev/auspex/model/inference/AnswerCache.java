package dev.auspex.model.inference;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.Values;

/**
 * Caches the answers of one version by their input, bounded in bytes. The key is the SHA-256 of the whole input, so a
 * caller cannot construct another input with the same key and plant an answer.
 */
final class AnswerCache {

    /** Bytes of an entry in addition to its values: the key, the map's node and the objects around the values. */
    private static final int OVERHEAD_BYTES = 200;

    private static final byte ROW = 1;
    private static final byte TENSORS = 2;

    private final Cache<Key, Object> answers;

    AnswerCache(long mostBytes) {
        this.answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .<Key, Object>weigher((key, answer) -> weight(answer))
                .build();
    }

    float[] row(Key key) {
        return (float[]) answers.getIfPresent(key);
    }

    Values[] tensors(Key key) {
        return (Values[]) answers.getIfPresent(key);
    }

    void keep(Key key, float[] answer) {
        answers.put(key, answer);
    }

    /** Stores a copy, because an answer may be part of the answer of a larger run, which it would keep in memory. */
    void keep(Key key, Values[] answer) {
        answers.put(key, Arrays.stream(answer).map(AnswerCache::copy).toArray(Values[]::new));
    }

    private static Values copy(Values values) {
        if (values.texts() != null) {
            return Values.of(values.shape(), values.texts());
        }
        ByteBuffer own = ByteBuffer.allocate(values.bytes().remaining());
        own.put(values.bytes().duplicate()).flip();
        return Values.of(values.type(), values.shape(), own);
    }

    static Key key(Row row) {
        MessageDigest digest = digest();
        digest.update(ROW);
        ByteBuffer numbers = ByteBuffer.allocate(row.numbers().length * Float.BYTES);
        numbers.asFloatBuffer().put(row.numbers());
        digest.update(numbers);
        for (String category : row.categories()) {
            update(digest, category);
        }
        return new Key(digest.digest());
    }

    /** Returns the key of the inputs in the graph's order and the requested outputs. */
    static Key key(TensorCall call) {
        MessageDigest digest = digest();
        digest.update(TENSORS);
        for (int output : call.outputs()) {
            update(digest, output);
        }
        update(digest, -1);
        for (Values input : call.inputs()) {
            update(digest, input.shape().length);
            for (long size : input.shape()) {
                update(digest, (int) size);
            }
            if (input.texts() == null) {
                digest.update(input.bytes().duplicate());
            } else {
                for (String text : input.texts()) {
                    update(digest, text);
                }
            }
        }
        return new Key(digest.digest());
    }

    private static void update(MessageDigest digest, String text) {
        // UTF-8 would turn every unpaired surrogate into the same question mark.
        update(digest, text.length());
        for (int i = 0; i < text.length(); i++) {
            digest.update((byte) text.charAt(i));
            digest.update((byte) (text.charAt(i) >>> 8));
        }
    }

    private static void update(MessageDigest digest, int number) {
        digest.update((byte) number);
        digest.update((byte) (number >>> 8));
        digest.update((byte) (number >>> 16));
        digest.update((byte) (number >>> 24));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", e);
        }
    }

    private static int weight(Object answer) {
        long bytes = OVERHEAD_BYTES;
        if (answer instanceof float[] probabilities) {
            bytes += (long) probabilities.length * Float.BYTES;
        } else {
            for (Values values : (Values[]) answer) {
                bytes += OVERHEAD_BYTES;
                if (values.texts() == null) {
                    bytes += values.bytes().remaining();
                } else {
                    for (String text : values.texts()) {
                        bytes += OVERHEAD_BYTES / 4 + 2L * text.length();
                    }
                }
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** A digest that can be compared. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its own methods
    record Key(byte[] digest) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(digest, key.digest);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }
}

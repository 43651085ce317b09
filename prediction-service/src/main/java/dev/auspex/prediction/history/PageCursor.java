package dev.auspex.prediction.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * Position at which a page ended. The next page starts with the next older item.
 *
 * @param createdAt time of the last item, with microsecond precision
 * @param id        id of the last item, which breaks ties between equal times
 */
record PageCursor(Instant createdAt, UUID id) {

    static final int BYTES = 3 * Long.BYTES;

    private static final long MICROS = 1_000_000;

    byte[] bytes() {
        long micros =
                Math.addExact(Math.multiplyExact(createdAt.getEpochSecond(), MICROS), createdAt.getNano() / 1_000);
        return ByteBuffer.allocate(BYTES)
                .putLong(micros)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static PageCursor of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long micros = buffer.getLong();
        Instant createdAt = Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
        return new PageCursor(createdAt, new UUID(buffer.getLong(), buffer.getLong()));
    }
}

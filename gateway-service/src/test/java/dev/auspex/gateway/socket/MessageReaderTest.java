package dev.auspex.gateway.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import dev.auspex.gateway.socket.MessageReader.Message;
import dev.auspex.gateway.socket.MessageReader.Read;
import dev.auspex.gateway.socket.MessageReader.Refused;
import dev.auspex.gateway.socket.MessageReader.Unfinished;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MessageReaderTest {

    private final MessageReader reader = new MessageReader(100, 5, TimeUnit.SECONDS.toNanos(10));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static short code(Read read) {
        return read instanceof Refused refused ? refused.code() : 0;
    }

    @Property(tries = 200)
    void putsTogetherWhatWasCutAnywhere(
            @ForAll @StringLength(max = 30) String text, @ForAll @IntRange(min = 0, max = 100) int at) {
        // Half pairs have no form in UTF-8.
        String whole = new String(bytes(text), StandardCharsets.UTF_8);
        byte[] all = bytes(whole);
        int cut = Math.min(at, all.length);
        MessageReader fresh = new MessageReader(100, 5, 1);

        assertEquals(Unfinished.UNFINISHED, fresh.read(Arrays.copyOf(all, cut), false, 0));
        assertEquals(new Message(whole), fresh.read(Arrays.copyOfRange(all, cut, all.length), true, 0));
        assertFalse(fresh.isUnfinished());
    }

    @Test
    void countsBytesOfAllFramesTogether() {
        assertEquals(Unfinished.UNFINISHED, reader.read(new byte[60], false, 0));
        assertEquals(1008, code(reader.read(new byte[41], true, 0)));
    }

    @Test
    void takesAMessageOfExactlyTheLimit() {
        assertEquals(new Message("a".repeat(100)), reader.read(bytes("a".repeat(100)), true, 0));
        assertEquals(1008, code(reader.read(new byte[101], true, 0)));
    }

    @Test
    void countsFramesThoughTheyAreEmpty() {
        for (int i = 0; i < 5; i++) {
            assertEquals(Unfinished.UNFINISHED, reader.read(new byte[0], false, 0));
        }
        assertEquals(1008, code(reader.read(new byte[0], true, 0)));
    }

    @Test
    void waitsSoLongForTheEndAndNoLonger() {
        reader.read(new byte[1], false, 0);

        assertFalse(reader.isLate(TimeUnit.SECONDS.toNanos(10)));
        assertTrue(reader.isLate(TimeUnit.SECONDS.toNanos(10) + 1));
        assertEquals(1008, code(reader.read(new byte[1], true, TimeUnit.SECONDS.toNanos(11))));
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[][] broken = {
            {(byte) 0xc3, 0x28}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xff}
        };
        for (byte[] text : broken) {
            assertEquals(1007, code(new MessageReader(100, 5, 1).read(text, true, 0)), Arrays.toString(text));
        }
    }
}

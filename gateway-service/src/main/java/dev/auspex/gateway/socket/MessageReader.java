package dev.auspex.gateway.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Assembles the frames of one client's socket into messages, with limits on bytes, frames and time.
 * Otherwise, a message that never ends would hold its bytes, or keep a thread busy with empty frames, for as
 * long as the socket lives.
 */
final class MessageReader {

    /** The result of reading a frame: nothing yet, a message, or the end of the socket. */
    sealed interface Read permits Unfinished, Message, Refused {}

    /** The message continues. */
    enum Unfinished implements Read {
        UNFINISHED
    }

    /** A complete message. */
    record Message(String text) implements Read {}

    /**
     * The socket must be closed.
     *
     * @param code   close code (RFC 6455, section 7.4.1)
     * @param reason reason for the client
     */
    record Refused(short code, String reason) implements Read {}

    private final long mostBytes;
    private final int mostFrames;
    private final long longestNanos;
    private @Nullable ByteArrayOutputStream bytes;
    private int frames;
    private long begunAt;

    /**
     * @param mostBytes    largest message, in bytes
     * @param mostFrames   most frames of a message
     * @param longestNanos longest time from a message's first frame to its last
     */
    MessageReader(long mostBytes, int mostFrames, long longestNanos) {
        this.mostBytes = mostBytes;
        this.mostFrames = mostFrames;
        this.longestNanos = longestNanos;
    }

    /**
     * Reads a text frame or its continuation.
     *
     * @param last whether it is the last frame of the message
     * @param now  {@link System#nanoTime}
     */
    Read read(byte[] payload, boolean last, long now) {
        if (bytes == null) {
            bytes = new ByteArrayOutputStream(payload.length);
            frames = 0;
            begunAt = now;
        }
        frames++;
        if (bytes.size() + (long) payload.length > mostBytes) {
            return new Refused(ClientSocket.POLICY, "The message is too large.");
        }
        if (frames > mostFrames) {
            return new Refused(ClientSocket.POLICY, "The message has too many frames.");
        }
        if (isLate(now)) {
            return new Refused(ClientSocket.POLICY, "The message took too long.");
        }
        bytes.writeBytes(payload);
        if (!last) {
            return Unfinished.UNFINISHED;
        }
        byte[] whole = bytes.toByteArray();
        bytes = null;
        return text(whole);
    }

    private static Read text(byte[] whole) {
        try {
            return new Message(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(whole))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Refused(ClientSocket.NO_TEXT, "The text is not valid UTF-8.");
        }
    }

    /** Returns whether a message has begun but not ended. */
    boolean isUnfinished() {
        return bytes != null;
    }

    /** Returns whether a message began so long ago that its end is no longer awaited. */
    boolean isLate(long now) {
        return bytes != null && now - begunAt > longestNanos;
    }
}

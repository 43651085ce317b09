package dev.auspex.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** Passes a body on, chunk by chunk, and fails once it exceeds its limit. Also tells whether the sender keeps up. */
final class BoundedBody implements PassedBody {

    private final ReadStream<Buffer> source;
    private final long limitBytes;
    private final Runnable tooLong;
    private long bytes;
    private long lookedAtBytes;
    /** Whether reading was paused for a part of the time since the last check; also true before the first check. */
    private boolean heldBack = true;

    private boolean complete;
    private boolean paused;
    private @Nullable Runnable completed;
    private @Nullable Handler<Throwable> failure;

    /** @param tooLong runs once, before the stream fails */
    BoundedBody(ReadStream<Buffer> source, long limitBytes, Runnable tooLong) {
        this.source = source;
        this.limitBytes = limitBytes;
        this.tooLong = tooLong;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failure = handler;
        if (!isTooLong()) {
            source.exceptionHandler(handler);
        }
        return this;
    }

    /** Returns whether the limit is exceeded. From then on, the source belongs to whoever discards the rest. */
    private boolean isTooLong() {
        return bytes > limitBytes;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        if (isTooLong()) {
            return this;
        }
        source.handler(handler == null ? null : chunk -> pass(chunk, handler));
        return this;
    }

    private void pass(Buffer chunk, Handler<Buffer> handler) {
        if (isTooLong()) {
            return;
        }
        bytes += chunk.length();
        if (bytes <= limitBytes) {
            handler.handle(chunk);
            return;
        }
        Handler<Throwable> told = failure;
        tooLong.run();
        if (told != null) {
            told.handle(new BodyTooLongException(limitBytes));
        }
    }

    /** Sets the action that runs when the whole body has passed. */
    void whenComplete(Runnable action) {
        completed = action;
    }

    boolean complete() {
        return complete;
    }

    /** Returns whether fewer bytes than wanted arrived since the last check, although they would have been read. */
    boolean isSlow(long wantedBytes) {
        boolean slow = !complete && !heldBack && bytes - lookedAtBytes < wantedBytes;
        lookedAtBytes = bytes;
        heldBack = paused;
        return slow;
    }

    @Override
    public ReadStream<Buffer> pause() {
        paused = true;
        heldBack = true;
        if (!isTooLong()) {
            source.pause();
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        paused = false;
        source.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> source() {
        return source;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        if (isTooLong()) {
            return this;
        }
        source.endHandler(
                handler == null
                        ? null
                        : ended -> {
                            complete = true;
                            if (completed != null) {
                                completed.run();
                            }
                            handler.handle(ended);
                        });
        return this;
    }

    /** Ends the pipe to the service when the body is too long. */
    static final class BodyTooLongException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BodyTooLongException(long limitBytes) {
            super("The body is longer than " + limitBytes + " bytes.", null, false, false);
        }
    }
}

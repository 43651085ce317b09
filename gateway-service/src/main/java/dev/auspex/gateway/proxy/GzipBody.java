package dev.auspex.gateway.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A gzip-compressed body (RFC 1952). Each chunk is sent as soon as it arrives; none waits for a block to fill. */
final class GzipBody implements PassedBody, AutoCloseable {

    private static final int BUFFER_BYTES = 4096;

    private final ReadStream<Buffer> source;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
    private final GZIPOutputStream gzip;
    private @Nullable Handler<Buffer> handler;
    private boolean closed;

    GzipBody(ReadStream<Buffer> source) {
        this.source = source;
        try {
            this.gzip = new GZIPOutputStream(bytes, BUFFER_BYTES, true) {
                {
                    // Trades a few more bytes for much less time on the event loop.
                    def.setLevel(Deflater.BEST_SPEED);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written to", e);
        }
    }

    @Override
    public ReadStream<Buffer> source() {
        return source;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private Buffer written(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written to", e);
        }
        Buffer written = Buffer.buffer(bytes.toByteArray());
        bytes.reset();
        return written;
    }

    private Buffer compressed(Buffer chunk) {
        return written(() -> {
            gzip.write(chunk.getBytes());
            gzip.flush();
        });
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> newHandler) {
        handler = newHandler;
        source.handler(newHandler == null ? null : chunk -> pass(chunk, newHandler));
        return this;
    }

    /** Compresses and passes on a chunk; chunks of an answer that was given up are dropped. */
    private void pass(Buffer chunk, Handler<Buffer> to) {
        if (!closed) {
            to.handle(compressed(chunk));
        }
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> newHandler) {
        source.endHandler(
                newHandler == null
                        ? null
                        : ended -> {
                            if (handler != null && !closed) {
                                handler.handle(written(gzip::finish));
                            }
                            newHandler.handle(ended);
                        });
        return this;
    }

    /** Releases the off-heap memory, whether the body reached its end or not. */
    @Override
    public void close() {
        closed = true;
        try {
            gzip.close();
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always written to", e);
        }
    }
}

package dev.auspex.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body that delegates to another one, except for what an implementation changes. */
interface PassedBody extends ReadStream<Buffer> {

    /** Returns the underlying body. */
    ReadStream<Buffer> source();

    @Override
    default ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        source().exceptionHandler(handler);
        return this;
    }

    @Override
    default ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        source().handler(handler);
        return this;
    }

    @Override
    default ReadStream<Buffer> pause() {
        source().pause();
        return this;
    }

    @Override
    default ReadStream<Buffer> resume() {
        source().resume();
        return this;
    }

    @Override
    default ReadStream<Buffer> fetch(long amount) {
        source().fetch(amount);
        return this;
    }

    @Override
    default ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        source().endHandler(handler);
        return this;
    }
}

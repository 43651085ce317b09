package dev.auspex.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of an answer, which says first to whom it may concern that it broke off. */
record BreakableBody(ReadStream<Buffer> source, Runnable broken) implements PassedBody {

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        source.exceptionHandler(
                handler == null
                        ? null
                        : failure -> {
                            broken.run();
                            handler.handle(failure);
                        });
        return this;
    }
}

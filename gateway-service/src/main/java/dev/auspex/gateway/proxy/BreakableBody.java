package dev.auspex.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of an answer; if it breaks off, it runs a callback before the failure is passed on. */
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

package dev.auspex.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Stands in for a service, on the port where the gateway looks for it. */
final class StandIn implements AutoCloseable {

    private final AtomicReference<Handler<HttpServerRequest>> behaviour = new AtomicReference<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** @param service name of the service, with {@code .management} for its management port */
    StandIn(String service, Handler<HttpServerRequest> behaviour) {
        this.behaviour.set(behaviour);
        this.server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60))
                .requestHandler(request -> this.behaviour.get().handle(request));
        await(server.listen(Surroundings.port(service), "127.0.0.1"));
    }

    void behave(Handler<HttpServerRequest> other) {
        behaviour.set(other);
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        await(server.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

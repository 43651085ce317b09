package dev.auspex.gateway.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.annotation.Nullable;

/**
 * One connection to Redis that is shared by the requests of an event loop. Commands issued in one turn of the loop are
 * sent as one write. No command waits for others: if nothing else is pending, the turn ends at once.
 */
final class RedisLane {

    private final Vertx vertx;
    private final Redis redis;
    private final long timeoutMillis;
    private final AtomicReference<RedisConnection> connection = new AtomicReference<>();
    private final AtomicReference<Future<RedisConnection>> connecting = new AtomicReference<>();
    private List<Asked> gathered = new ArrayList<>();

    /** @param timeoutMillis longest wait for an answer, in milliseconds */
    RedisLane(Vertx vertx, Redis redis, long timeoutMillis) {
        this.vertx = vertx;
        this.redis = redis;
        this.timeoutMillis = timeoutMillis;
    }

    /** A command and the context of its answer: commands that are sent together belong to different requests. */
    private record Asked(Request command, Context context, Promise<Response> answer) {

        void end(Response response, Throwable failure) {
            context.runOnContext(ignored -> {
                if (failure == null) {
                    answer.tryComplete(response);
                } else {
                    answer.tryFail(failure);
                }
            });
        }
    }

    /**
     * Sends a command and returns its answer within the timeout; fails if Redis is unavailable,
     * slow or refuses the command.
     */
    Future<Response> ask(Request command) {
        Asked asked = new Asked(command, vertx.getOrCreateContext(), Promise.promise());
        if (gather(asked)) {
            asked.context().runOnContext(ignored -> flush());
        }
        return asked.answer().future();
    }

    /** Adds a command and returns whether it is the first one of this turn. */
    private synchronized boolean gather(Asked asked) {
        gathered.add(asked);
        return gathered.size() == 1;
    }

    private synchronized List<Asked> gathered() {
        List<Asked> taken = gathered;
        gathered = new ArrayList<>();
        return taken;
    }

    private void flush() {
        List<Asked> together = gathered();
        long timer = vertx.setTimer(
                timeoutMillis,
                expired -> together.forEach(asked -> asked.end(
                        null, new RedisTimeoutException("Redis did not respond within " + timeoutMillis + " ms."))));
        send(together).onComplete(done -> vertx.cancelTimer(timer));
    }

    private Future<Void> send(List<Asked> together) {
        if (together.size() == 1) {
            return alone(together.getFirst());
        }
        List<Request> commands = new ArrayList<>(together.size());
        for (Asked asked : together) {
            commands.add(asked.command());
        }
        return connected().compose(open -> open.batch(commands)).transform(outcome -> {
            if (outcome.succeeded()) {
                for (int i = 0; i < together.size(); i++) {
                    together.get(i).end(outcome.result().get(i), null);
                }
                return Future.succeededFuture();
            }
            if (outcome.cause() instanceof ErrorType) {
                // One refused command fails the whole batch, mostly because Redis has lost the
                // script. Send each one alone.
                return Future.join(together.stream().map(this::alone).toList()).mapEmpty();
            }
            together.forEach(asked -> asked.end(null, outcome.cause()));
            return Future.succeededFuture();
        });
    }

    private Future<Void> alone(Asked asked) {
        return connected().compose(open -> open.send(asked.command())).transform(outcome -> {
            asked.end(outcome.result(), outcome.cause());
            return Future.succeededFuture();
        });
    }

    private Future<RedisConnection> connected() {
        RedisConnection open = connection.get();
        return open == null ? connect() : Future.succeededFuture(open);
    }

    /**
     * Closes the connection, if there is one, after the commands of this turn; the next request opens another. A
     * command that undoes a late one must follow it on the same connection.
     */
    void drop() {
        RedisConnection open = connection.get();
        if (open != null) {
            vertx.getOrCreateContext().runOnContext(ignored -> drop(open));
        }
    }

    /** Connects, unless a connection attempt is already in progress. */
    private Future<RedisConnection> connect() {
        Future<RedisConnection> pending = connecting.get();
        if (pending != null) {
            return pending;
        }
        Future<RedisConnection> started = redis.connect();
        if (connecting.compareAndSet(null, started)) {
            started.onComplete(outcome -> {
                if (outcome.succeeded()) {
                    keep(outcome.result());
                }
                connecting.set(null);
            });
        } else {
            started.onSuccess(RedisConnection::close);
        }
        return started;
    }

    private void keep(RedisConnection opened) {
        opened.exceptionHandler(failure -> drop(opened));
        opened.endHandler(ended -> drop(opened));
        connection.set(opened);
    }

    private void drop(@Nullable RedisConnection failed) {
        if (connection.compareAndSet(failed, null)) {
            failed.close();
        }
    }
}

package dev.auspex.gateway.limit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import dev.auspex.chassis.eventloop.PerEventLoop;

/** Buckets in Redis, which all instances share: one script, one round trip for all requests of a moment. */
final class RedisBuckets {

    private static final String SCRIPT = "/limit/take.lua";

    private final PerEventLoop<RedisLane> lanes;
    private final String script;
    private final String scriptSha1;

    RedisBuckets(Vertx vertx, Redis redis, Duration timeout) {
        long timeoutMillis = Math.max(1, timeout.toMillis());
        this.lanes = new PerEventLoop<>(() -> new RedisLane(vertx, redis, timeoutMillis));
        this.script = script();
        this.scriptSha1 = sha1(script);
    }

    /** Gives what the script answers, within the timeout; fails where Redis is gone, slow or broken. */
    Future<Long> take(Limit limit, String key) {
        return ask(request(Command.EVALSHA, scriptSha1, limit, key))
                .recover(failure -> unknownScript(failure)
                        ? ask(request(Command.EVAL, script, limit, key))
                        : Future.failedFuture(failure))
                .map(Response::toLong);
    }

    /** Whether Redis answers. */
    Future<Void> ping() {
        return ask(Request.cmd(Command.PING)).mapEmpty();
    }

    /** Gives up connections that answer nothing; the next request opens others. */
    void drop() {
        lanes.all().forEach(RedisLane::drop);
    }

    private static Request request(Command command, String what, Limit limit, String key) {
        return Request.cmd(command).arg(what).arg(1).arg(key).arg(limit.rate()).arg(limit.burst());
    }

    private Future<Response> ask(Request request) {
        return lanes.get().ask(request);
    }

    private static boolean unknownScript(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.startsWith("NOSCRIPT");
    }

    static String script() {
        try (InputStream in = RedisBuckets.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            // Redis names scripts so; nothing is kept secret or proven by it.
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}

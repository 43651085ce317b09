package dev.auspex.gateway.limit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.eventloop.PerEventLoop;

/** Limits in Redis, which all instances share: one script, one round trip for all requests of a moment. */
final class RedisLimits {

    static final String TAKE = "take";
    static final String CHARGE = "charge";

    private static final String SCRIPT = "/limit/take.lua";

    private final PerEventLoop<RedisLane> lanes;
    private final String script;
    private final String scriptSha1;
    private final long leaseLife;
    private final String leaseMillis;

    /** @param clients makes the client of an event loop, on that loop */
    RedisLimits(Vertx vertx, Supplier<Redis> clients, Duration timeout, Duration lease) {
        long timeoutMillis = Math.max(1, timeout.toMillis());
        this.lanes = new PerEventLoop<>(() -> new RedisLane(vertx, clients.get(), timeoutMillis));
        this.script = script();
        this.scriptSha1 = sha1(script);
        this.leaseLife = lease.toMillis();
        this.leaseMillis = Long.toString(leaseLife);
    }

    /** Gives what the script answers, within the timeout; fails where Redis is gone, slow or broken. */
    Future<Response> run(String mode, Rule[] rules, String[] keys, int cost, @Nullable String lease) {
        return ask(request(Command.EVALSHA, scriptSha1, mode, rules, keys, cost, lease))
                .recover(failure -> unknownScript(failure)
                        ? ask(request(Command.EVAL, script, mode, rules, keys, cost, lease))
                        : Future.failedFuture(failure));
    }

    /** A request ended; it no longer counts among those at the same time. */
    Future<Void> release(String key, String lease) {
        return ask(Request.cmd(Command.ZREM).arg(key).arg(lease)).mapEmpty();
    }

    /** A lease goes on for another life of one. */
    Future<Void> renew(String key, String lease) {
        long end = System.currentTimeMillis() + leaseLife;
        return ask(Request.cmd(Command.ZADD).arg(key).arg("XX").arg(end).arg(lease))
                .compose(done -> ask(Request.cmd(Command.PEXPIRE).arg(key).arg(leaseLife)))
                .mapEmpty();
    }

    /** Whether Redis answers. */
    Future<Void> ping() {
        return ask(Request.cmd(Command.PING)).mapEmpty();
    }

    /** Gives up connections that answer nothing; the next request opens others. */
    void drop() {
        lanes.all().forEach(RedisLane::drop);
    }

    private Request request(
            Command command, String what, String mode, Rule[] rules, String[] keys, int cost, @Nullable String lease) {
        Request request = Request.cmd(command).arg(what);
        arguments(request, mode, rules, keys, cost, "", lease, leaseMillis);
        return request;
    }

    static void arguments(
            Request request,
            String mode,
            Rule[] rules,
            String[] keys,
            int cost,
            String now,
            @Nullable String lease,
            String leaseMillis) {
        request.arg(keys.length);
        for (String key : keys) {
            request.arg(key);
        }
        request.arg(mode).arg(cost).arg(now).arg(lease == null ? "" : lease);
        for (Rule rule : rules) {
            switch (rule.kind()) {
                case RATE ->
                    request.arg("r").arg(rule.limit().rate()).arg(rule.limit().burst());
                case CONCURRENT -> request.arg("c").arg(rule.most()).arg(leaseMillis);
                case DAILY -> request.arg("d").arg(rule.most()).arg(0);
            }
        }
    }

    private Future<Response> ask(Request request) {
        return lanes.get().ask(request);
    }

    private static boolean unknownScript(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.startsWith("NOSCRIPT");
    }

    static String script() {
        try (InputStream in = RedisLimits.class.getResourceAsStream(SCRIPT)) {
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

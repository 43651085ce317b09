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

/**
 * Limits in Redis, shared by all instances: one script, and one round trip for all requests of
 * one turn of the event loop.
 */
final class RedisLimits {

    static final String TAKE = "take";
    static final String CHARGE = "charge";

    private static final String SCRIPT = "/limit/take.lua";

    private final PerEventLoop<RedisLane> lanes;
    private final String script;
    private final String scriptSha1;
    private final long leaseLife;
    private final String leaseMillis;

    /** @param clients creates the client of an event loop, on that loop */
    RedisLimits(Vertx vertx, Supplier<Redis> clients, Duration timeout, Duration lease) {
        long timeoutMillis = Math.max(1, timeout.toMillis());
        this.lanes = new PerEventLoop<>(() -> new RedisLane(vertx, clients.get(), timeoutMillis));
        this.script = script();
        this.scriptSha1 = sha1(script);
        this.leaseLife = lease.toMillis();
        this.leaseMillis = Long.toString(leaseLife);
    }

    /** Runs the script and returns its answer within the timeout; fails if Redis is unavailable, slow or broken. */
    Future<Response> run(String mode, Rule[] rules, String[] keys, int cost, @Nullable String lease) {
        return ask(request(Command.EVALSHA, scriptSha1, mode, rules, keys, cost, lease))
                .recover(failure -> unknownScript(failure)
                        ? ask(request(Command.EVAL, script, mode, rules, keys, cost, lease))
                        : Future.failedFuture(failure));
    }

    /** Releases the lease of a request that has ended. */
    Future<Void> release(String key, String lease) {
        return ask(Request.cmd(Command.ZREM).arg(key).arg(lease)).mapEmpty();
    }

    /** Extends a lease by another full term. */
    Future<Void> renew(String key, String lease) {
        long end = System.currentTimeMillis() + leaseLife;
        return ask(Request.cmd(Command.ZADD).arg(key).arg("XX").arg(end).arg(lease))
                .compose(done -> ask(Request.cmd(Command.PEXPIRE).arg(key).arg(leaseLife)))
                .mapEmpty();
    }

    /** Checks whether Redis responds. */
    Future<Void> ping() {
        return ask(Request.cmd(Command.PING)).mapEmpty();
    }

    /** Closes connections that no longer respond; the next request opens new ones. */
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
                throw new IllegalStateException(SCRIPT + " is missing from the build.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            // Redis identifies scripts by SHA-1; this is not used for security.
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}

package dev.auspex.gateway.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.contracts.http.Headers;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.token.AccessTokens;
import dev.auspex.gateway.token.Principal;
import dev.auspex.gateway.token.TokenRefusals;
import dev.auspex.gateway.upstream.Upstreams;

/**
 * Exchanges API keys for short-lived access tokens at the auth service, so that no service behind the gateway sees a
 * key. A token is cached under its key's hash until shortly before it expires; a refused key is remembered for a few
 * seconds. Neither keys nor tokens are ever logged.
 */
@ApplicationScoped
public class ApiKeys {

    /** Prefix of every key. */
    public static final String PREFIX = "axp_";

    private static final Logger LOG = Logger.getLogger(ApiKeys.class);
    private static final String PATH = "/internal/v1/api-keys/exchange";
    private static final int LONGEST = 200;
    private static final int MOST_ANSWER_BYTES = 64 * 1024;

    private final Upstreams upstreams;
    private final ServiceSecret secret;
    private final AccessTokens tokens;
    private final Limiter limiter;
    private final KeyConfig config;
    private final Vertx vertx;
    private final Cache<String, Principal> known;
    private final Cache<String, Boolean> refused;
    private final ConcurrentMap<String, Future<Principal>> running = new ConcurrentHashMap<>();
    private final Counter exchanged;
    private final Counter failed;

    ApiKeys(
            Upstreams upstreams,
            ServiceSecret secret,
            AccessTokens tokens,
            Limiter limiter,
            KeyConfig config,
            Vertx vertx,
            MeterRegistry metrics) {
        this.upstreams = upstreams;
        this.secret = secret;
        this.tokens = tokens;
        this.limiter = limiter;
        this.config = config;
        this.vertx = vertx;
        limiter.require(config.limit());
        long spare = config.spare().toSeconds();
        this.known = Caffeine.newBuilder()
                .maximumSize(config.most())
                .expireAfter(Expiry.<String, Principal>creating((hash, principal) -> left(principal, spare)))
                .build();
        this.refused = Caffeine.newBuilder()
                .maximumSize(config.most())
                .expireAfterWrite(config.refusedFor())
                .build();
        this.exchanged = Counter.builder("auspex.gateway.key.exchanges")
                .description("API keys exchanged for access tokens")
                .tag("outcome", "exchanged")
                .register(metrics);
        this.failed = Counter.builder("auspex.gateway.key.exchanges")
                .tag("outcome", "refused")
                .register(metrics);
    }

    private static Duration left(Principal principal, long spareSeconds) {
        long seconds = principal.expiresAt() - spareSeconds - System.currentTimeMillis() / 1000;
        return Duration.ofSeconds(Math.max(0, seconds));
    }

    /**
     * Returns the principal with the token that was issued for the key; fails with {@link RefusedException}.
     *
     * @param clientAddress address of the sender, for the limit on exchanges
     */
    public Future<Principal> principal(String key, String clientAddress) {
        if (!wellFormed(key)) {
            return Future.failedFuture(TokenRefusals.badKey());
        }
        String hash = hash(key);
        Principal found = known.getIfPresent(hash);
        if (found != null) {
            if (!tokens.isRevoked(found)) {
                return Future.succeededFuture(found);
            }
            // The key itself may still be valid, for example after its owner's role changed.
            known.invalidate(hash);
        }
        if (refused.getIfPresent(hash) != null) {
            return Future.failedFuture(TokenRefusals.badKey());
        }
        Future<Principal> pending = running.get(hash);
        return pending != null ? here(pending) : exchange(key, hash, clientAddress);
    }

    /**
     * Moves the result to the waiter's own event loop, because an exchange completes on the loop of the
     * request that started it.
     */
    private Future<Principal> here(Future<Principal> pending) {
        Context own = vertx.getOrCreateContext();
        Promise<Principal> waiter = Promise.promise();
        pending.onComplete(done -> own.runOnContext(ignored -> waiter.handle(done)));
        return waiter.future();
    }

    private Future<Principal> exchange(String key, String hash, String clientAddress) {
        if (running.size() >= config.exchanges()) {
            return Future.failedFuture(TokenRefusals.unchecked());
        }
        Promise<Principal> ended = Promise.promise();
        Future<Principal> pending = running.putIfAbsent(hash, ended.future());
        if (pending != null) {
            return here(pending);
        }
        Future.succeededFuture()
                .compose(begun -> limiter.take(config.limit(), Subject.address(clientAddress), 1))
                .compose(decision -> decision.allowed()
                        ? ask(key, hash)
                        : Future.failedFuture(new RefusedException(decision.refusal())))
                .onComplete(done -> {
                    running.remove(hash, ended.future());
                    ended.handle(done);
                });
        return ended.future();
    }

    private Future<Principal> ask(String key, String hash) {
        return upstreams
                .call(
                        "auth",
                        Route.GATEWAY,
                        HttpMethod.POST,
                        PATH,
                        request -> request.putHeader(Headers.SERVICE_SECRET, secret.value())
                                .putHeader("Content-Type", "application/json")
                                .putHeader("Accept", "application/json"),
                        new JsonObject().put("key", key).toBuffer(),
                        config.timeout(),
                        MOST_ANSWER_BYTES)
                .recover(failure -> {
                    LOG.warnf("API key not exchanged cause=%s", failure.toString());
                    return Future.failedFuture(TokenRefusals.unchecked());
                })
                .compose(answer -> switch (answer.status()) {
                    case 200 -> tokens.principal(token(answer.body())).map(principal -> keep(hash, principal));
                    case 400, 401 -> {
                        refused.put(hash, true);
                        failed.increment();
                        yield Future.failedFuture(TokenRefusals.badKey());
                    }
                    default -> {
                        LOG.warnf("API key not exchanged status=%d", answer.status());
                        yield Future.failedFuture(TokenRefusals.unchecked());
                    }
                });
    }

    private Principal keep(String hash, Principal principal) {
        if (!principal.isKey()) {
            // A person's token would give the key more rights than its scopes.
            LOG.error("API key exchanged for a token without the claim api_key");
            throw TokenRefusals.unchecked();
        }
        exchanged.increment();
        known.put(hash, principal);
        return principal;
    }

    private static String token(Buffer answer) {
        try {
            String token = new JsonObject(answer).getString("accessToken");
            if (token != null) {
                return token;
            }
        } catch (DecodeException | ClassCastException e) {
            LOG.debugf(
                    "response to API key exchange not understood cause=%s",
                    e.getClass().getSimpleName());
        }
        LOG.warn("API key not exchanged cause=response without a token");
        throw TokenRefusals.unchecked();
    }

    /** Rejects text that cannot be a key, without asking the auth service. */
    static boolean wellFormed(String key) {
        if (key.length() <= PREFIX.length() || key.length() > LONGEST || !key.startsWith(PREFIX)) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

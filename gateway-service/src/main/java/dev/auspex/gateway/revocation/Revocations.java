package dev.auspex.gateway.revocation;

import java.time.Duration;
import java.time.Instant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.event.AccessRevoked;

/**
 * Revocations within the lifetime of an access token, in memory. A token is valid for minutes, and this is what ends it
 * sooner. An entry is dropped once no token that it covers can still be valid.
 */
@ApplicationScoped
public class Revocations {

    private static final Logger LOG = Logger.getLogger(Revocations.class);

    private final Cache<String, Instant> revoked;
    private final Counter dropped;

    @Inject
    Revocations(RevocationConfig config, MeterRegistry metrics) {
        this(config.tokenLife(), config.most(), Ticker.systemTicker(), metrics);
    }

    Revocations(Duration tokenLife, long most, Ticker ticker, MeterRegistry metrics) {
        this.dropped = Counter.builder("auspex.gateway.revocations.dropped")
                .description(
                        "Revocations dropped early because there were too many; their access tokens work until they"
                                + " expire")
                .register(metrics);
        this.revoked = Caffeine.newBuilder()
                .expireAfterWrite(tokenLife)
                .maximumSize(most)
                .ticker(ticker)
                .executor(Runnable::run)
                .evictionListener((key, at, cause) -> evicted(cause))
                .build();
        metrics.gauge("auspex.gateway.revocations", revoked, Cache::estimatedSize);
    }

    private void evicted(RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            dropped.increment();
            LOG.warn("revocation dropped early cause=more than auspex.revocation.most");
        }
    }

    /** Records an event; a repeated event changes nothing. */
    public void add(AccessRevoked event) {
        revoked.asMap().merge(key(event), event.at(), (known, at) -> known.isAfter(at) ? known : at);
    }

    private static String key(AccessRevoked event) {
        return switch (event.subject()) {
            case SESSION -> "s:" + event.subjectId();
            case API_KEY -> "k:" + event.subjectId();
            case ACCOUNT ->
                event.tenantId() == null ? "a:" + event.subjectId() : "a:" + event.subjectId() + ":" + event.tenantId();
        };
    }

    /**
     * Returns whether a token is revoked. Sessions and keys stay revoked. An account's tokens are valid again if they
     * were issued after the event, compared in whole seconds, because tokens carry no finer time.
     *
     * @param issuedAt seconds since 1970
     */
    public boolean revoked(
            String account, @Nullable String tenant, @Nullable String session, @Nullable String apiKey, long issuedAt) {
        if (revoked.asMap().isEmpty()) {
            return false;
        }
        return (session != null && revoked.getIfPresent("s:".concat(session)) != null)
                || (apiKey != null && revoked.getIfPresent("k:".concat(apiKey)) != null)
                || before(issuedAt, "a:".concat(account))
                || (tenant != null && before(issuedAt, "a:" + account + ":" + tenant));
    }

    private boolean before(long issuedAt, String key) {
        Instant at = revoked.getIfPresent(key);
        return at != null && Instant.ofEpochSecond(issuedAt).isBefore(at);
    }

    long size() {
        revoked.cleanUp();
        return revoked.estimatedSize();
    }
}

package dev.auspex.model.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Headers;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.Followers;
import dev.auspex.model.registry.ChangeBell;
import dev.auspex.model.registry.RegistryConfig;

/**
 * Answers a change only when every replica follows it, or else says in the header {@link Headers#EFFECTIVE_BY} by when each will.
 */
@ApplicationScoped
class Settlement {

    /** How long another service takes at most that has not heard of a change: it asks for the models this often. */
    private static final Duration OTHERS = Duration.ofSeconds(5);

    private final Followers followers;
    private final ChangeBell bell;
    private final RegistryConfig config;
    private final CurrentVertxRequest current;

    Settlement(Followers followers, ChangeBell bell, RegistryConfig config, CurrentVertxRequest current) {
        this.followers = followers;
        this.bell = bell;
        this.config = config;
        this.current = current;
    }

    /** @param told the change, or null where nothing changed */
    void settle(Catalogue.@Nullable Told told) {
        bell.ring();
        if (told == null) {
            return;
        }
        try {
            Followers.Progress progress = followers.await(told);
            RoutingContext request = current.getCurrent();
            if (progress != Followers.Progress.ALL && request != null) {
                request.response().putHeader(Headers.EFFECTIVE_BY, effectiveBy(progress));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String effectiveBy(Followers.Progress progress) {
        return progress == Followers.Progress.WHEN_READY
                ? Headers.WHEN_READY
                : Instant.now()
                        .plus(config.reconcile())
                        .plus(OTHERS)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }
}

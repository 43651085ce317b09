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
 * Delays the answer to a change until every replica follows it. If they do not follow in time, the header
 * {@link Headers#EFFECTIVE_BY} says when they will.
 */
@ApplicationScoped
class Settlement {

    /** Longest time until another service that missed a change notices it: it asks for the models this often. */
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

    /** @param told the change, or null if nothing changed */
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

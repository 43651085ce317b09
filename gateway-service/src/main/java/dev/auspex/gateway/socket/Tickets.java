package dev.auspex.gateway.socket;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.proxy.Exchange;
import dev.auspex.gateway.proxy.OwnOperation;
import dev.auspex.gateway.token.AccessTokens;
import dev.auspex.gateway.token.Principal;

/**
 * Answers {@code POST /api/v1/ws-ticket}. In a WebSocket handshake, a browser can send a token only in the address,
 * where logs would keep it. A ticket is safe there: it works once, for seconds, at any replica.
 */
@ApplicationScoped
public class Tickets implements OwnOperation {

    private static final Logger LOG = Logger.getLogger(Tickets.class);
    private static final String PATH = "/api/v1/ws-ticket";
    private static final String PREFIX = "auspex:ticket:";

    private static final Refusal NOT_GOOD = new Refusal(
            "ticket",
            ProblemType.UNAUTHENTICATED,
            "The ticket is missing, used or expired. Get a new one with POST " + PATH
                    + " and open the socket immediately.");

    private static final Refusal UNAVAILABLE = new Refusal(
            "ticket",
            ProblemType.UNAVAILABLE,
            "Tickets are temporarily unavailable. Try again in 2 seconds.",
            Duration.ofSeconds(2));

    private final Redis redis;
    private final AccessTokens tokens;
    private final Duration life;
    private final Seal seal = new Seal(new SecureRandom());

    Tickets(Redis redis, AccessTokens tokens, SocketConfig config) {
        this.redis = redis;
        this.tokens = tokens;
        this.life = config.ticketLife();
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public void answer(Exchange exchange) {
        Principal principal = exchange.principal();
        String ticket = seal.newTicket();
        redis.send(Request.cmd(Command.SET)
                        .arg(PREFIX.concat(Seal.name(ticket)))
                        .arg(seal.close(ticket, principal.token()))
                        .arg("PX")
                        .arg(life.toMillis())
                        .arg("NX"))
                .onComplete(stored -> {
                    if (stored.succeeded()) {
                        exchange.answer(
                                201,
                                new JsonObject()
                                        .put("ticket", ticket)
                                        .put(
                                                "expiresAt",
                                                Instant.now().plus(life).toString()));
                    } else {
                        LOG.warnf("ticket not stored cause=%s", stored.cause().getMessage());
                        exchange.refuse(UNAVAILABLE);
                    }
                });
    }

    /** Redeems a ticket, once; fails with {@link RefusedException}. */
    Future<Principal> redeem(@Nullable String ticket) {
        if (ticket == null || !Seal.wellFormed(ticket)) {
            return Future.failedFuture(new RefusedException(NOT_GOOD));
        }
        return redis.send(Request.cmd(Command.GETDEL).arg(PREFIX.concat(Seal.name(ticket))))
                .recover(failure -> {
                    LOG.warnf("ticket not looked up cause=%s", failure.getMessage());
                    return Future.failedFuture(new RefusedException(UNAVAILABLE));
                })
                .compose(kept -> kept == null
                        ? Future.failedFuture(new RefusedException(NOT_GOOD))
                        : Seal.open(ticket, kept.toString())
                                .map(tokens::principal)
                                .orElseGet(() -> Future.failedFuture(new RefusedException(NOT_GOOD))));
    }
}

package dev.auspex.gateway.socket;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Scope;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.token.AccessTokens;
import dev.auspex.gateway.token.Principal;

/** Handles the messages of a client and their answers over a socket. docs/services/gateway.md describes them all. */
@ApplicationScoped
class Conversation {

    private static final Logger LOG = Logger.getLogger(Conversation.class);
    private static final int LONGEST_ID = 100;
    private static final int DEEPEST = 64;

    private final Predictions predictions;
    private final Tickets tickets;
    private final AccessTokens tokens;
    private final Limiter limiter;
    private final SocketConfig config;

    Conversation(Predictions predictions, Tickets tickets, AccessTokens tokens, Limiter limiter, SocketConfig config) {
        this.predictions = predictions;
        this.tickets = tickets;
        this.tokens = tokens;
        this.limiter = limiter;
        this.config = config;
    }

    /** Handles a message, on the socket's event loop. */
    void heard(ClientSocket socket, String address, String text) {
        if (!socket.mayHear(config.messages())) {
            socket.close(ClientSocket.POLICY, "The client sends too many messages.");
            return;
        }
        if (text.length() > config.message().asLongValue()) {
            socket.close(ClientSocket.POLICY, "The message is too large.");
            return;
        }
        if (isDeep(text)) {
            error(
                    socket,
                    null,
                    ProblemType.MALFORMED_BODY,
                    "The message is nested too deeply. Send a flatter JSON object.");
            return;
        }
        JsonObject message;
        try {
            message = new JsonObject(text);
        } catch (DecodeException e) {
            error(
                    socket,
                    null,
                    ProblemType.MALFORMED_BODY,
                    "The message is not a JSON object. Send one with a `type` and, optionally, an `id`.");
            return;
        }
        Object id = message.getValue("id");
        String wrong = wrongId(id);
        if (wrong != null) {
            error(socket, null, ProblemType.INVALID_INPUT, wrong);
            return;
        }
        String type = message.getValue("type") instanceof String told ? told : "";
        switch (type) {
            case "ping" ->
                socket.send(answer("pong", id).put("at", Instant.now().toString()));
            case "pong" -> LOG.tracef("pong socket=%s", socket.id());
            case "subscribe" -> subscribe(socket, id, message);
            case "unsubscribe" -> unsubscribe(socket, id, message);
            case "renew" -> renew(socket, address, id, message);
            case "prediction_request" -> predict(socket, address, id, message);
            default ->
                error(
                        socket,
                        id,
                        ProblemType.INVALID_INPUT,
                        "`type` must be ping, subscribe, unsubscribe, renew or prediction_request.");
        }
    }

    /**
     * Returns why an id cannot be echoed, or null if it can. Strings and whole numbers are written exactly as they were
     * read; a fraction could change when it is parsed.
     */
    private static @Nullable String wrongId(@Nullable Object id) {
        boolean whole = id instanceof Integer || id instanceof Long || id instanceof BigInteger;
        if (id != null && !whole && !(id instanceof String)) {
            return "`id` must be a string or a whole number.";
        }
        return id != null && id.toString().length() > LONGEST_ID
                ? "`id` has " + id.toString().length() + " characters; at most " + LONGEST_ID + " are allowed."
                : null;
    }

    /**
     * Returns whether a message is nested too deeply. Parsing, copying and writing it recurse for each level and
     * would overflow the stack.
     */
    private static boolean isDeep(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i += quoted ? 1 : 0;
                case '{', '[' -> depth += quoted ? 0 : 1;
                case '}', ']' -> depth -= quoted ? 0 : 1;
                default -> {
                    // Nothing that nests.
                }
            }
            if (depth > DEEPEST) {
                return true;
            }
        }
        return false;
    }

    private void subscribe(ClientSocket socket, @Nullable Object id, JsonObject message) {
        List<Topic> wanted = topics(message);
        Principal principal = socket.principal();
        if (wanted == null) {
            error(
                    socket,
                    id,
                    ProblemType.INVALID_INPUT,
                    "`topics` must be a list of `predictions`, `models`, or either with a model name, such as"
                            + " `models:churn`.");
        } else if (principal.isKey() && !principal.scopes().contains(Scope.READ)) {
            error(
                    socket,
                    id,
                    ProblemType.FORBIDDEN,
                    "This API key lacks the scope `" + Scope.READ + "`. Create a key that has it.");
        } else if (principal.tenant() == null) {
            error(
                    socket,
                    id,
                    ProblemType.FORBIDDEN,
                    "The access token has no tenant. Use one that was issued for a tenant.");
        } else if (socket.topics().size() + wanted.size() > config.topics()) {
            error(
                    socket,
                    id,
                    ProblemType.INVALID_INPUT,
                    "A socket can have at most " + config.topics() + " topics. Unsubscribe from one first.");
        } else {
            socket.topics().addAll(wanted);
            socket.send(answer("subscribed", id).put("topics", names(socket)));
        }
    }

    private static void unsubscribe(ClientSocket socket, @Nullable Object id, JsonObject message) {
        List<Topic> unwanted = topics(message);
        if (unwanted == null) {
            error(
                    socket,
                    id,
                    ProblemType.INVALID_INPUT,
                    "`topics` must be a list of `predictions`, `models`, or either with a model name, such as"
                            + " `models:churn`.");
        } else {
            unwanted.forEach(socket.topics()::remove);
            socket.send(answer("unsubscribed", id).put("topics", names(socket)));
        }
    }

    private static @Nullable List<Topic> topics(JsonObject message) {
        if (!(message.getValue("topics") instanceof JsonArray written) || written.isEmpty()) {
            return null;
        }
        List<Topic> topics = new ArrayList<>();
        for (Object each : written) {
            Optional<Topic> topic = Topic.parse(each);
            if (topic.isEmpty()) {
                return null;
            }
            topics.add(topic.get());
        }
        return topics;
    }

    private static JsonArray names(ClientSocket socket) {
        return new JsonArray(
                socket.topics().stream().map(Topic::toString).sorted().toList());
    }

    private void renew(ClientSocket socket, String address, @Nullable Object id, JsonObject message) {
        String ticket = message.getValue("ticket") instanceof String text ? text : null;
        Principal asking = socket.principal();
        Subject subject = new Subject(asking.account(), asking.apiKey(), asking.tenant(), address);
        Future<Principal> renewal = limiter.take(config.predictionLimit(), subject, 1)
                .compose(decision -> decision.allowed()
                        ? tickets.redeem(ticket).onComplete(done -> limiter.release(decision))
                        : Future.failedFuture(new RefusedException(decision.refusal())));
        renewal.onComplete(redeemed -> {
            if (redeemed.failed()) {
                refused(socket, id, redeemed.cause());
                return;
            }
            Principal fresh = redeemed.result();
            Principal before = socket.principal();
            if (!fresh.account().equals(before.account())
                    || !String.valueOf(fresh.tenant()).equals(String.valueOf(before.tenant()))) {
                error(
                        socket,
                        id,
                        ProblemType.FORBIDDEN,
                        "The ticket belongs to another account or tenant. Open another socket with it.");
                return;
            }
            socket.renew(fresh);
            if (tokens.isRevoked(fresh)) {
                // The event arrived during the ticket lookup and saw the socket with its earlier token.
                socket.close(ClientSocket.UNAUTHENTICATED, "Access was revoked.");
                return;
            }
            socket.send(answer("renewed", id)
                    .put("expiresAt", Instant.ofEpochSecond(fresh.expiresAt()).toString()));
        });
    }

    private void predict(ClientSocket socket, String address, @Nullable Object id, JsonObject message) {
        if (!socket.beginPrediction(config.predictions())) {
            error(
                    socket,
                    id,
                    ProblemType.OVERLOADED,
                    "A socket can have at most " + config.predictions()
                            + " predictions in progress. Wait for one to finish.");
            return;
        }
        JsonObject request = message.copy();
        request.remove("type");
        request.remove("id");
        predictions.predict(socket.principal(), address, request).onComplete(done -> {
            socket.endPrediction();
            if (done.failed()) {
                refused(socket, id, done.cause());
            } else if (done.result().status() == 201) {
                socket.send(answer("prediction_result", id).put("prediction", Predictions.json(done.result())));
            } else {
                socket.send(answer("error", id).put("problem", Predictions.json(done.result())));
            }
        });
    }

    private static void refused(ClientSocket socket, @Nullable Object id, Throwable cause) {
        if (cause instanceof RefusedException because) {
            Refusal refusal = because.refusal();
            error(socket, id, refusal.type(), refusal.detail());
        } else {
            LOG.errorf(cause, "message not answered socket=%s", socket.id());
            error(socket, id, ProblemType.INTERNAL, "An internal error occurred. Try again later.");
        }
    }

    private static JsonObject answer(String type, @Nullable Object id) {
        JsonObject answer = new JsonObject().put("type", type);
        return id == null ? answer : answer.put("id", id);
    }

    private static void error(ClientSocket socket, @Nullable Object id, ProblemType type, String detail) {
        socket.send(answer("error", id)
                .put(
                        "problem",
                        new JsonObject()
                                .put("type", type.uri())
                                .put("title", type.title())
                                .put("status", type.status())
                                .put("detail", detail)));
    }
}

package dev.auspex.gateway.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.door.Clients;
import dev.auspex.gateway.limit.Decision;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.proxy.Client;
import dev.auspex.gateway.proxy.Drain;
import dev.auspex.gateway.token.AccessTokens;
import dev.auspex.gateway.token.Principal;
import dev.auspex.gateway.wire.Http2Head;
import dev.auspex.gateway.wire.OpenRequests;

/** The open sockets of this replica: accepts them at {@code /ws} and sends them events. */
@ApplicationScoped
public class Sockets {

    private static final Logger LOG = Logger.getLogger(Sockets.class);
    private static final int ORDER = -3_000;
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Refusal NO_SOCKET = new Refusal(
            "socket", ProblemType.INVALID_INPUT, "This address only opens WebSockets. See docs/services/gateway.md.");

    private static final Refusal OTHER_VERSION = new Refusal(
            "socket",
            ProblemType.INVALID_INPUT,
            "WebSockets do not work over HTTP/2 here. Connect with HTTP/1.1; over TLS, offer only http/1.1.");

    private static final Refusal OTHER_ORIGIN = new Refusal(
            "origin",
            ProblemType.FORBIDDEN,
            "Pages of this origin cannot open sockets. An operator can add the origin to AUSPEX_CORS_ORIGINS.");

    private static final Refusal GOING_AWAY = new Refusal(
            "drain",
            ProblemType.UNAVAILABLE,
            "This gateway is shutting down. Try again in 1 second.",
            Duration.ofSeconds(1));

    private static final Refusal FAULT = new Refusal(
            "fault",
            ProblemType.INTERNAL,
            "An internal error occurred. Report the trace id, which identifies the error in the logs.");

    private final Tickets tickets;
    private final AccessTokens tokens;
    private final Limiter limiter;
    private final Clients clients;
    private final Conversation conversation;
    private final Drain drain;
    private final SocketConfig config;
    private final UuidV7 ids;
    private final Vertx vertx;
    private final Origins origins;
    private final Set<ClientSocket> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Set<ClientSocket>> byTenant = new ConcurrentHashMap<>();
    private final Counter slow;
    private final Counter delivered;
    private long timer = -1;

    Sockets(
            Tickets tickets,
            AccessTokens tokens,
            Limiter limiter,
            Clients clients,
            Conversation conversation,
            Drain drain,
            SocketConfig config,
            UuidV7 ids,
            Vertx vertx,
            MeterRegistry metrics) {
        this.tickets = tickets;
        this.tokens = tokens;
        this.limiter = limiter;
        this.clients = clients;
        this.conversation = conversation;
        this.drain = drain;
        this.config = config;
        this.ids = ids;
        this.vertx = vertx;
        this.origins = new Origins(config.origins().orElse(List.of()), config.publicAddress());
        limiter.require(config.limit());
        this.slow = Counter.builder("auspex.gateway.sockets.slow")
                .description("Sockets closed because they read too slowly")
                .register(metrics);
        this.delivered = Counter.builder("auspex.gateway.sockets.events")
                .description("Events sent to sockets")
                .register(metrics);
        Gauge.builder("auspex.gateway.sockets", all, Collection::size)
                .description("Open sockets")
                .register(metrics);
    }

    void register(@Observes Router router) {
        router.route("/ws").order(ORDER).handler(this::enter);
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.heartbeat().toMillis(), beat -> beat());
    }

    /**
     * Closes all sockets and waits until the clients have completed the close or were cut off, because the
     * connections end right afterwards.
     */
    void delayed(@Observes ShutdownDelayInitiatedEvent event) {
        leave();
        long end = System.nanoTime() + config.farewell().toNanos() + GRACE.toNanos();
        while (!all.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        leave();
    }

    private void leave() {
        all.forEach(socket -> socket.close(ClientSocket.GOING_AWAY, "The gateway is shutting down."));
    }

    private void beat() {
        long nanos = config.heartbeat().toNanos();
        for (ClientSocket socket : all) {
            socket.beat(nanos);
            limiter.renew(socket.place());
        }
    }

    private void enter(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Client client = clients.of(request);
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        if (Http2Head.is(request)) {
            ProblemAnswer.send(request, OTHER_VERSION);
            return;
        }
        if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
            ProblemAnswer.send(request, NO_SOCKET);
            return;
        }
        if (drain.begun()) {
            ProblemAnswer.send(request, GOING_AWAY);
            return;
        }
        if (!mayOpen(request)) {
            ProblemAnswer.send(request, OTHER_ORIGIN);
            return;
        }
        request.pause();
        tickets.redeem(ticket(request))
                .compose(principal -> limiter.take(config.limit(), subject(principal, client), 1)
                        .compose(place -> place.allowed()
                                ? open(request, client, principal, place)
                                : Future.failedFuture(new RefusedException(place.refusal()))))
                .onFailure(failure -> refuse(request, failure));
    }

    /** Returns the ticket of a request. Vert.x decodes the address only now, and throws if it is malformed. */
    private static @Nullable String ticket(HttpServerRequest request) {
        try {
            return request.getParam("ticket");
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static Subject subject(Principal principal, Client client) {
        return new Subject(principal.account(), principal.apiKey(), principal.tenant(), client.principal());
    }

    /**
     * Returns whether the page may open a socket. A browser always sends the origin of its page; a program does not,
     * but has no cookies that could be misused.
     */
    private boolean mayOpen(HttpServerRequest request) {
        List<String> given = request.headers().getAll(HttpHeaders.ORIGIN);
        if (given.isEmpty()) {
            return true;
        }
        SocketAddress own = request.localAddress();
        return given.size() == 1
                && origins.allows(
                        given.getFirst(),
                        request.isSSL(),
                        own == null ? null : own.hostAddress(),
                        own == null ? -1 : own.port());
    }

    private Future<Void> open(HttpServerRequest request, Client client, Principal principal, Decision place) {
        return request.toWebSocket()
                .onFailure(failure -> limiter.release(place))
                .map(opened -> {
                    OpenRequests.over(request);
                    if (request.connection() instanceof ConnectionBase base) {
                        BrokenFrames.tell(base.channel().pipeline());
                    }
                    try {
                        welcome(opened, request, client, principal, place);
                    } catch (RuntimeException e) {
                        // The client already has a socket. All that remains is to close it and give its place back.
                        LOG.errorf(e, "welcome message not sent account=%s", principal.account());
                        limiter.release(place);
                        opened.close(ClientSocket.FAULT, "An internal error occurred.");
                    }
                    return null;
                });
    }

    private void welcome(
            ServerWebSocket opened, HttpServerRequest request, Client client, Principal principal, Decision place) {
        ClientSocket socket = new ClientSocket(
                ids.next().toString(), opened, request.connection(), vertx, principal, place, config, slow);
        opened.closeHandler(closed -> gone(socket));
        all.add(socket);
        byTenant.computeIfAbsent(tenant(principal), ignored -> ConcurrentHashMap.newKeySet())
                .add(socket);
        opened.exceptionHandler(failure -> LOG.debugf("socket failed socket=%s cause=%s", socket.id(), failure));
        opened.pongHandler(pong -> socket.seen());
        opened.frameHandler(new Hearing(socket, client.principal())::heard);
        untilItsTokenEnds(socket);
        socket.send(new JsonObject()
                .put("type", "connected")
                .put("socket", socket.id())
                .put("account", principal.account())
                .put("tenant", principal.tenant())
                .put("topics", new JsonArray(List.copyOf(new TreeSet<>(Topic.KINDS))))
                .put("heartbeatSeconds", config.heartbeat().toSeconds())
                .put("expiresAt", Instant.ofEpochSecond(principal.expiresAt()).toString()));
        // Check for what happened while the socket opened.
        if (drain.begun()) {
            socket.close(ClientSocket.GOING_AWAY, "The gateway is shutting down.");
        } else if (tokens.isRevoked(principal)) {
            socket.close(ClientSocket.UNAUTHENTICATED, "Access was revoked.");
        }
    }

    /** Reads what a client sends, frame by frame, on the socket's event loop. */
    private final class Hearing {

        private final ClientSocket socket;
        private final String address;
        private final MessageReader reader = new MessageReader(
                config.message().asLongValue(),
                config.fragments(),
                config.messageTime().toNanos());
        private boolean watched;

        Hearing(ClientSocket socket, String address) {
            this.socket = socket;
            this.address = address;
        }

        void heard(WebSocketFrame frame) {
            if (frame.isBinary()) {
                socket.close(ClientSocket.POLICY, "Messages must be JSON text.");
            }
            if (socket.isClosing() || !frame.isText() && !frame.isContinuation()) {
                return;
            }
            socket.seen();
            switch (reader.read(frame.binaryData().getBytes(), frame.isFinal(), System.nanoTime())) {
                case MessageReader.Message message -> conversation.heard(socket, address, message.text());
                case MessageReader.Refused refused -> socket.close(refused.code(), refused.reason());
                case MessageReader.Unfinished unfinished -> goesOn();
            }
        }

        private void goesOn() {
            if (!socket.mayHear(config.messages())) {
                socket.close(ClientSocket.POLICY, "The client sends too many frames.");
            } else if (!watched) {
                watched = true;
                vertx.setTimer(config.messageTime().toMillis() + 1, late -> look());
            }
        }

        /** Checks the time of an unfinished message. One timer serves the socket, not one for each message. */
        private void look() {
            watched = false;
            if (reader.isLate(System.nanoTime())) {
                socket.close(ClientSocket.POLICY, "The message took too long.");
            } else if (reader.isUnfinished() && !socket.isClosing()) {
                goesOn();
            }
        }
    }

    private void untilItsTokenEnds(ClientSocket socket) {
        long left = socket.principal().expiresAt() * 1000 - System.currentTimeMillis();
        vertx.setTimer(Math.max(1, left), ended -> {
            if (!all.contains(socket)) {
                return;
            }
            if (socket.expired()) {
                socket.close(ClientSocket.UNAUTHENTICATED, "The access token has expired. Renew it sooner.");
            } else {
                untilItsTokenEnds(socket);
            }
        });
    }

    private void gone(ClientSocket socket) {
        if (all.remove(socket)) {
            byTenant.computeIfPresent(tenant(socket.principal()), (tenant, sockets) -> {
                sockets.remove(socket);
                return sockets.isEmpty() ? null : sockets;
            });
            limiter.release(socket.place());
        }
    }

    private static String tenant(Principal principal) {
        return principal.tenant() == null ? "" : principal.tenant();
    }

    private static void refuse(HttpServerRequest request, Throwable failure) {
        if (failure instanceof RefusedException refused) {
            ProblemAnswer.send(request, refused.refusal());
        } else {
            LOG.warnf("socket not opened cause=%s", failure.toString());
            ProblemAnswer.send(request, FAULT);
        }
    }

    /** Closes the sockets whose access was revoked. */
    void revoked(@Observes AccessRevoked event) {
        for (ClientSocket socket : all) {
            if (tokens.isRevoked(socket.principal())) {
                socket.close(ClientSocket.UNAUTHENTICATED, "Access was revoked.");
            }
        }
    }

    /**
     * Sends an event to all sockets that may receive it and subscribe to it.
     *
     * @param tenant tenant that owns the event, or null if everybody may receive it
     */
    void tell(@Nullable String tenant, String kind, String model, JsonObject event) {
        Collection<ClientSocket> hearers = tenant == null ? all : byTenant.getOrDefault(tenant, Set.of());
        String message = null;
        for (ClientSocket socket : hearers) {
            if (socket.hears(kind, model)) {
                if (message == null) {
                    message = new JsonObject()
                            .put("type", "event")
                            .put("topic", kind)
                            .put("event", event)
                            .encode();
                }
                if (socket.send(message)) {
                    delivered.increment();
                }
            }
        }
    }

    /** Returns statistics of a tenant's sockets at this replica. */
    JsonObject statistics(@Nullable String tenant) {
        Collection<ClientSocket> sockets = tenant == null ? List.of() : byTenant.getOrDefault(tenant, Set.of());
        Map<String, Long> topics = new TreeMap<>();
        Set<String> accounts = new HashSet<>();
        long sent = 0;
        for (ClientSocket socket : sockets) {
            accounts.add(socket.principal().account());
            sent += socket.sent();
            socket.topics().forEach(topic -> topics.merge(topic.kind(), 1L, Long::sum));
        }
        return new JsonObject()
                .put("sockets", sockets.size())
                .put("accounts", accounts.size())
                .put("subscriptions", new JsonObject(Map.copyOf(topics)))
                .put("messagesSent", sent);
    }
}

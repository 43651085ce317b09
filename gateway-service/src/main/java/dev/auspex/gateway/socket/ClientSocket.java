package dev.auspex.gateway.socket;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;

import dev.auspex.gateway.limit.Decision;
import dev.auspex.gateway.token.Principal;

/** One open socket: its owner, its subscriptions, and how many of the characters sent to it are still unread. */
final class ClientSocket {

    /** Policy violation: the client reads too slowly or sends something that is not allowed. */
    static final short POLICY = 1008;

    /** The gateway is shutting down; when the client reconnects, another replica answers. */
    static final short GOING_AWAY = 1001;

    /** A text message that is not UTF-8. */
    static final short NO_TEXT = 1007;

    /** Like HTTP 500. */
    static final short FAULT = 1011;

    /** Like HTTP 401: the token has expired or was revoked. */
    static final short UNAUTHENTICATED = 4401;

    private final String id;
    private final ServerWebSocket socket;
    private final HttpConnection connection;
    private final Vertx vertx;
    private final Context context;
    private final Decision place;
    private final Counter slow;
    private final long mostBytes;
    private final long farewellMillis;
    private final Set<Topic> topics = ConcurrentHashMap.newKeySet();
    private final AtomicLong unread = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile Principal principal;
    private volatile long seenAt = System.nanoTime();
    private int predictions;
    private long secondBegan = System.nanoTime();
    private int messagesOfSecond;

    ClientSocket(
            String id,
            ServerWebSocket socket,
            HttpConnection connection,
            Vertx vertx,
            Principal principal,
            Decision place,
            SocketConfig config,
            Counter slow) {
        this.id = id;
        this.socket = socket;
        this.connection = connection;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.principal = principal;
        this.place = place;
        this.slow = slow;
        this.mostBytes = config.buffer().asLongValue();
        this.farewellMillis = config.farewell().toMillis();
    }

    String id() {
        return id;
    }

    Principal principal() {
        return principal;
    }

    /** Returns the decision that holds its place in the limit of sockets. */
    Decision place() {
        return place;
    }

    Set<Topic> topics() {
        return topics;
    }

    long sent() {
        return sent.get();
    }

    void renew(Principal renewed) {
        principal = renewed;
    }

    boolean hears(String kind, String model) {
        return !topics.isEmpty() && (topics.contains(new Topic(kind, "")) || topics.contains(new Topic(kind, model)));
    }

    /**
     * Sends a message; may be called from any thread. A client with too many unread messages is closed instead. Returns
     * true if the message was sent.
     */
    boolean send(String message) {
        if (closing.get()) {
            return false;
        }
        if (unread.addAndGet(message.length()) > mostBytes) {
            if (close(POLICY, "The client reads too slowly.")) {
                slow.increment();
            }
            return false;
        }
        sent.incrementAndGet();
        context.runOnContext(ignored -> {
            if (socket.isClosed()) {
                unread.addAndGet(-message.length());
            } else {
                socket.writeTextMessage(message).onComplete(written -> unread.addAndGet(-message.length()));
            }
        });
        return true;
    }

    boolean send(JsonObject message) {
        return send(message.encode());
    }

    /** Returns whether the client may send another message in this second. Call it only on the socket's event loop. */
    boolean mayHear(int most) {
        long now = System.nanoTime();
        if (now - secondBegan >= TimeUnit.SECONDS.toNanos(1)) {
            secondBegan = now;
            messagesOfSecond = 0;
        }
        return ++messagesOfSecond <= most;
    }

    /** Returns whether another prediction may begin, and counts it if so. Call it only on the socket's event loop. */
    boolean beginPrediction(int most) {
        if (predictions >= most) {
            return false;
        }
        predictions++;
        return true;
    }

    void endPrediction() {
        context.runOnContext(ignored -> predictions--);
    }

    void seen() {
        seenAt = System.nanoTime();
    }

    /** Sends a heartbeat, or closes the socket if the client has not been heard from for too long. */
    void beat(long heartbeatNanos) {
        if (System.nanoTime() - seenAt > heartbeatNanos * 5 / 2) {
            close(POLICY, "The client did not respond to heartbeats.");
            return;
        }
        send(new JsonObject().put("type", "heartbeat").put("at", Instant.now().toString()));
        context.runOnContext(ignored -> {
            if (!socket.isClosed()) {
                socket.writePing(Buffer.buffer());
            }
        });
    }

    boolean expired() {
        return principal.expiresAt() <= TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    }

    /**
     * Closes the socket with a code; a client that does not complete the close in time is cut off. Returns
     * true for the first call.
     */
    boolean close(short code, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        context.runOnContext(ignored -> {
            socket.close(code, reason);
            vertx.setTimer(farewellMillis, late -> cut());
        });
        return true;
    }

    boolean isClosing() {
        return closing.get();
    }

    private void cut() {
        if (connection instanceof ConnectionBase base) {
            base.channel().close();
        }
    }
}

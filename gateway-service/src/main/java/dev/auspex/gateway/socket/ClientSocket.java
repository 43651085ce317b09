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

/** One open socket: whose it is, what it listens to, and how much of what it was sent it has not read yet. */
final class ClientSocket {

    /** Policy violated: reads too slowly, sends what nobody may. */
    static final short POLICY = 1008;

    /** The gateway goes away; connect again and another replica answers. */
    static final short GOING_AWAY = 1001;

    /** A text that is not UTF-8. */
    static final short NO_TEXT = 1007;

    /** As 500 in HTTP. */
    static final short FAULT = 1011;

    /** As 401 in HTTP: the token has ended or was revoked. */
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

    /** What it counts for in the limit of sockets. */
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

    /** Sends a message from any thread. Who has not read enough of the earlier ones is closed instead; true where it was sent. */
    boolean send(String message) {
        if (closing.get()) {
            return false;
        }
        if (unread.addAndGet(message.length()) > mostBytes) {
            if (close(POLICY, "reads too slowly")) {
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

    /** Whether another message may come in this second; on the socket's event loop only. */
    boolean mayHear(int most) {
        long now = System.nanoTime();
        if (now - secondBegan >= TimeUnit.SECONDS.toNanos(1)) {
            secondBegan = now;
            messagesOfSecond = 0;
        }
        return ++messagesOfSecond <= most;
    }

    /** Whether another prediction may begin; on the socket's event loop only. */
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

    /** Says that the connection lives, and ends it where nothing was heard of the other side for too long. */
    void beat(long heartbeatNanos) {
        if (System.nanoTime() - seenAt > heartbeatNanos * 5 / 2) {
            close(POLICY, "no sign of life");
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

    /** Closes with a code; who does not take it in time is cut off. True where this was the first to close it. */
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

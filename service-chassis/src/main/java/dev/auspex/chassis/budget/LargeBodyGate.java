package dev.auspex.chassis.budget;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.Context;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Lets few large bodies of one caller be parsed and handled at once: as many as half of the processors. The caller's
 * others wait for their turn once they have arrived. Without this, one caller's megabytes of JSON occupy all event loops and
 * processors while the small requests of others wait.
 */
@ApplicationScoped
public class LargeBodyGate {

    /** Bodies of more bytes than this are large. */
    public static final long LARGE_BYTES = 64 * 1024;

    private static final String KEY = LargeBodyGate.class.getName();

    /** How long work may go on after its caller has disconnected. */
    private static final long WORK_MILLIS = 5_000;

    private final int most;
    private final Map<Object, Line> lines = new HashMap<>();

    LargeBodyGate() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /** @param most number of large bodies of one caller at once */
    LargeBodyGate(int most) {
        this.most = most;
    }

    /**
     * Handles a request when it is its caller's turn, on the context of the request. The turn ends with {@link #done}, or
     * when the request is answered. If its client hangs up, work may go on for a while, and so does the turn. Call this
     * on the event loop of the request.
     */
    public void pass(Object caller, RoutingContext call, Runnable work) {
        Context context = call.vertx().getOrCreateContext();
        Turn turn = new Turn(caller, () -> context.runOnContext(ignored -> work.run()));
        boolean now = enter(turn);
        call.put(KEY, turn);
        Channel channel = ((ConnectionBase) call.request().connection()).channel();
        ChannelFutureListener closed = future -> hungUp(turn, call);
        channel.closeFuture().addListener(closed);
        call.addEndHandler(end -> {
            channel.closeFuture().removeListener(closed);
            if (end.succeeded()) {
                leave(turn);
            } else {
                hungUp(turn, call);
            }
        });
        if (now) {
            work.run();
        }
    }

    /** Ends the turn of a request, if it has one: what was large about it has been parsed. */
    public void done(RoutingContext call) {
        Turn turn = call.get(KEY);
        if (turn != null) {
            leave(turn);
        }
    }

    private void hungUp(Turn turn, RoutingContext call) {
        if (isRunning(turn)) {
            call.vertx().setTimer(WORK_MILLIS, over -> leave(turn));
        } else {
            leave(turn);
        }
    }

    private synchronized boolean isRunning(Turn turn) {
        return turn.running;
    }

    /** Returns whether it is the turn's time already; otherwise it starts later, unless it leaves before. */
    synchronized boolean enter(Turn turn) {
        Line line = lines.computeIfAbsent(turn.caller, caller -> new Line());
        if (line.running < most) {
            line.running++;
            turn.running = true;
            return true;
        }
        line.waiting.add(turn);
        return false;
    }

    /** Ends a turn, or gives it up. Does nothing the second time. */
    void leave(Turn turn) {
        if (!turn.left.compareAndSet(false, true)) {
            return;
        }
        Turn next;
        synchronized (this) {
            Line line = lines.get(turn.caller);
            if (!turn.running) {
                line.waiting.remove(turn);
                return;
            }
            line.running--;
            next = line.waiting.poll();
            if (next != null) {
                line.running++;
                next.running = true;
            } else if (line.running == 0) {
                lines.remove(turn.caller);
            }
        }
        if (next != null) {
            next.start.run();
        }
    }

    /** Returns the number of callers with large bodies under way. */
    synchronized int callers() {
        return lines.size();
    }

    /** The turn of one request. */
    static final class Turn {

        private final Object caller;
        private final Runnable start;
        private final AtomicBoolean left = new AtomicBoolean();
        private boolean running;

        /** @param start starts the work if the turn had to wait */
        Turn(Object caller, Runnable start) {
            this.caller = caller;
            this.start = start;
        }
    }

    private static final class Line {

        private final Queue<Turn> waiting = new ArrayDeque<>();
        private int running;
    }
}

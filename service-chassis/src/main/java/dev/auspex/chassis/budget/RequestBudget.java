package dev.auspex.chassis.budget;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.jwt.JsonWebToken;

import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.identity.CallMechanism;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.chassis.problem.ProblemReply;
import dev.auspex.contracts.http.BodyLimits;
import dev.auspex.contracts.http.Claims;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Charges each body before any of it is read: its declared length, or each chunk as it arrives, times the memory
 * that parsing needs for each byte. Refuses a body that is larger than its address accepts or that does not fit
 * into the budget now. Code that handles the request may charge more with {@link Budget#take} or give some back.
 */
@ApplicationScoped
public class RequestBudget {

    /** After the routes that read their bodies themselves, and before anything that the framework does with a body. */
    public static final int ORDER = -5_000;

    /**
     * Bytes of memory for each byte of JSON: the byte itself, two for a long string while it is decoded, and one for
     * the string. Lists and maps have limits of their own (docs/adr/0017).
     */
    public static final int JSON_FACTOR = 4;

    /** Charge for a form, in bytes. Its files go to disk, so this covers only its fields. */
    private static final long FORM = 1L << 20;

    private static final int LONGEST_ADDRESS = 64;
    private static final int MOST_DIGITS = 18;
    private static final long UNKNOWN = -1;
    private static final String CONTINUE = "100-continue";

    /** A connection is closed if nothing of a body arrives for this long. */
    private static final long STALLED_MILLIS = 60_000;

    private final Budget budget;
    private final LargeBodyGate gate;
    private final CallMechanism mechanism;

    RequestBudget(Budget budget, LargeBodyGate gate, CallMechanism mechanism) {
        this.budget = budget;
        this.gate = gate;
        this.mechanism = mechanism;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::handle);
    }

    private void handle(RoutingContext call) {
        long length = length(call.request());
        if (length == 0) {
            call.next();
            return;
        }
        long limit = BodyLimits.of(call.request().path());
        if (length > limit) {
            ProblemReply.send(call, tooLarge(limit));
            return;
        }
        // No part of the body is lost in the meantime: the framework reads nothing until it is asked to.
        mechanism
                .identify(call)
                .subscribe()
                .with(
                        identity -> admit(call, caller(call, identity), isService(identity), length, limit),
                        // The code that handles the request reports what is wrong with the token.
                        failure -> admit(call, address(call.request()), false, length, limit));
    }

    private void admit(RoutingContext call, Object caller, boolean service, long length, long limit) {
        Charge charge = budget.open(caller, call);
        boolean form = isForm(call.request());
        ProblemException refusal = budget.refusal(charge.take(form ? FORM : memory(length)));
        if (refusal != null) {
            ProblemReply.send(call, refusal);
        } else if (!form && (length == UNKNOWN || length > LargeBodyGate.LARGE_BYTES)) {
            new Chunks(call, caller, service, charge, length, limit).receive();
        } else {
            call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit);
            call.next();
        }
    }

    /** Returns the memory to charge for JSON of a declared length, in bytes; 0 if the length is unknown. */
    private static long memory(long length) {
        return length > Long.MAX_VALUE / JSON_FACTOR ? Long.MAX_VALUE : JSON_FACTOR * Math.max(0, length);
    }

    /** Returns the problem for a body that is larger than its address accepts. */
    public static ProblemException tooLarge(long limit) {
        return new ProblemException(
                ProblemType.BODY_TOO_LARGE,
                "The body is larger than " + limit + " bytes, which is the limit for this address."
                        + " Send a smaller one.");
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, "multipart/", 0, "multipart/".length());
    }

    /** Returns the declared length, 0 if there is no body, or -1 if the length is not declared. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return length.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(length);
        }
        boolean body = request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
                || (request.version() == HttpVersion.HTTP_2 && !request.isEnded());
        return body ? UNKNOWN : 0;
    }

    /** Returns who is charged for a request: the tenant, otherwise the account, otherwise the address. */
    public static Object caller(RoutingContext call, SecurityIdentity identity) {
        if (identity == null) {
            return address(call.request());
        }
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            Object tenant = token.getClaim(Claims.TENANT);
            return tenant == null ? token.getSubject() : tenant.toString();
        }
        String tenant = call.request().getHeader(Headers.TENANT);
        return tenant == null ? "service" : tenant;
    }

    /** Returns whether a service calls. One request of a service can carry those of many callers. */
    public static boolean isService(SecurityIdentity identity) {
        return identity != null && identity.hasRole(Role.SERVICE);
    }

    /** Returns the client's address as the gateway forwards it, otherwise the address of the connection. */
    private static String address(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded != null) {
            return forwarded.length() <= LONGEST_ADDRESS ? forwarded : forwarded.substring(0, LONGEST_ADDRESS);
        }
        return request.remoteAddress() == null
                ? "unknown"
                : request.remoteAddress().hostAddress();
    }

    /**
     * Collects a body: one without a declared length, so that each chunk is charged when it arrives, or a large one, so
     * that it takes its turn only when it is complete. A slow client must not hold up the others of its tenant.
     */
    private final class Chunks {

        private final RoutingContext call;
        private final Object caller;
        private final boolean service;
        private final Charge charge;
        private final boolean declared;
        private final long limit;
        private Buffer body = Buffer.buffer();
        private int seen;
        private long stallTimer;
        private boolean refused;

        Chunks(RoutingContext call, Object caller, boolean service, Charge charge, long length, long limit) {
            this.call = call;
            this.caller = caller;
            this.service = service;
            this.charge = charge;
            this.declared = length != UNKNOWN;
            this.limit = limit;
        }

        void receive() {
            HttpServerRequest request = call.request();
            stallTimer = call.vertx().setPeriodic(STALLED_MILLIS, look -> endIfStalled());
            request.exceptionHandler(gone -> {
                refused = true;
                call.vertx().cancelTimer(stallTimer);
            });
            request.endHandler(end -> {
                call.vertx().cancelTimer(stallTimer);
                if (!refused) {
                    CollectedBody.put(call, body);
                    pass();
                }
            });
            request.handler(this::add);
            if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                call.response().writeContinue();
            }
            request.resume();
        }

        private void endIfStalled() {
            if (body.length() == seen) {
                call.vertx().cancelTimer(stallTimer);
                call.request().connection().close();
            }
            seen = body.length();
        }

        private void pass() {
            if (service || body.length() <= LargeBodyGate.LARGE_BYTES) {
                call.next();
            } else {
                gate.pass(caller, call, call::next);
            }
        }

        private void add(Buffer chunk) {
            if (refused) {
                return;
            }
            if (body.length() + (long) chunk.length() > limit) {
                refuse(tooLarge(limit));
                return;
            }
            ProblemException refusal =
                    declared ? null : budget.refusal(charge.take((long) JSON_FACTOR * chunk.length()));
            if (refusal != null) {
                refuse(refusal);
            } else {
                body.appendBuffer(chunk);
            }
        }

        private void refuse(ProblemException refusal) {
            refused = true;
            body = Buffer.buffer();
            call.vertx().cancelTimer(stallTimer);
            ProblemReply.send(call, refusal);
        }
    }
}

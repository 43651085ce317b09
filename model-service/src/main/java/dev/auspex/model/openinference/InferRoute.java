package dev.auspex.model.openinference;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.LargeBodyGate;
import dev.auspex.chassis.budget.RequestBudget;
import dev.auspex.chassis.identity.CallMechanism;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.chassis.problem.ProblemReply;
import dev.auspex.contracts.http.BodyLimits;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.cost.Costs;
import dev.auspex.model.registry.ModelRegistry;
import dev.auspex.model.registry.ServedVersion;

/**
 * The two infer operations of the protocol, straight on the router: they carry the load, and the route answers more requests with
 * the same processors than the REST layer did (docs/adr/0009). What that layer gives all other operations is done here by hand:
 * identity and role, the request's id in the log, the caller's going away, errors in the protocol's form.
 */
@ApplicationScoped
class InferRoute {

    private static final Logger LOG = Logger.getLogger(InferRoute.class);

    /** Before everything that the framework does with a request. */
    private static final int ORDER = -10_000;

    private static final int MOST_DIGITS = 18;

    private static final Set<String> ROLES = Set.of(Role.MEMBER, Role.SERVICE);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence BINARY = HttpHeaders.createOptimized("application/octet-stream");
    private static final CharSequence JSON_LENGTH = HttpHeaders.createOptimized(OpenInferenceHeaders.JSON_LENGTH);

    private static final CharSequence COST = HttpHeaders.createOptimized(Headers.COST);
    private static final CharSequence PREDICTIONS = HttpHeaders.createOptimized(Headers.PREDICTIONS);

    private final ModelRegistry registry;
    private final InferenceCalls calls;
    private final Costs costs;
    private final CallMechanism mechanism;
    private final IdentityProviderManager identities;
    private final CurrentIdentityAssociation current;
    private final CurrentVertxRequest currentRequest;
    private final ObjectMapper mapper;
    private final Budget budget;
    private final LargeBodyGate gate;
    private final long mostBytes;

    InferRoute(
            ModelRegistry registry,
            InferenceCalls calls,
            Costs costs,
            CallMechanism mechanism,
            IdentityProviderManager identities,
            CurrentIdentityAssociation current,
            CurrentVertxRequest currentRequest,
            ObjectMapper mapper,
            Budget budget,
            LargeBodyGate gate,
            @ConfigProperty(name = "auspex.upload.largest-other", defaultValue = "16M") MemorySize largestBody) {
        this.registry = registry;
        this.calls = calls;
        this.costs = costs;
        this.mechanism = mechanism;
        this.identities = identities;
        this.current = current;
        this.currentRequest = currentRequest;
        this.mapper = mapper;
        this.budget = budget;
        this.gate = gate;
        this.mostBytes = Math.min(largestBody.asLongValue(), BodyLimits.of("/v2/models/any/infer"));
    }

    void register(@Observes Router router) {
        router.post("/v2/models/:name/infer").order(ORDER).handler(this::infer);
        router.post("/v2/models/:name/versions/:version/infer").order(ORDER).handler(this::infer);
        router.route("/v2/models/:name/infer").order(ORDER + 1).handler(this::otherMethod);
        router.route("/v2/models/:name/versions/:version/infer")
                .order(ORDER + 1)
                .handler(this::otherMethod);
    }

    private void otherMethod(RoutingContext call) {
        call.response().putHeader(HttpHeaders.ALLOW, "POST");
        fail(
                call,
                new ProblemException(
                        ProblemType.METHOD_NOT_ALLOWED,
                        "This address does not support this method. See the header Allow."));
    }

    private void infer(RoutingContext call) {
        HttpServerRequest request = call.request();
        String id = request.getHeader(Headers.REQUEST_ID);
        if (id != null) {
            MDC.put("requestId", id);
        }
        // Nothing of the body may be lost while the token is looked up.
        request.pause();
        mechanism
                .authenticate(call, identities)
                .subscribe()
                .with(identity -> admitted(call, identity), failure -> fail(call, failure));
    }

    private void admitted(RoutingContext call, SecurityIdentity identity) {
        try {
            if (identity == null) {
                throw new AuthenticationFailedException("no credentials");
            }
            if (identity.getRoles().stream().noneMatch(ROLES::contains)) {
                throw new ProblemException(
                        ProblemType.FORBIDDEN, "The role of this account does not allow this request.");
            }
            String encoding = call.request().getHeader(HttpHeaders.CONTENT_ENCODING);
            if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
                // RFC 9110, section 15.5.16.
                call.response().putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
                throw new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.");
            }
            if (call.request().headers().getAll(JSON_LENGTH).size() > 1) {
                throw new ProblemException(
                        ProblemType.INVALID_INPUT, "Send " + OpenInferenceHeaders.JSON_LENGTH + " once.");
            }
            ServedVersion version = version(call, identity);
            Object caller = RequestBudget.caller(call, identity);
            Charge charge = budget.open(caller, call);
            new Body(call, caller, RequestBudget.isService(identity), version, charge).receive();
        } catch (RuntimeException e) {
            fail(call, e);
        }
    }

    /** The registry may ask who calls, as it may below the REST layer. */
    private ServedVersion version(RoutingContext call, SecurityIdentity identity) {
        ManagedContext requestContext = Arc.container().requestContext();
        requestContext.activate();
        try {
            current.setIdentity(identity);
            currentRequest.setCurrent(call);
            return served(call.pathParam("name"), call.pathParam("version"));
        } finally {
            requestContext.terminate();
        }
    }

    private ServedVersion served(String model, String versionOrAlias) {
        return versionOrAlias == null ? registry.model(model).byDefault() : registry.resolve(model, versionOrAlias);
    }

    private void run(RoutingContext call, ServedVersion version, ByteBuffer body, Charge charge) {
        HttpServerRequest request = call.request();
        Uni<InferenceAnswer> answer;
        try {
            answer = calls.infer(
                    version,
                    body,
                    request.getHeader(JSON_LENGTH),
                    request.getHeader(Headers.REQUEST_DEADLINE),
                    request.getHeader(Headers.REQUEST_PRIORITY),
                    bytes -> budget.take(charge, bytes));
        } catch (RuntimeException e) {
            fail(call, e);
            return;
        }
        Cancellable running = answer.subscribe().with(done -> send(call, done, charge), failure -> fail(call, failure));
        // Told when the connection goes before the answer has gone out.
        request.response().closeHandler(gone -> running.cancel());
    }

    private void send(RoutingContext call, InferenceAnswer answer, Charge charge) {
        HttpServerResponse response = call.response();
        if (response.closed()) {
            return;
        }
        // The tensors are no longer needed; the answer is held until the client has taken it.
        charge.settle(answer.body().length);
        if (answer.binary()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, BINARY);
            response.putHeader(JSON_LENGTH, Integer.toString(answer.jsonLength()));
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
        if (answer.rows() > 1) {
            response.putHeader(COST, Long.toString(costs.ofRows(answer.rows())));
            response.putHeader(PREDICTIONS, Integer.toString(answer.rows()));
        }
        response.end(Buffer.buffer(Unpooled.wrappedBuffer(answer.body())));
    }

    private void fail(RoutingContext call, Throwable failure) {
        HttpServerResponse response = call.response();
        if (response.ended() || response.closed()) {
            return;
        }
        ProblemType type = ProblemType.INTERNAL;
        String detail = "An internal error occurred. Report the trace id, which identifies the error in the logs.";
        if (failure instanceof ProblemException problem) {
            type = problem.type();
            detail = problem.getMessage();
            problem.retryAfter()
                    .map(Duration::toSeconds)
                    .ifPresent(seconds ->
                            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds))));
        } else if (failure instanceof AuthenticationFailedException) {
            type = ProblemType.UNAUTHENTICATED;
            detail = "The access token is missing, expired or not valid. Sign in again.";
            response.putHeader("WWW-Authenticate", "Bearer");
        } else {
            LOG.errorf(failure, "request failed path=%s", call.request().path());
        }
        response.setStatusCode(type.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(Buffer.buffer(json(new InferenceError(detail))));
        // What is still to come is read and dropped: a connection cut while the caller sends would cost it the answer.
        ProblemReply.drop(call.request(), call.vertx());
    }

    private byte[] json(InferenceError error) {
        try {
            return mapper.writeValueAsBytes(error);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of one string", e);
        }
    }

    /** The body as it comes in. One that is there at once is not copied. */
    private final class Body {

        private final RoutingContext call;
        private final Object caller;
        private final boolean service;
        private final ServedVersion version;
        private final Charge charge;
        private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
        private long declared;
        private boolean refused;

        Body(RoutingContext call, Object caller, boolean service, ServedVersion version, Charge charge) {
            this.call = call;
            this.caller = caller;
            this.service = service;
            this.version = version;
            this.charge = charge;
        }

        void receive() {
            HttpServerRequest request = call.request();
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            declared = length == null ? 0 : length.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(length);
            if (declared > mostBytes) {
                refuse(RequestBudget.tooLarge(mostBytes));
                return;
            }
            ProblemException refusal = budget.refusal(charge.take(declared));
            if (refusal != null) {
                refuse(refusal);
                return;
            }
            request.handler(this::add);
            request.endHandler(end -> {
                if (!refused) {
                    runInTurn();
                }
            });
            // The connection went before the body was there: nobody waits for an answer.
            request.exceptionHandler(gone -> refused = true);
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                call.response().writeContinue();
            }
            request.resume();
        }

        private void runInTurn() {
            if (!service && bytes.readableBytes() > LargeBodyGate.LARGE_BYTES) {
                gate.pass(caller, call, () -> run(call, version, heap(bytes), charge));
            } else {
                run(call, version, heap(bytes), charge);
            }
        }

        private void add(Buffer chunk) {
            if (refused) {
                return;
            }
            long length = (long) bytes.readableBytes() + chunk.length();
            if (length > mostBytes) {
                refuse(RequestBudget.tooLarge(mostBytes));
                return;
            }
            if (declared == 0) {
                ProblemException refusal = budget.refusal(charge.take(chunk.length()));
                if (refusal != null) {
                    refuse(refusal);
                    return;
                }
            }
            if (bytes.readableBytes() == 0) {
                bytes = chunk.getByteBuf();
            } else {
                if (bytes.maxCapacity() - bytes.writerIndex() < chunk.length() || bytes.isReadOnly()) {
                    bytes = Unpooled.buffer((int) Math.max(length, declared)).writeBytes(bytes);
                }
                bytes.writeBytes(chunk.getByteBuf());
            }
        }

        private void refuse(ProblemException problem) {
            refused = true;
            bytes = Unpooled.EMPTY_BUFFER;
            charge.settle(0);
            ProblemReply.send(call, problem);
        }

        private static ByteBuffer heap(ByteBuf bytes) {
            if (bytes.hasArray()) {
                return ByteBuffer.wrap(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                        .slice();
            }
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            return ByteBuffer.wrap(copy);
        }
    }
}

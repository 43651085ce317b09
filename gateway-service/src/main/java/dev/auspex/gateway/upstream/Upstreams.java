package dev.auspex.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.eventloop.PerEventLoop;

/** Connections to the services. */
@ApplicationScoped
public class Upstreams {

    private static final int MOST_MANAGEMENT_BYTES = 8 * 1024 * 1024;

    private final SortedMap<String, UpstreamConfig.Service> services;
    private final SortedMap<String, Upstream> upstreams = new TreeMap<>();
    private final Duration connectTimeout;
    private final Duration managementTimeout;
    private final PerEventLoop<HttpClient> requests;
    private final HttpClient management;

    Upstreams(UpstreamConfig config, Vertx vertx, MeterRegistry metrics) {
        this.services = new TreeMap<>(config.services());
        this.connectTimeout = config.connectTimeout();
        this.managementTimeout = config.managementTimeout();
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(true)
                .setPipelining(false)
                .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                .setIdleTimeout((int) config.stalled().toSeconds())
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxWaitQueueSize(config.waitQueue())
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(config.poolSize());
        this.requests = new PerEventLoop<>(() -> vertx.createHttpClient(options, pool));
        this.management = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout((int)
                        config.connectTimeout().toMillis()),
                new PoolOptions().setHttp1MaxSize(4));
        services.forEach((name, service) -> {
            List<Address> addresses = service.url().stream()
                    .map(url -> new Address(url, connectTimeout.plus(config.poolWait())))
                    .toList();
            Upstream upstream = new Upstream(name, addresses, config, System.nanoTime());
            upstreams.put(name, upstream);
            measure(upstream, metrics);
        });
    }

    private static void measure(Upstream upstream, MeterRegistry metrics) {
        Gauge.builder("auspex.gateway.upstream.open", upstream, it -> it.isOpen() ? 1 : 0)
                .description("1 while the circuit breaker of a service is open")
                .tag("service", upstream.name())
                .register(metrics);
        Gauge.builder("auspex.gateway.upstream.callers.refused", upstream, Upstream::callersRefused)
                .description("Callers whose own circuit breaker for a service is open")
                .tag("service", upstream.name())
                .register(metrics);
        for (Address address : upstream.addresses()) {
            Gauge.builder("auspex.gateway.upstream.outstanding", address, it -> it.outstanding.get())
                    .description("Requests to an address that are in progress")
                    .tag("service", upstream.name())
                    .tag("address", address.name())
                    .register(metrics);
            Gauge.builder(
                            "auspex.gateway.upstream.ejected",
                            address,
                            it -> Upstream.isAlone(it, System.nanoTime()) ? 1 : 0)
                    .description("1 while an address is avoided because it failed too often")
                    .tag("service", upstream.name())
                    .tag("address", address.name())
                    .register(metrics);
        }
    }

    /** Returns the services by name, in order of their names. */
    public SortedMap<String, UpstreamConfig.Service> services() {
        return services;
    }

    /**
     * Checks that a service with this name exists.
     *
     * @throws IllegalArgumentException if there is none
     */
    public void require(String service) {
        if (!upstreams.containsKey(service)) {
            throw new IllegalArgumentException("auspex.upstream.services has no service " + service + ".");
        }
    }

    /** Returns the service with this name, or null if there is none. */
    public Upstream service(String name) {
        return upstreams.get(name);
    }

    /** Opens or reuses a connection for an attempt; fails if none is available in time. */
    public Future<HttpClientRequest> connect(Upstream.Attempt attempt, Duration timeout) {
        return requests.get().request(attempt.address().options(timeout.toMillis()));
    }

    /**
     * Returns whether an address could not be reached, for whatever reason: its name is unknown, there is no route to
     * it, nothing listens there, or nothing answers in time. Too many requests waiting for a connection do not mean
     * that the service is unhealthy.
     */
    public static boolean isUnreachable(Throwable notConnected) {
        return !(notConnected instanceof ConnectionPoolTooBusyException || notConnected instanceof TimeoutException);
    }

    /**
     * Calls a service on behalf of the gateway itself.
     *
     * @param caller    who is charged with failures that a caller may have caused
     * @param headers   sets the headers
     * @param mostBytes largest answer, in bytes
     */
    public Future<Answer> call(
            String service,
            Object caller,
            HttpMethod method,
            String path,
            Consumer<HttpClientRequest> headers,
            Buffer body,
            Duration timeout,
            int mostBytes) {
        Upstream upstream = upstreams.get(service);
        if (!upstream.permits(caller)) {
            return Future.failedFuture("The circuit breaker of the " + service + " service is open.");
        }
        Upstream.Attempt attempt = upstream.first(caller);
        return connect(attempt, timeout)
                .onFailure(notConnected -> {
                    if (isUnreachable(notConnected)) {
                        attempt.failed();
                    } else {
                        attempt.end();
                    }
                })
                .compose(request -> {
                    request.setMethod(method).setURI(path);
                    headers.accept(request);
                    return request.send(body);
                })
                .compose(response -> whole(response, mostBytes))
                .onComplete(done -> {
                    if (done.succeeded()) {
                        attempt.answered();
                        attempt.end();
                    } else if (attempt.isUnderWay()) {
                        attempt.failedForCaller();
                    }
                });
    }

    private static Future<Answer> whole(HttpClientResponse response, int mostBytes) {
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > mostBytes) {
                response.request().reset();
            } else {
                body.appendBuffer(chunk);
            }
        });
        return response.end().map(ended -> new Answer(response.statusCode(), body));
    }

    /** A complete answer. */
    public record Answer(int status, Buffer body) {}

    /** Requests a path on a service's management port. */
    public Future<Answer> fromManagement(String service, String path) {
        RequestOptions options = options(services.get(service).managementUrl(), managementTimeout)
                .setMethod(HttpMethod.GET)
                .setURI(path)
                .putHeader("accept", "application/json");
        return management
                .request(options)
                .compose(HttpClientRequest::send)
                .compose(response -> whole(response, MOST_MANAGEMENT_BYTES));
    }

    private RequestOptions options(URI url, Duration timeout) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setConnectTimeout(connectTimeout.toMillis())
                .setIdleTimeout(timeout.toMillis());
    }
}

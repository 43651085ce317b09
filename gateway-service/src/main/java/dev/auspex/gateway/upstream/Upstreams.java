package dev.auspex.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.eventloop.PerEventLoop;

/** The connections to the services. */
@ApplicationScoped
public class Upstreams {

    private static final int MOST_MANAGEMENT_BYTES = 8 * 1024 * 1024;

    private final SortedMap<String, UpstreamConfig.Service> services;
    private final Duration connectTimeout;
    private final Duration managementTimeout;
    private final PerEventLoop<HttpClient> requests;
    private final HttpClient management;

    Upstreams(UpstreamConfig config, Vertx vertx) {
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
    }

    /** Names and addresses of the services, in order of names. */
    public SortedMap<String, UpstreamConfig.Service> services() {
        return services;
    }

    /**
     * Makes the target of a route.
     *
     * @param timeout longest wait for the head of the answer
     * @return what to give to {@link #request}; made once for each route
     * @throws IllegalArgumentException where there is no such service
     */
    public RequestOptions target(String service, Duration timeout) {
        UpstreamConfig.Service found = services.get(service);
        if (found == null) {
            throw new IllegalArgumentException("no service " + service + " in auspex.upstream.services");
        }
        return options(found.url(), timeout);
    }

    /** Takes a connection to a service; fails where there is none to be had in time. */
    public Future<HttpClientRequest> request(RequestOptions target) {
        return requests.get().request(target);
    }

    /** An answer of a management port. */
    public record ManagementAnswer(int status, Buffer body) {}

    /** Gets a path of a service's management port. */
    public Future<ManagementAnswer> fromManagement(String service, String path) {
        RequestOptions options = options(services.get(service).managementUrl(), managementTimeout)
                .setMethod(HttpMethod.GET)
                .setURI(path)
                .putHeader("accept", "application/json");
        return management.request(options).compose(HttpClientRequest::send).compose(response -> {
            int status = response.statusCode();
            Buffer body = Buffer.buffer();
            response.handler(chunk -> {
                if (body.length() + chunk.length() > MOST_MANAGEMENT_BYTES) {
                    response.request().reset();
                } else {
                    body.appendBuffer(chunk);
                }
            });
            return response.end().map(ended -> new ManagementAnswer(status, body));
        });
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

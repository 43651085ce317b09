package dev.auspex.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** One address of a service, with its observed health. */
final class Address {

    private final String name;
    private final URI url;
    private final long waitMillis;
    private final ConcurrentMap<Long, RequestOptions> byTimeout = new ConcurrentHashMap<>();
    final AtomicInteger outstanding = new AtomicInteger();
    final AtomicInteger failuresInARow = new AtomicInteger();
    volatile long aloneUntil;
    volatile boolean alone;

    /** Caller of the last failure that the caller itself may have caused. */
    volatile @Nullable Object lastCaller;

    /** @param wait longest wait for a connection */
    Address(URI url, Duration wait) {
        this.url = url;
        this.waitMillis = wait.toMillis();
        this.name = url.getHost() + ":" + port(url);
    }

    String name() {
        return name;
    }

    RequestOptions options(long timeoutMillis) {
        RequestOptions known = byTimeout.get(timeoutMillis);
        return known != null ? known : byTimeout.computeIfAbsent(timeoutMillis, ignored -> target(timeoutMillis));
    }

    private RequestOptions target(long timeoutMillis) {
        return new RequestOptions()
                .setHost(url.getHost())
                .setPort(port(url))
                .setSsl("https".equals(url.getScheme()))
                .setConnectTimeout(waitMillis)
                .setIdleTimeout(timeoutMillis);
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    }
}

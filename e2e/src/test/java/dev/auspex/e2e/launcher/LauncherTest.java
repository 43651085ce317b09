package dev.auspex.e2e.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The launcher in a checkout where nothing was ever built, on a machine that has neither Maven nor Node. */
class LauncherTest {

    private static final Pattern OPTION = Pattern.compile("\"(--[a-z-]+)\"");

    private static final List<String> PROGRAMS = List.of(
            "bash",
            "env",
            "cat",
            "dirname",
            "readlink",
            "uname",
            "df",
            "awk",
            "id",
            "mkdir",
            "sed",
            "grep",
            "head",
            "tail",
            "tr",
            "sort",
            "cut",
            "find",
            "xargs",
            "sha256sum",
            "wc",
            "chmod",
            "rm",
            "tee",
            "touch");

    @TempDir
    Path checkout;

    private Path programs;

    @BeforeEach
    void copy() throws IOException {
        Files.copy(Suite.root().resolve("auspex"), checkout.resolve("auspex"), StandardCopyOption.COPY_ATTRIBUTES);
        // What every system has, and no more.
        programs = Files.createDirectories(checkout.resolve("programs"));
        for (String name : PROGRAMS) {
            Path program = Stream.of("/bin", "/usr/bin")
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name));
            Files.createSymbolicLink(programs.resolve(name), program);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "logs",
                "doctor",
                "test",
                "bench",
                "native",
                "train",
                "format",
                "bench model"
            })
    void explainsEachCommandWithoutABuild(String command) throws Exception {
        // When
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add("--help");
        Outcome outcome = run(words);

        // Then
        assertEquals(0, outcome.code(), outcome.output());
        assertTrue(outcome.output().startsWith("./auspex " + words.getFirst()), outcome.output());
        assertEquals("", outcome.errors());
        assertFalse(Files.exists(checkout.resolve(".auspex")), "it wrote something");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "up --frsh; up has no option --frsh",
                "up --only; up --only requires a value",
                "up --fresh=yes; up --fresh does not accept a value",
                "up prediction; ./auspex up --only prediction",
                "down now; down does not accept the argument now",
                "status --all; status has no option --all",
                "logs --fallow; logs has no option --fallow",
                "test --quik; test has no option --quik",
                "test everything; test does not accept the argument everything",
                "bench --second 3; bench has no option --second",
                "native --all; native has no option --all",
                "train --data a.csv --traget y; train has no option --traget",
                "dance; There is no command dance"
            })
    void namesWhatItDoesNotKnowBeforeItBuildsAnything(String arguments, String expected) throws Exception {
        // When
        Outcome outcome = run(List.of(arguments.split(" ")));

        // Then
        assertEquals(1, outcome.code(), outcome.output());
        assertTrue(outcome.errors().contains(expected), outcome.errors());
        assertFalse(Files.exists(checkout.resolve(".auspex")), "it wrote something");
    }

    @Test
    void takesAnOptionsValueForNoQuestion() throws Exception {
        // When: a column of this name
        Outcome outcome = run(List.of("train", "--data", "a.csv", "--target", "--help"));

        // Then: it goes on until it misses what a training needs
        assertEquals(1, outcome.code(), outcome.output());
        assertTrue(missesAJdkOrMaven(outcome), outcome.errors());
    }

    @Test
    void saysWhatTestsNeedBeforeTheyBegin() throws Exception {
        // When
        Outcome outcome = run(List.of("test"));
        Outcome all = run(List.of("test"), Map.of("AUSPEX_TEST_ALL", "1"));

        // Then
        for (String program :
                List.of("Node is not installed", "Chromium is not installed", "kubectl is not installed")) {
            assertTrue(outcome.output().contains(program), outcome.output());
        }
        assertTrue(outcome.output().contains("apt-get install kubernetes-client"), outcome.output());
        assertTrue(outcome.output().contains("ManifestsTest"), outcome.output());
        assertTrue(missesAJdkOrMaven(outcome), "it goes on without them: " + outcome.errors());
        assertTrue(all.errors().contains("AUSPEX_TEST_ALL is set"), all.errors());
    }

    @Test
    void doctorSaysTheSame() throws Exception {
        // When
        Outcome outcome = run(List.of("doctor"));

        // Then
        assertEquals(1, outcome.code());
        assertTrue(outcome.output().contains("missing  Maven"), outcome.output());
        assertTrue(
                outcome.output().contains("missing  for ./auspex test only: kubectl is not installed"),
                outcome.output());
    }

    @ParameterizedTest
    @CsvSource({
        "up, local-stack/src/main/java/dev/auspex/localstack/suite/UpCommand.java",
        "train, training/src/main/java/dev/auspex/training/TrainCommand.java",
        "bench, e2e/src/main/java/dev/auspex/e2e/bench/PredictionBench.java",
        "bench, e2e/src/main/java/dev/auspex/e2e/bench/ModelBench.java",
        "bench, e2e/src/main/java/dev/auspex/e2e/bench/GatewayBench.java"
    })
    void explainsAndTakesEveryOptionThatTheProgramHas(String command, String source) throws Exception {
        // Given
        Set<String> options = new TreeSet<>();
        String text = Files.readString(Suite.root().resolve(source));
        for (String option : text.split("@Option\\(")) {
            String names = option.substring(0, Math.max(0, option.indexOf("private ")));
            Matcher found = OPTION.matcher(names);
            if (!names.contains("hidden = true") && names.contains("names = ")) {
                while (found.find()) {
                    options.add(found.group(1));
                }
            }
        }
        assertTrue(options.size() >= 3, options.toString());

        // When
        String help = run(List.of(command, "--help")).output();

        // Then
        options.remove("--help");
        for (String option : options) {
            assertTrue(
                    help.contains(option + " ") || help.contains(option + "\n"), command + " --help lacks " + option);
            Outcome used = run(List.of(command, option + "=x"));
            assertFalse(used.errors().contains("has no option"), used.errors());
        }
    }

    @Test
    void endsWithTheNamesOfTestsThatFailed() throws Exception {
        // Given
        Path maven = programs.resolve("mvn");
        Files.writeString(maven, """
                #!/usr/bin/env bash
                if [[ "$1" == --version ]]; then echo "Apache Maven 3.9.9"; exit 0; fi
                mkdir -p gateway-service/target/surefire-reports
                cat >gateway-service/target/surefire-reports/TEST-SomeTest.xml <<'REPORT'
                <testsuite name="dev.auspex.SomeTest" tests="3">
                  <testcase name="works" classname="dev.auspex.SomeTest" time="0.1"/>
                  <testcase name="fails" classname="dev.auspex.SomeTest" time="0.1">
                    <failure message="expected: &lt;1&gt; &amp;&#10;more" type="AssertionFailedError"><![CDATA[a <error or two]]></failure>
                  </testcase>
                  <testcase name="fails once" classname="dev.auspex.SomeTest" time="0.1">
                    <flakyError message="too late" type="TimeoutException"><stackTrace/></flakyError>
                  </testcase>
                </testsuite>
                REPORT
                exit 1
                """);
        assertTrue(maven.toFile().setExecutable(true));

        // When
        Outcome outcome = run(List.of("test"), Map.of("JAVA_HOME", System.getProperty("java.home")));

        // Then
        assertEquals(1, outcome.code(), outcome.output());
        assertTrue(outcome.output().endsWith("""
                        FAILED: dev.auspex.SomeTest.fails: expected: <1> & more
                        passed on retry: dev.auspex.SomeTest.fails once: too late
                        """), outcome.output());
        assertTrue(outcome.errors().contains("Tests failed"), outcome.errors());
    }

    /** A JDK it may find where systems install them. */
    private static boolean missesAJdkOrMaven(Outcome outcome) {
        return outcome.errors().contains("JDK 25 or newer was not found")
                || outcome.errors().contains("Maven is not installed");
    }

    private Outcome run(List<String> arguments) throws Exception {
        return run(arguments, Map.of());
    }

    private Outcome run(List<String> arguments, Map<String, String> more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("bash").toString(), checkout.resolve("auspex").toString()));
        command.addAll(arguments);
        Path errors = checkout.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", programs.toString());
        builder.environment().put("HOME", checkout.toString());
        builder.environment().putAll(more);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), output, Files.readString(errors));
    }

    private record Outcome(int code, String output, String errors) {}
}

package dev.auspex.model.registry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.Feature;
import dev.auspex.graph.engine.EngineWords;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.engine.TrialRun;

/** Runs a version on the example values of its own schema, and checks that it returns probabilities. */
public final class WarmUp {

    /** Messages of the engine when the system gives it no more memory. */
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile("bad_alloc|bad allocation|[Ff]ailed to allocate|[Cc]annot allocate memory");

    private static final Logger LOG = Logger.getLogger(WarmUp.class);
    private static final int LARGE_BATCH = 32;
    private static final int PREPARED_RUNS = 6;
    private static final int PREPARED_BATCH = 4;
    private static final int MOST_SHOWN = 20;

    /** Longest time of one run, because a graph may have loops. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private WarmUp() {}

    /**
     * @throws BrokenPackageException if a version with a schema does not answer its examples with probabilities, or a
     *     graph without one takes too long or too much memory, or fails although it has no inputs
     */
    public static void run(ServedVersion version, int runs) throws BrokenPackageException {
        if (!version.described()) {
            tryZeros(version);
            return;
        }
        Row example = example(version);
        // A transformer takes half a second for a large batch, and is warm after a few runs.
        int most = version.preparation() == null ? runs : Math.min(runs, PREPARED_RUNS);
        int batch = version.preparation() == null ? LARGE_BATCH : PREPARED_BATCH;
        try (RowRunner runner = version.runner(batch)) {
            for (int i = 0; i < most; i++) {
                int rows = i % 2 == 0 ? 1 : batch;
                for (float[] probabilities : runner.run(Collections.nCopies(rows, example), Deadline.in(LONGEST))) {
                    check(probabilities, version.description().labels());
                }
            }
        } catch (GraphException e) {
            throw new BrokenPackageException("warm-up: " + EngineWords.of(e), e);
        }
    }

    /** Runs the graph on zeros. A good graph may refuse made-up inputs, so such a failure is only logged. */
    private static void tryZeros(ServedVersion version) throws BrokenPackageException {
        try {
            TrialRun.run(version.graph(), Deadline.in(LONGEST));
        } catch (RunEndedException e) {
            throw new BrokenPackageException(
                    "warm-up: " + e.getMessage() + "; the graph never ends, or is too slow", e);
        } catch (GraphException e) {
            if (OUT_OF_MEMORY.matcher(e.getMessage()).find()) {
                throw new BrokenPackageException("warm-up: the graph takes more memory than one run may use", e);
            }
            if (version.graph().inputs().isEmpty()) {
                // No input was made up, so it fails for every caller.
                throw new BrokenPackageException("warm-up: " + EngineWords.of(e), e);
            }
            LOG.debugf(
                    "warm-up on zeros failed model=%s version=%s cause=%s",
                    version.model(), version.version(), e.getMessage());
        }
    }

    private static Row example(ServedVersion version) throws BrokenPackageException {
        Map<String, Object> values = new HashMap<>();
        for (Feature feature : version.description().features()) {
            values.put(feature.name(), feature.example());
        }
        try {
            Row row = version.rows().row(values);
            return version.preparation() == null
                    ? row
                    : new Row(
                            row.numbers(),
                            row.categories(),
                            version.preparation().prepare(row.categories()[0]).inputs());
        } catch (ProblemException | PreparationException e) {
            throw new BrokenPackageException("model.json: the examples do not match the schema: " + e.getMessage(), e);
        }
    }

    private static void check(float[] probabilities, List<String> labels) throws BrokenPackageException {
        double sum = 0;
        for (float probability : probabilities) {
            sum += probability;
        }
        if (probabilities.length != labels.size()
                || !Probabilities.good(probabilities)
                || !(Math.abs(sum - 1) < Probabilities.TOLERANCE)) {
            throw new BrokenPackageException("warm-up: the graph returned " + shown(probabilities) + " with the sum "
                    + sum + " for " + labels.size()
                    + " labels; each label needs a probability from 0 to 1, and the sum must be 1");
        }
    }

    private static String shown(float[] probabilities) {
        return probabilities.length > MOST_SHOWN ? probabilities.length + " values" : Arrays.toString(probabilities);
    }
}

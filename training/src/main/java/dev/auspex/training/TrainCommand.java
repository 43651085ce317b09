package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

import ai.onnxruntime.OrtException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import dev.auspex.training.data.DataException;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.Plans;

/** {@code ./auspex train}. Exit codes: 0 done, 1 data or disk at fault, 2 wrong use. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains the bundled models and writes their packages. The same seed gives the same files.")
public final class TrainCommand implements Callable<Integer> {

    /** Held here, because a logger that nobody holds forgets its level. Tribuo tells of every training it starts. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    /** Seed of the packages that are part of the repository. */
    static final long DEFAULT_SEED = 42;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "Model to train, may be given more than once: ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<String> models = new LinkedHashSet<>();

    @Option(names = "--seed", description = "Seed of split and training. Default: ${DEFAULT-VALUE}.")
    private long seed = DEFAULT_SEED;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the CSV files are. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("training", "data");

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the packages are written. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("training", "packages");

    /** The models' names for the help text. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Plans.all().stream().map(ModelPlan::model).iterator();
        }
    }

    public static void main(String[] arguments) {
        TRIBUO.setLevel(Level.WARNING);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new TrainCommand()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof DataException || failure instanceof IOException) {
                command.getErr().println("train: " + reason(failure));
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
    }

    private static String reason(Exception failure) {
        return failure instanceof IOException
                ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
                : failure.getMessage();
    }

    @Override
    public Integer call() throws IOException, OrtException {
        List<ModelPlan> wanted = wanted();
        PrintWriter err = spec.commandLine().getErr();
        Training training = new Training(data, output, seed, line -> {
            err.println(line);
            err.flush();
        });
        for (ModelPlan plan : wanted) {
            training.run(plan);
        }
        return CommandLine.ExitCode.OK;
    }

    private List<ModelPlan> wanted() {
        List<String> known = Plans.all().stream().map(ModelPlan::model).toList();
        for (String model : models) {
            if (!known.contains(model)) {
                throw new ParameterException(
                        spec.commandLine(), "no model " + model + "; there are: " + String.join(", ", known));
            }
        }
        return Plans.all().stream()
                .filter(plan -> models.isEmpty() || models.contains(plan.model()))
                .toList();
    }
}

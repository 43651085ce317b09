package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ai.onnxruntime.OrtException;
import jakarta.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import dev.auspex.training.calibrate.CalibrationChoice;
import dev.auspex.training.data.DataException;
import dev.auspex.training.data.TableRequest;
import dev.auspex.training.image.DigitsTraining;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.Plans;
import dev.auspex.training.publish.PackageWriter;
import dev.auspex.training.runlog.Progress;
import dev.auspex.training.runlog.RunLog;
import dev.auspex.training.search.LearnerSpace;
import dev.auspex.training.search.Search;

/** The command {@code ./auspex train}. Exit codes: 0 success, 1 problem with the data or the disk, 2 wrong usage. */
@Command(
        name = "train",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        description = "Without --target, trains the bundled models and writes their packages.%n"
                + "With --target, trains a model on your own table and writes a package to upload.%n"
                + "The same seed produces the same files.%n")
public final class TrainCommand implements Callable<Integer> {

    /** Tribuo's logger, which reports every training. Kept, because an unreferenced logger can lose its level. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    /** Seed of the packages in the repository. */
    static final long DEFAULT_SEED = 42;

    /** Number of folds of the cross-validation. */
    static final int DEFAULT_FOLDS = 5;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "Bundled model to train: ${COMPLETION-CANDIDATES}. Can be repeated. Default: all.")
    private Set<String> models = new LinkedHashSet<>();

    @Nullable
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "With --target, your CSV file. Without it, the folder with the data of the bundled models.")
    private Path data;

    @Nullable
    @Option(names = "--target", paramLabel = "COLUMN", description = "Column of your file that the model predicts.")
    private String target;

    @Nullable
    @Option(
            names = "--positive",
            paramLabel = "VALUE",
            description =
                    "Value of the target whose probability is the score. Default: the value that means yes, or else"
                            + " the rarer"
                            + " one. Required if the target has more than two values; all others then count as one.")
    private String positive;

    @Nullable
    @Option(names = "--name", paramLabel = "NAME", description = "Name of your model. Default: the name of the file.")
    private String name;

    @Option(
            names = "--version",
            paramLabel = "N",
            defaultValue = "1",
            description = "Version of your model, a whole number. Default: ${DEFAULT-VALUE}.")
    private int version;

    @Option(names = "--drop", paramLabel = "COLUMN", description = "Column to leave out. Can be repeated.")
    private Set<String> drop = new LinkedHashSet<>();

    @Option(
            names = "--category",
            paramLabel = "COLUMN",
            description = "Column whose numbers or codes are categories. Can be repeated.")
    private Set<String> categories = new LinkedHashSet<>();

    @Nullable
    @Option(
            names = "--text",
            paramLabel = "COLUMN",
            description =
                    "Column of texts that the model reads instead of all others. A transformer turns each text into"
                            + " numbers, and a"
                            + " linear head is trained on them. Default: a long text that is the only column.")
    private String text;

    @Option(
            names = "--algorithm",
            defaultValue = "trees",
            description = "Algorithm of your model: trees (boosted, XGBoost) or linear (logistic regression, Tribuo)."
                    + " Default:"
                    + " ${DEFAULT-VALUE}.")
    private LearnerSpace algorithm;

    @Nullable
    @Option(
            names = "--search",
            description =
                    "Search for the settings of your model by cross-validation: random, tpe or halving. Default: no"
                            + " search,"
                            + " standard settings.")
    private Search.Method search;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "24",
            description =
                    "Number of trials of the search, 2 to 500. For halving, number of settings in the first round, 9"
                            + " to 500. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int trials;

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "Number of folds of the cross-validation, 2 to 20. Default: ${DEFAULT-VALUE}.")
    private int folds = DEFAULT_FOLDS;

    @Option(
            names = "--calibration",
            defaultValue = "auto",
            description = "Calibration: auto (the best one, or none if none helps), none, platt or isotonic. Default:"
                    + " ${DEFAULT-VALUE}.")
    private CalibrationChoice.Wish calibration;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of everything that is random. Default: ${DEFAULT-VALUE}.")
    private long seed = DEFAULT_SEED;

    @Nullable
    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Folder for packages. Default: training/packages, or .auspex/training/packages for your own"
                    + " models.")
    private Path output;

    @Nullable
    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            description = "Folder for run logs. Each run gets its own subfolder. Default: .auspex/training/runs.")
    private Path runs;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only errors and, for your own model, the path of the file to upload.")
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Names of the bundled models, for the help text. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return bundledNames().iterator();
        }
    }

    private static List<String> bundledNames() {
        return Stream.concat(Plans.all().stream().map(ModelPlan::model), Stream.of(DigitsTraining.MODEL))
                .toList();
    }

    public static void main(String[] arguments) {
        TRIBUO.setLevel(Level.WARNING);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new TrainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
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
        require(folds >= 2 && folds <= 20, "--folds must be between 2 and 20, not " + folds + ".");
        Progress progress = new Progress(spec.commandLine().getErr(), mode());
        if (target == null) {
            bundled(progress);
        } else {
            table(progress);
        }
        return CommandLine.ExitCode.OK;
    }

    private Progress.Mode mode() {
        if (quiet) {
            return Progress.Mode.QUIET;
        }
        // Progress goes to standard error, and the launcher knows whether that is a terminal.
        return Boolean.getBoolean("auspex.terminal") ? Progress.Mode.TERMINAL : Progress.Mode.LINES;
    }

    private void bundled(Progress progress) throws IOException, OrtException {
        require(
                positive == null
                        && name == null
                        && drop.isEmpty()
                        && categories.isEmpty()
                        && search == null
                        && text == null,
                "--positive, --name, --drop, --category, --text and --search work only with your own table. Add"
                        + " --target.");
        List<ModelPlan> wanted = wanted();
        Path files = Objects.requireNonNullElseGet(data, () -> root().resolve("training/data"));
        PackageWriter writer =
                new PackageWriter(Objects.requireNonNullElseGet(output, () -> root().resolve("training/packages")));
        RunLog log = begin(models.size() == 1 ? models.iterator().next() : "bundled");
        logged(log, progress, () -> {
            Training training = new Training(writer, new Training.Settings(seed, folds, calibration), progress, log);
            for (ModelPlan plan : wanted) {
                training.run(plan, Training.bundled(plan, files, seed));
                writer.writeAliases(plan);
            }
            if (models.isEmpty() || models.contains(DigitsTraining.MODEL)) {
                DigitsTraining.run(files, writer, seed, progress);
            }
        });
    }

    private void table(Progress progress) throws IOException, OrtException {
        require(data != null, "--target needs --data, the CSV file that has this column.");
        require(models.isEmpty(), "--model names a bundled model. Use --name for your own model.");
        require(version >= 1, "--version must be a whole number of at least 1, not " + version + ".");
        require(
                trials >= (search == Search.Method.HALVING ? 9 : 2) && trials <= 500,
                "--trials must be between 2 and 500 (for halving, 9 and 500), not " + trials + ".");
        String model = name == null ? nameOf(data) : name;
        require(
                NAME.matcher(model).matches(),
                "--name must have 1 to 64 lowercase letters, digits, dots, dashes or underscores and begin with a"
                        + " letter or"
                        + " digit, but it is \"" + model + "\".");
        TableTraining.Wish wish = new TableTraining.Wish(
                new TableRequest(data, target, positive, drop, categories, text),
                model,
                version,
                algorithm,
                search,
                trials,
                folds,
                calibration,
                seed);
        Path packages = Objects.requireNonNullElseGet(output, () -> home().resolve("packages"));
        RunLog log = begin(model);
        logged(log, progress, () -> {
            Path zip = new TableTraining(wish, progress, log).run(packages);
            PrintWriter out = spec.commandLine().getOut();
            out.println(zip);
            out.flush();
        });
    }

    /** Work that throws only what the command's exception handler knows. */
    @FunctionalInterface
    private interface Work {

        void run() throws IOException, OrtException;
    }

    private RunLog begin(String of) throws IOException {
        RunLog log = RunLog.begin(
                Objects.requireNonNullElseGet(runs, () -> home().resolve("runs")), of, root(), Clock.systemUTC());
        log.put("arguments", spec.commandLine().getParseResult().originalArgs());
        log.put("seed", seed);
        return log;
    }

    /** Runs the work and writes the log, whatever the outcome. */
    private static void logged(RunLog log, Progress progress, Work work) throws IOException, OrtException {
        String outcome = "failed";
        try {
            work.run();
            outcome = "done";
            progress.say("run log: %s", log.folder());
        } catch (DataException | IOException e) {
            outcome = "failed: " + reason(e);
            throw e;
        } finally {
            progress.end();
            log.end(outcome, progress.said());
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName()
                .toString()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\\.[a-z0-9]+$", "")
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceFirst("^[^a-z0-9]+", "");
    }

    /** Returns the folder of the checkout. The launcher can be called from any folder. */
    private static Path root() {
        return Path.of(System.getProperty("auspex.root", "")).normalize();
    }

    /** Returns the training folder for files that belong to this machine only. */
    private static Path home() {
        String home = System.getenv("AUSPEX_HOME");
        return (home == null || home.isEmpty() ? root().resolve(".auspex") : Path.of(home)).resolve("training");
    }

    private void require(boolean good, String problem) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }

    private List<ModelPlan> wanted() {
        List<String> known = bundledNames();
        for (String model : models) {
            require(
                    known.contains(model),
                    "There is no model " + model + ". Available models: " + String.join(", ", known) + ".");
        }
        return Plans.all().stream()
                .filter(plan -> models.isEmpty() || models.contains(plan.model()))
                .toList();
    }
}
